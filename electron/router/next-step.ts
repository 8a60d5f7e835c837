import { operations, type OperationId } from '../contract/operations.ts';
import type { Candidate } from '../contract/receipt.ts';
import type { FailureDetails } from '../providers/provider.ts';
import { backoffMs } from './backoff.ts';

/**
 * A text call that may have been billed is sent to the next provider without asking if it cost less
 * than this, µ$: two tenths of a cent lost is less than a question is worth. Images always ask.
 */
const SMALL_SUM = 2000;

/** Tries at a candidate that asks for patience. */
const PATIENT_TRIES = 4;
/** Tries at a free candidate that gave no answer: what has hung twice hangs. */
const UNANSWERED_TRIES = 2;
/** A longer wait isn't worth a place in the queue: the next candidate, or the job waits outside. */
export const LONGEST_WAIT_MS = 60_000;

export type NextStep =
  | { readonly do: 'retry'; readonly afterMs: number }
  | { readonly do: 'recompile'; readonly fix: NonNullable<FailureDetails['fix']> }
  /** `afterMs`: the provider might answer after so long a wait; null: waiting won't help. */
  | { readonly do: 'next'; readonly afterMs: number | null }
  | { readonly do: 'refused' }
  | { readonly do: 'unknown' }
  | { readonly do: 'fail' }
  | { readonly do: 'cancel' };

interface Situation {
  readonly operation: OperationId;
  readonly candidate: Candidate;
  /** Tries at this candidate so far, the failed one included. */
  readonly tries: number;
  /** The input has been compiled anew for this candidate already. */
  readonly recompiled: boolean;
  /** Until the run's own deadline. */
  readonly msLeft: number;
  /** In [0, 1). */
  readonly random: number;
}

/** What to do after a failed attempt. Pure. Money is never spent twice without a question. */
export function nextStep(failure: FailureDetails, situation: Situation): NextStep {
  switch (failure.class) {
    case 'wait':
      return afterPatience(failure, situation);
    case 'fail-over':
    case 'account':
      return { do: 'next', afterMs: null };
    case 'fix':
      return failure.fix === undefined || situation.recompiled
        ? { do: 'next', afterMs: null }
        : { do: 'recompile', fix: failure.fix };
    case 'policy':
      return { do: 'refused' };
    case 'ambiguous':
      return afterSilence(failure, situation);
    case 'bad-output':
      return isFree(failure, situation) ? { do: 'next', afterMs: null } : { do: 'fail' };
    case 'cancelled':
      return { do: 'cancel' };
  }
}

function afterPatience({ retryAfterMs }: FailureDetails, situation: Situation): NextStep {
  const { tries, msLeft, random } = situation;
  if (tries >= PATIENT_TRIES)
    return { do: 'next', afterMs: Math.max(retryAfterMs ?? 0, LONGEST_WAIT_MS) };
  const afterMs = backoffMs(tries, random, retryAfterMs);
  return afterMs > Math.min(LONGEST_WAIT_MS, msLeft)
    ? { do: 'next', afterMs }
    : { do: 'retry', afterMs };
}

function afterSilence(failure: FailureDetails, situation: Situation): NextStep {
  if (!isFree(failure, situation)) {
    return isSmallText(situation.operation, situation.candidate)
      ? { do: 'next', afterMs: null }
      : { do: 'unknown' };
  }
  if (situation.tries >= UNANSWERED_TRIES) return { do: 'next', afterMs: null };
  return { do: 'retry', afterMs: backoffMs(situation.tries, situation.random) };
}

function isFree(failure: FailureDetails, { candidate }: Situation): boolean {
  return candidate.estimate.high <= 0 && (failure.cost ?? 0) <= 0;
}

/** Whether paying for it twice is worth less than a question or a wait. */
export function isSmallText(operation: OperationId, candidate: Candidate): boolean {
  return operations[operation].output !== 'image' && candidate.estimate.high <= SMALL_SUM;
}
