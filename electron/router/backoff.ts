const BASE_MS = 1000;
const CEILING_MS = 30_000;

/**
 * The wait before the next try at a provider that asked for patience: exponential with full jitter
 * (Marc Brooker, "Exponential Backoff And Jitter", AWS 2015), and never less than what the provider
 * asked for. `retries` is the number of tries that have failed, `random` is in [0, 1).
 */
export function backoffMs(retries: number, random: number, retryAfterMs = 0): number {
  const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** (retries - 1));
  return Math.max(retryAfterMs, Math.round(ceiling * random));
}
