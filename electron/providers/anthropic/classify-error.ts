import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { appError, type AppErrorKind } from '../../contract/app-error.ts';
import { answerFailure } from '../answer-failure.ts';
import {
  ProviderFailure,
  type FailureClass,
  type FailureDetails,
  type PreparedFile,
} from '../provider.ts';
import { readRetryAfter } from '../rate-headers.ts';
import { errorDetailsSchema } from './answer-schemas.ts';
import { readRate } from './rate.ts';

export interface AnthropicCall {
  readonly signal: AbortSignal;
  /** What was sent, so that a correction can say what to change. */
  readonly image: PreparedFile | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What a code-less 400 was about, where it has been found out (see `findBlame`). */
  readonly blame: Blame;
}

export type Blame = 'request' | 'account' | 'unknown';

interface Verdict {
  readonly class: FailureClass;
  readonly kind: AppErrorKind;
}

const noCredit: Verdict = { class: 'account', kind: 'provider-no-credit' };
const badKey: Verdict = { class: 'account', kind: 'provider-bad-key' };
const forbidden: Verdict = { class: 'account', kind: 'provider-forbidden' };
const rateLimited: Verdict = { class: 'wait', kind: 'provider-rate-limited' };
const overloaded: Verdict = { class: 'wait', kind: 'provider-overloaded' };
const unavailable: Verdict = { class: 'fail-over', kind: 'provider-failed' };
const rejected: Verdict = { class: 'fail-over', kind: 'provider-rejected-input' };
const tooLarge: Verdict = { class: 'fix', kind: 'provider-rejected-input' };
const ambiguous: Verdict = { class: 'ambiguous', kind: 'provider-may-have-billed' };

/** `error.details.error_code`: means one thing whatever the status says. */
const byCode: ReadonlyMap<string, Verdict> = new Map([
  ['enforced_spend_limit_reached', noCredit],
  ['contract_spend_limit_reached', noCredit],
  ['linked_organization_spend_limit_reached', noCredit],
  ['linked_organization_billing_unavailable', noCredit],
  ['organization_on_hold', forbidden],
  ['cmek_key_disabled', forbidden],
  ['cmek_key_network_blocked', forbidden],
  ['cmek_context_unavailable', overloaded],
  ['cmek_key_unreachable', overloaded],
  ['image_dimensions_too_large', tooLarge],
]);

const byStatus: ReadonlyMap<number, Verdict> = new Map([
  [401, badKey],
  [402, noCredit],
  [403, forbidden],
  [404, unavailable],
  [413, tooLarge],
  [429, rateLimited],
  [529, overloaded],
]);

/** Turns whatever the SDK threw into a failure that the router can act on; never by a message. */
export function classifyError(thrown: unknown, call: AnthropicCall): ProviderFailure {
  if (!isErrorAnswer(thrown)) {
    return answerFailure(thrown, { provider: 'anthropic', signal: call.signal });
  }
  const verdict = judge(thrown, call.blame);
  const fix = verdict.class === 'fix' ? planFix(thrown, call.image) : undefined;
  const retryAfterMs =
    verdict.class === 'wait' ? readRetryAfter(thrown.headers, call.now) : undefined;
  const rate = readRate(thrown.headers, call.now);
  const requestId = thrown.requestID;
  return new ProviderFailure({
    class: verdict.class === 'fix' && fix === undefined ? 'fail-over' : verdict.class,
    error: appError(verdict.kind, { params: { provider: 'anthropic' }, cause: thrown }),
    ...(fix === undefined ? {} : { fix }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(rate === undefined ? {} : { rate }),
    ...(requestId === null || requestId === undefined ? {} : { requestId }),
  });
}

/** A 400 without a code: a malformed request, or an account that has reached its usage limit. */
export function needsBlame(thrown: unknown): boolean {
  return isErrorAnswer(thrown) && thrown.status === 400 && thrown.errorCode === null;
}

/** An answer with an error, or an error event inside an answer that had begun (without a status). */
function isErrorAnswer(thrown: unknown): thrown is APIError {
  return (
    thrown instanceof APIError &&
    !(thrown instanceof APIConnectionError) &&
    !(thrown instanceof APIUserAbortError)
  );
}

function judge({ status, errorCode }: APIError, blame: Blame): Verdict {
  // The work was under way when the stream broke off: part of it is billed.
  if (status === undefined) return ambiguous;
  const known = byCode.get(errorCode ?? '') ?? byStatus.get(status);
  if (known !== undefined) return known;
  if (status === 400) return byBlame(blame);
  return status >= 500 ? ambiguous : rejected;
}

function byBlame(blame: Blame): Verdict {
  switch (blame) {
    case 'account':
      return noCredit;
    case 'request':
      return tooLarge;
    case 'unknown':
      return rejected;
  }
}

function planFix(
  { status, details }: APIError,
  image: PreparedFile | null,
): FailureDetails['fix'] | undefined {
  if (image === null) return undefined;
  if (status === 413) return { maxBytes: Math.ceil(image.bytes / 2) };
  const longest = Math.max(image.width, image.height);
  const limit = errorDetailsSchema.safeParse(details).data?.max_side_length_pixels;
  const scale = limit === undefined || limit >= longest ? Math.SQRT1_2 : limit / longest;
  return { maxPixels: Math.floor(image.width * image.height * scale ** 2) };
}
