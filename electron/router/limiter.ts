import type { Timestamp } from '../contract/ids.ts';
import type { RateState } from '../providers/provider.ts';

/**
 * A token bucket whose size and speed are what the provider's answers said: a request takes one
 * token, and the bucket is full again when the headers promised it. Until headers have been seen
 * there is no limit; a Retry-After closes the bucket altogether for its time.
 */
export interface Bucket {
  readonly tokens: number;
  readonly capacity: number;
  readonly tokensPerMs: number;
  readonly countedAt: Timestamp;
  readonly closedUntil: Timestamp;
}

export const openBucket: Bucket = {
  tokens: Infinity,
  capacity: Infinity,
  tokensPerMs: 0,
  countedAt: 0,
  closedUntil: 0,
};

/** How long a request must wait for its token, in milliseconds; 0: it may go now. */
export function waitMs(bucket: Bucket, now: Timestamp): number {
  const closedMs = Math.max(0, bucket.closedUntil - now);
  const missing = 1 - tokensAt(bucket, now);
  if (missing <= 0) return closedMs;
  return Math.max(closedMs, Math.ceil(missing / bucket.tokensPerMs));
}

/** The bucket after a request took its token; one that went early leaves a debt. */
export function take(bucket: Bucket, now: Timestamp): Bucket {
  if (bucket.tokens === Infinity) return bucket;
  return { ...bucket, tokens: tokensAt(bucket, now) - 1, countedAt: now };
}

/** The bucket after an answer's headers. Headers without numbers change nothing. */
export function afterHeaders(bucket: Bucket, rate: RateState, now: Timestamp): Bucket {
  const { remainingRequests, resetMs } = rate;
  if (remainingRequests === null || resetMs === null || resetMs <= 0) return bucket;
  const capacity = Math.max(
    remainingRequests + 1,
    bucket.capacity === Infinity ? 0 : bucket.capacity,
  );
  return {
    ...bucket,
    tokens: remainingRequests,
    capacity,
    tokensPerMs: (capacity - remainingRequests) / resetMs,
    countedAt: now,
  };
}

export function afterRetryAfter(bucket: Bucket, retryAfterMs: number, now: Timestamp): Bucket {
  return { ...bucket, closedUntil: Math.max(bucket.closedUntil, now + retryAfterMs) };
}

function tokensAt(bucket: Bucket, now: Timestamp): number {
  const elapsed = Math.max(0, now - bucket.countedAt);
  return Math.min(bucket.capacity, bucket.tokens + elapsed * bucket.tokensPerMs);
}
