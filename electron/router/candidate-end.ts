import type { AppError } from '../contract/app-error.ts';
import type { AttemptId } from '../contract/ids.ts';
import type { Receipt } from '../contract/receipt.ts';
import type { AttemptResult } from './attempt.ts';
import { budgetReturnsAt, budgetStatus } from './budget.ts';
import type { Setback } from './endings.ts';
import type { NextStep } from './next-step.ts';
import type { RouteOption } from './offers.ts';
import type { CachedResult } from './ports.ts';
import type { RouteEnding } from './route-request.ts';
import type { Run } from './run.ts';

/** How a candidate's turn ended. */
export type CandidateEnd =
  | {
      readonly kind: 'result';
      readonly result: CachedResult;
      readonly cache: Receipt['cache'];
      readonly finishReason?: string | undefined;
    }
  /** The next candidate may be tried. */
  | { readonly kind: 'setback'; readonly setback: Setback }
  /** The next candidate may be tried if it is local, or if the user agrees. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** The run is over. */
  | { readonly kind: 'ending'; readonly ending: RouteEnding };

export const cancelled: CandidateEnd = { kind: 'ending', ending: { status: 'cancelled' } };

/** The end of a turn whose attempt didn't fail: a result, or nothing was sent. */
export function endOfAttempt(
  result: Exclude<AttemptResult, { readonly status: 'failed' }>,
  { candidate }: RouteOption,
  { ports }: Run,
): CandidateEnd {
  const now = ports.clock.now();
  switch (result.status) {
    case 'succeeded': {
      const { output, seed, finishReason } = result;
      return { kind: 'result', result: { output, seed }, cache: 'off', finishReason };
    }
    case 'limited':
      return setback({ kind: 'later', until: now + result.forMs });
    case 'over-budget': {
      const status = budgetStatus(ports.budget, ports.settings().budgets, now);
      const until = budgetReturnsAt(status, candidate.estimate.high, now);
      return setback({ kind: 'budget', until });
    }
  }
}

/** The end of a turn after a failure that isn't tried again. */
export function endOfFailure(
  step: Exclude<NextStep, { readonly do: 'retry' | 'recompile' }>,
  {
    id,
    option,
    error,
  }: { readonly id: AttemptId; readonly option: RouteOption; readonly error: AppError },
  { ports }: Run,
): CandidateEnd {
  const { provider, estimate } = option.candidate;
  switch (step.do) {
    case 'next':
      return setback(
        step.afterMs === null
          ? failed(error, option)
          : { kind: 'later', until: ports.clock.now() + step.afterMs },
      );
    case 'refused':
      return { kind: 'refused', error };
    case 'unknown':
      return {
        kind: 'ending',
        ending: { status: 'unknown', attemptId: id, provider, error, retryCost: estimate.high },
      };
    case 'fail':
      return { kind: 'ending', ending: { status: 'failed', error } };
    case 'cancel':
      return cancelled;
  }
}

export function setback(setback: Setback): CandidateEnd {
  return { kind: 'setback', setback };
}

export function failed(error: AppError, { candidate }: RouteOption): Setback {
  return { kind: 'failed', error, local: candidate.local };
}
