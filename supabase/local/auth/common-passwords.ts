/**
 * Words that the worst passwords are made of. Which ones those are is no secret: they head every
 * published list of leaked passwords.
 */
const worstWords: ReadonlySet<string> = new Set(
  `
  password passwort passwd passphrase letmein welcome willkommen admin administrator login
  master secret geheim iloveyou ichliebedich monkey dragon sunshine princess football fussball
  baseball superman batman pokemon starwars computer internet samsung google michael jordan
  charlie shadow hello hallo hallowelt helloworld whatever trustno changeme default guest test
  testing user root summer winter spring autumn january december emulsion supabase access
  freedom
`
    .trim()
    .split(/\s+/),
);

/** How a row of keys, the alphabet and the digits are walked along. */
const walks = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb',
];

const shortestWalk = 4;

/** Letters that digits and signs stand for. */
const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function undisguise(text: string): string {
  return Array.from(text, (letter) => disguises[letter] ?? letter).join('');
}

function isWalk(text: string): boolean {
  const back = Array.from(text).reverse().join('');
  return walks.some((walk) => walk.includes(text) || walk.includes(back));
}

/** Whether all of it is one walk after the other, forth or back, each of some length. */
function isWalked(text: string): boolean {
  /** Where a walk can begin: where one has ended. */
  const begins = new Set([0]);
  for (let begin = 0; begin < text.length; begin += 1) {
    if (!begins.has(begin)) continue;
    for (let end = begin + shortestWalk; end <= text.length; end += 1) {
      if (!isWalk(text.slice(begin, end))) break;
      begins.add(end);
    }
  }
  return begins.has(text.length);
}

/** Whether it is the same over and over: `aaaaaaaaa1`, `abcabcabcabc`. */
function isRepeated(text: string): boolean {
  return /^(.{1,12}?)\1{2,}$/su.test(text);
}

/**
 * Whether a password is among the first that anybody would try: a word of the worst ones with digits
 * and signs around it, a walk over the keyboard, or the same over and over.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase();
  const start = text.replace(/\P{L}+$/u, '');
  const core = start.replace(/^\P{L}+/u, '');
  if (isRepeated(text) || isRepeated(start)) return true;
  const spellings = [text, core, undisguise(core), undisguise(start)];
  if (spellings.some((spelling) => worstWords.has(spelling.replace(/[^\p{L}\d]/gu, '')))) {
    return true;
  }
  const keys = [text.replace(/[^\p{L}\d]/gu, ''), core];
  return keys.some((pressed) => pressed.length >= shortestWalk && isWalked(pressed));
}
