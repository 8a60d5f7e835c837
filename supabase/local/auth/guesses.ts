import type { Context } from 'hono';
import { AuthError, refuse } from './auth-error.ts';
import { agentOf } from './requests.ts';

const windowMs = 300_000;

/** Bounds how often a secret can be guessed from one address. */
export interface Guesses {
  /**
   * Checks a secret. Each check holds one of the address's tries while it lasts, so that those that
   * come at once count too; a good one gives it back.
   * @throws AuthError over_request_rate_limit, or what `check` throws
   */
  guard<T>(c: Context, check: () => Promise<T>): Promise<T>;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * @param most wrong tries of an address in five minutes, as `[auth.rate_limit]` of config.toml has
 *   it. Upstream counts the good ones as well; here tests and benchmarks sign in by the thousand.
 */
export function createGuesses(most: number, now: () => Date): Guesses {
  const buckets = new Map<string, Bucket>();

  function leftOf(address: string): number {
    const { left, at } = buckets.get(address) ?? { left: most, at: 0 };
    return Math.min(most, left + ((now().getTime() - at) / windowMs) * most);
  }

  function add(address: string, tries: number): void {
    const left = Math.min(most, leftOf(address) + tries);
    if (left === most) buckets.delete(address);
    else buckets.set(address, { left, at: now().getTime() });
  }

  return {
    async guard(c, check) {
      const { ip } = agentOf(c);
      if (leftOf(ip) < 1) {
        throw refuse(429, 'over_request_rate_limit', 'Request rate limit reached');
      }
      add(ip, -1);
      try {
        const checked = await check();
        add(ip, 1);
        return checked;
      } catch (error) {
        // What went wrong on this side was no guess.
        if (!(error instanceof AuthError)) add(ip, 1);
        throw error;
      }
    },
  };
}
