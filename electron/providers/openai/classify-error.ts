import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { appError } from '../../contract/app-error.ts';
import { answerFailure } from '../answer-failure.ts';
import { classifyDialectError } from '../classify-dialect-error.ts';
import { ProviderFailure, type PreparedRequest } from '../provider.ts';

export interface OpenAiCall {
  readonly signal: AbortSignal;
  /** Null for calls that are no attempt. */
  readonly request: PreparedRequest | null;
  readonly now: number;
}

const REFUSAL_CODES: ReadonlySet<string> = new Set([
  'moderation_blocked',
  'image_content_policy_violation',
]);

/** Turns whatever the SDK threw into a failure that the router can act on. */
export function classifyError(
  thrown: unknown,
  { signal, request, now }: OpenAiCall,
): ProviderFailure {
  const isAnswer =
    thrown instanceof APIError &&
    !(thrown instanceof APIConnectionError) &&
    !(thrown instanceof APIUserAbortError);
  if (isAnswer && thrown.status !== undefined) {
    const { status, code, type, headers } = thrown;
    const error = { status, code, type, headers, cause: thrown };
    return classifyDialectError(error, {
      provider: 'openai',
      image: request?.image ?? null,
      minPixels: request?.capability.image?.minPixels ?? 0,
      now,
    });
  }
  if (isAnswer && !signal.aborted) {
    return failedWhileAnswering(thrown.code, thrown);
  }
  return answerFailure(thrown, { provider: 'openai', signal });
}

/** An error inside an answer that had begun: the work was under way, so only a refusal is sure. */
export function failedWhileAnswering(
  code: string | null | undefined,
  cause: unknown,
): ProviderFailure {
  const isRefusal = REFUSAL_CODES.has(code ?? '');
  const kind = isRefusal ? 'provider-refused' : 'provider-may-have-billed';
  return new ProviderFailure({
    class: isRefusal ? 'policy' : 'ambiguous',
    error: appError(kind, { params: { provider: 'openai' }, cause }),
  });
}
