import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { appError } from '../../contract/app-error.ts';
import { answerFailure } from '../answer-failure.ts';
import { classifyDialectError } from '../classify-dialect-error.ts';
import { ProviderFailure, type PreparedRequest } from '../provider.ts';

export interface CompatibleCall {
  readonly signal: AbortSignal;
  /** Null for calls that are no attempt. */
  readonly request: PreparedRequest | null;
  readonly now: number;
  /** The server bills nobody, so that nothing can be paid twice. */
  readonly isFree: boolean;
}

/** Turns whatever the SDK threw into a failure that the router can act on. */
export function classifyError(thrown: unknown, call: CompatibleCall): ProviderFailure {
  const failure = classifyAsPaid(thrown, call);
  if (!call.isFree || failure.details.class !== 'ambiguous') {
    return failure;
  }
  const error = appError('provider-failed', { params: { provider: 'compatible' }, cause: thrown });
  return new ProviderFailure({ ...failure.details, class: 'fail-over', error });
}

function classifyAsPaid(
  thrown: unknown,
  { signal, request, now }: CompatibleCall,
): ProviderFailure {
  const isAnswer =
    thrown instanceof APIError &&
    !(thrown instanceof APIConnectionError) &&
    !(thrown instanceof APIUserAbortError);
  if (isAnswer && thrown.status !== undefined) {
    const { status, code, type, headers } = thrown;
    const error = { status, code, type, headers, cause: thrown };
    return classifyDialectError(error, {
      provider: 'compatible',
      image: request?.image ?? null,
      minPixels: request?.capability.image?.minPixels ?? 0,
      now,
    });
  }
  // An error inside an answer that had begun stays ambiguous, as a broken line does.
  return answerFailure(thrown, { provider: 'compatible', signal });
}
