const isMac = /mac/i.test(navigator.platform);

const macLabels: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩' };
const otherLabels: Readonly<Record<string, string>> = { Mod: 'Ctrl', Enter: '↵' };
const everywhere: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  Backspace: '⌫',
  Insert: 'Ins',
  Space: '␣',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
};

/** The keys of a shortcut such as "Mod+Shift+O", as this system writes them. */
export function keyLabels(keys: string): readonly string[] {
  const labels = isMac ? macLabels : otherLabels;
  return splitKeys(keys).map(
    (key) => labels[key] ?? everywhere[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  );
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether a key press is this shortcut. `Mod` is Cmd on a Mac and Ctrl elsewhere. */
export function matchesKeys(press: KeyPress, keys: string, mac = isMac): boolean {
  const parts = splitKeys(keys);
  const main = parts.at(-1) ?? '';
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  // Signs such as ? and + are reached with Shift on some keyboards and without it on others.
  const shiftMatters = /^[a-z]$/i.test(main) || main.length > 1;
  return (
    press.key.toLowerCase() === main.toLowerCase() &&
    mod === parts.includes('Mod') &&
    !otherMod &&
    press.altKey === parts.includes('Alt') &&
    (!shiftMatters || press.shiftKey === parts.includes('Shift'))
  );
}

/** Fields that nobody writes in. */
const wordless: ReadonlySet<string> = new Set(['range', 'checkbox', 'radio', 'color', 'button']);

/** Keys that are typed belong to the field in which they are typed. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && wordless.has(target.type)) return false;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}

/** Whether a key press is for the field that has the focus: what is typed, or what moves a slider. */
export function isForField(target: EventTarget | null, press: KeyPress): boolean {
  if (press.ctrlKey || press.metaKey) return false;
  const hasOwnKeys = target instanceof HTMLInputElement && press.key.length > 1;
  return isTyping(target) || hasOwnKeys;
}

function splitKeys(keys: string): readonly string[] {
  // A plus at the end is the key itself.
  return keys.split(/\+(?=.)/);
}
