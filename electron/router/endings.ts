import { type AppError, appError } from '../contract/app-error.ts';
import type { Timestamp } from '../contract/ids.ts';
import type { Consent } from '../contract/jobs.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Candidate, Exclusion } from '../contract/receipt.ts';
import type { RouteEnding, RouteRequest } from './route-request.ts';

/** Why a candidate gave no result, where the next one may be tried. */
export type Setback =
  | { readonly kind: 'failed'; readonly error: AppError; readonly local: boolean }
  /** It refused the content: asking it again would be asking for trouble. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** It may answer at that time. */
  | { readonly kind: 'later'; readonly until: Timestamp }
  /** It doesn't fit into the day's or the month's budget. */
  | { readonly kind: 'budget'; readonly until: Timestamp | null }
  /** It doesn't fit into what the job may cost. */
  | { readonly kind: 'max-cost' };

/** What the user must be asked before a candidate may be tried; null: nothing. */
export function consentNeeded(
  candidate: Candidate,
  request: RouteRequest,
  refusedBy: ProviderId | null,
): Consent | null {
  const { provider, local, losses } = candidate;
  const { sharedWith, lossesFrom } = request.consents;
  if (refusedBy !== null && !local && !sharedWith.includes(provider)) {
    return { ask: 'refused-elsewhere', refusedBy, next: provider };
  }
  if (losses.length > 0 && !request.acceptLosses && !lossesFrom.includes(provider)) {
    return { ask: 'would-lose', next: provider, losses };
  }
  return null;
}

interface Exhaustion {
  readonly setbacks: readonly Setback[];
  readonly excluded: readonly Exclusion[];
  readonly online: boolean;
}

/**
 * How a run ends when no candidate is left. A refusal is final. Otherwise it waits for what can still
 * change (the network, a provider's rest, the budget, in this order) or fails with the last error.
 */
export function endingOf({ setbacks, excluded, online }: Exhaustion): RouteEnding {
  const refusal = setbacks.find((setback) => setback.kind === 'refused');
  if (refusal !== undefined) return { status: 'failed', error: refusal.error };
  const failures = setbacks.filter((setback) => setback.kind === 'failed');
  const cutOff = failures.some(
    ({ error, local }) => !local && error.kind === 'provider-unreachable',
  );
  if (excluded.some(({ reason }) => reason === 'offline') || (cutOff && !online)) {
    return { status: 'waiting', for: 'offline', until: null };
  }
  const later = setbacks.filter((setback) => setback.kind === 'later');
  if (later.length > 0) return { status: 'waiting', for: 'rate', until: earliest(later) };
  const budgets = setbacks.filter((setback) => setback.kind === 'budget');
  if (budgets.length > 0) return { status: 'waiting', for: 'budget', until: earliest(budgets) };
  if (setbacks.some(({ kind }) => kind === 'max-cost')) {
    return { status: 'failed', error: appError('budget-reached') };
  }
  return { status: 'failed', error: failures.at(-1)?.error ?? appError('no-route') };
}

function earliest(setbacks: readonly { readonly until: Timestamp | null }[]): Timestamp | null {
  const times = setbacks.flatMap(({ until }) => (until === null ? [] : [until]));
  return times.length === 0 ? null : Math.min(...times);
}
