import { createHash } from 'node:crypto';
import { isCommonPassword } from './common-passwords.ts';

/** Knows passwords that others know. */
export interface BreachedPasswords {
  includes(password: string): Promise<boolean>;
}

interface BreachedPasswordsOptions {
  /** Answers `/range/<prefix>` as api.pwnedpasswords.com does; left out: nobody is asked. */
  readonly rangeUrl?: string | undefined;
  readonly say: (line: string) => void;
}

const patienceMs = 3000;
const prefixLength = 5;

/**
 * Passwords that were leaked, as a hosted project finds them: five digits of the SHA-1 are asked for,
 * and what comes back is compared here, so that nobody learns which one it was. Who can't be asked
 * keeps nobody from signing up: then only the most common ones are known.
 * Source: https://haveibeenpwned.com/API/v3#PwnedPasswords
 */
export function createBreachedPasswords(options: BreachedPasswordsOptions): BreachedPasswords {
  async function isLeaked(rangeUrl: string, password: string): Promise<boolean> {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    const answer = await fetch(`${rangeUrl}/range/${hash.slice(0, prefixLength)}`, {
      // Answers of equal length: who watches the line can't tell the ranges apart.
      headers: { 'add-padding': 'true', 'user-agent': 'emulsion-embedded-cloud' },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const suffix = hash.slice(prefixLength);
    return (await answer.text()).split('\n').some((line) => {
      const [found, count] = line.trim().split(':');
      // What pads the answer was found in no leak.
      return found?.toUpperCase() === suffix && Number(count) > 0;
    });
  }

  return {
    async includes(password) {
      if (isCommonPassword(password)) return true;
      if (options.rangeUrl === undefined) return false;
      try {
        return await isLeaked(options.rangeUrl, password);
      } catch (error) {
        options.say(`Leaked passwords could not be looked up: ${String(error)}`);
        return false;
      }
    },
  };
}
