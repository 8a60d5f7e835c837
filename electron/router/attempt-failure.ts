import { type AppError, appError, toAppError } from '../contract/app-error.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { Candidate } from '../contract/receipt.ts';
import { type FailureDetails, ProviderFailure } from '../providers/provider.ts';

/** Whatever `processImage` threw, as a failure with a class. */
export function failureOfThrown(
  thrown: unknown,
  { candidate, cancelled }: { readonly candidate: Candidate; readonly cancelled: boolean },
): FailureDetails {
  if (thrown instanceof ProviderFailure && thrown.details.class !== 'cancelled')
    return thrown.details;
  if (cancelled) return cancelledFailure;
  // Neither ours nor classified: nobody knows how far the request came.
  return { class: 'ambiguous', error: uncertain(candidate, toAppError(thrown)) };
}

export const cancelledFailure: FailureDetails = {
  class: 'cancelled',
  error: appError('cancelled'),
};

/** No answer by the attempt's deadline. */
export function failureOfDeadline(candidate: Candidate): FailureDetails {
  const error = appError('deadline-passed', { params: { provider: candidate.provider } });
  return { class: 'ambiguous', error: uncertain(candidate, error) };
}

/** The answer came, was paid for, and can't be used. */
export function failureOfOutput(
  thrown: unknown,
  { candidate, cancelled }: { readonly candidate: Candidate; readonly cancelled: boolean },
): FailureDetails {
  if (cancelled) return cancelledFailure;
  const { kind, params, cause } = toAppError(thrown);
  return {
    class: 'bad-output',
    error: appError(kind, { params: { provider: candidate.provider, ...params }, cause }),
  };
}

/**
 * What a failed attempt cost, µ$; null: perhaps nothing, perhaps all of it. `amount` is what was
 * reserved: what was free to begin with stays free.
 */
export function costOfFailure(
  { class: failureClass, cost }: FailureDetails,
  amount: MicroUsd,
): MicroUsd | null {
  if (cost !== undefined) return cost;
  switch (failureClass) {
    case 'wait':
    case 'fail-over':
    case 'account':
    case 'fix':
    case 'policy':
      return 0;
    case 'ambiguous':
    case 'cancelled':
      return amount <= 0 ? 0 : null;
    case 'bad-output':
      return amount;
  }
}

function uncertain(candidate: Candidate, error: AppError): AppError {
  if (candidate.estimate.high <= 0) return error;
  return appError('provider-may-have-billed', {
    params: { provider: candidate.provider },
    cause: error.cause ?? error.kind,
  });
}
