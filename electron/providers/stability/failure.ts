import { appError, type AppErrorKind } from '../../contract/app-error.ts';
import { ProviderFailure, type FailureDetails } from '../provider.ts';

export interface StabilityFailure extends Omit<FailureDetails, 'error' | 'requestId'> {
  readonly kind: AppErrorKind;
  readonly cause?: unknown;
  readonly requestId?: string | undefined;
}

export function stabilityFailure(failure: StabilityFailure): ProviderFailure {
  const { kind, cause, requestId, ...details } = failure;
  return new ProviderFailure({
    ...details,
    ...(requestId === undefined ? {} : { requestId }),
    error: appError(kind, { params: { provider: 'stability' }, cause }),
  });
}
