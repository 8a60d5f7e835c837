import type { AppErrorKind } from '../contract/app-error.ts';
import type { Timestamp } from '../contract/ids.ts';
import type { FailureDetails } from '../providers/provider.ts';

/**
 * The health breaker of one provider.
 *
 *            3 failures in a row, or half of the last 10
 *   closed ───────────────────────────────────────────────▶ open (rests until a time)
 *     ▲                                                      │  the time has come
 *     │  a free probe succeeds                               ▼
 *     └───────────────────────────────────────────────── half-open
 *                                                            │  the probe fails: rests twice as long
 *                                                            └──▶ open
 *
 * `half-open` is not stored: it is `open` with its time come, and only probes pass then, so that a
 * sick provider is never tested with a request that costs money.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly recent: readonly boolean[] }
  | { readonly state: 'open'; readonly until: Timestamp; readonly restMs: number };

const WINDOW = 10;
const FAILURES_IN_A_ROW = 3;
const FAILURE_RATE = 0.5;
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 5 * 60_000;

export const healthyBreaker: Breaker = { state: 'closed', recent: [] };

export function afterAnswer(breaker: Breaker, healthy: boolean, now: Timestamp): Breaker {
  if (breaker.state === 'open') return breaker;
  const recent = [...breaker.recent, healthy].slice(-WINDOW);
  return isSick(recent) ? open(now, FIRST_REST_MS) : { state: 'closed', recent };
}

export function afterProbe(breaker: Breaker, healthy: boolean, now: Timestamp): Breaker {
  if (healthy) return breaker.state === 'open' ? healthyBreaker : breaker;
  const restMs = breaker.state === 'open' ? breaker.restMs * 2 : FIRST_REST_MS;
  return open(now, Math.min(restMs, LONGEST_REST_MS));
}

export function isProbeDue(breaker: Breaker, now: Timestamp): boolean {
  return breaker.state === 'open' && now >= breaker.until;
}

function open(now: Timestamp, restMs: number): Breaker {
  return { state: 'open', until: now + restMs, restMs };
}

function isSick(recent: readonly boolean[]): boolean {
  const lastOnes = recent.slice(-FAILURES_IN_A_ROW);
  if (lastOnes.length === FAILURES_IN_A_ROW && lastOnes.every((healthy) => !healthy)) return true;
  const failures = recent.filter((healthy) => !healthy).length;
  return recent.length === WINDOW && failures >= WINDOW * FAILURE_RATE;
}

const signsOfSickness: ReadonlySet<AppErrorKind> = new Set<AppErrorKind>([
  'provider-overloaded',
  'provider-unreachable',
  'provider-may-have-billed',
  'provider-failed',
  'deadline-passed',
]);

/** Whether a failure says that the provider is ill, rather than this request or this account. */
export function isSickness({ class: failureClass, error }: FailureDetails): boolean {
  switch (failureClass) {
    case 'wait':
    case 'fail-over':
    case 'ambiguous':
      return signsOfSickness.has(error.kind);
    case 'account':
    case 'fix':
    case 'policy':
    case 'bad-output':
    case 'cancelled':
      return false;
  }
}
