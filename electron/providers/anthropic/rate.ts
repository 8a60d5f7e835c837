import type { RateState } from '../provider.ts';
import { readNumber } from '../rate-headers.ts';

/** What `anthropic-ratelimit-requests-*` say; resets are dates (RFC 3339). `now` in ms since the epoch. */
export function readRate(headers: Headers | undefined, now: number): RateState | undefined {
  const remaining = readNumber(headers?.get('anthropic-ratelimit-requests-remaining'));
  const reset = Date.parse(headers?.get('anthropic-ratelimit-requests-reset') ?? '');
  if (remaining === undefined && Number.isNaN(reset)) return undefined;
  return {
    remainingRequests: remaining ?? null,
    resetMs: Number.isNaN(reset) ? null : Math.max(0, reset - now),
  };
}
