import { appError, type AppErrorKind } from '../contract/app-error.ts';
import type { ProviderId } from '../contract/providers.ts';
import {
  ProviderFailure,
  type FailureClass,
  type FailureDetails,
  type PreparedFile,
  type RateState,
} from './provider.ts';
import { readDuration, readNumber, readRetryAfter } from './rate-headers.ts';

/** An error answer in OpenAI's dialect: `{error: {message, type, param, code}}`, status and headers. */
export interface DialectError {
  readonly status: number;
  readonly code: string | null | undefined;
  readonly type: string | undefined;
  readonly headers: Headers | undefined;
  readonly cause: unknown;
}

export interface FailedCall {
  readonly provider: ProviderId;
  /** What was sent, so that a correction can say what to change. */
  readonly image: PreparedFile | null;
  /** The fewest pixels that the provider takes: no correction may go below. */
  readonly minPixels: number;
  /** Milliseconds since the epoch, for a Retry-After given as a date. */
  readonly now: number;
}

interface Verdict {
  readonly class: FailureClass;
  readonly kind: AppErrorKind;
  /** What the next compilation of the image must change. */
  readonly shrink?: 'pixels' | 'bytes' | 'format';
}

const RATE_LIMITED: Verdict = { class: 'wait', kind: 'provider-rate-limited' };
const NO_CREDIT: Verdict = { class: 'account', kind: 'provider-no-credit' };
const BAD_KEY: Verdict = { class: 'account', kind: 'provider-bad-key' };
const FORBIDDEN: Verdict = { class: 'account', kind: 'provider-forbidden' };
const REFUSED: Verdict = { class: 'policy', kind: 'provider-refused' };
const REJECTED: Verdict = { class: 'fail-over', kind: 'provider-rejected-input' };
const UNAVAILABLE: Verdict = { class: 'fail-over', kind: 'provider-failed' };
const AMBIGUOUS: Verdict = { class: 'ambiguous', kind: 'provider-may-have-billed' };
const TOO_MANY_BYTES: Verdict = { class: 'fix', kind: 'provider-rejected-input', shrink: 'bytes' };
const WRONG_FORMAT: Verdict = { class: 'fix', kind: 'provider-rejected-input', shrink: 'format' };

/** Codes (and, where there is no code, types) that mean one thing whatever the status says. */
const BY_CODE: ReadonlyMap<string, Verdict> = new Map([
  ['rate_limit_exceeded', RATE_LIMITED],
  ['slow_down', RATE_LIMITED],
  ['server_is_overloaded', { class: 'wait', kind: 'provider-overloaded' }],
  ['insufficient_quota', NO_CREDIT],
  ['billing_hard_limit_reached', NO_CREDIT],
  ['invalid_api_key', BAD_KEY],
  ['unsupported_country_region_territory', FORBIDDEN],
  ['moderation_blocked', REFUSED],
  ['image_content_policy_violation', REFUSED],
  ['content_policy_violation', REFUSED],
  ['image_too_large', { class: 'fix', kind: 'provider-rejected-input', shrink: 'pixels' }],
  ['image_file_too_large', TOO_MANY_BYTES],
  ['unsupported_image_media_type', WRONG_FORMAT],
  ['invalid_image_format', WRONG_FORMAT],
  ['model_not_found', UNAVAILABLE],
]);

const BY_STATUS: ReadonlyMap<number, Verdict> = new Map([
  [400, REJECTED],
  [401, BAD_KEY],
  [402, NO_CREDIT],
  [403, FORBIDDEN],
  [404, UNAVAILABLE],
  [413, TOO_MANY_BYTES],
  [422, REJECTED],
  [429, RATE_LIMITED],
]);

/**
 * Classifies an error answer by code, then type, then status; never by its message. A status that
 * nothing is known about, every 5xx among them, may have been billed.
 */
export function classifyDialectError(error: DialectError, call: FailedCall): ProviderFailure {
  const verdict =
    BY_CODE.get(error.code ?? '') ??
    BY_CODE.get(error.type ?? '') ??
    BY_STATUS.get(error.status) ??
    AMBIGUOUS;
  const fix = verdict.shrink === undefined ? undefined : planFix(verdict.shrink, call);
  const requestId = error.headers?.get('x-request-id');
  const retryAfterMs =
    verdict.class === 'wait' ? readRetryAfter(error.headers, call.now) : undefined;
  const rate = readRate(error.headers);
  return new ProviderFailure({
    class: verdict.class === 'fix' && fix === undefined ? 'fail-over' : verdict.class,
    error: appError(verdict.kind, { params: { provider: call.provider }, cause: error.cause }),
    ...(fix === undefined ? {} : { fix }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(rate === undefined ? {} : { rate }),
    ...(requestId === null || requestId === undefined ? {} : { requestId }),
  });
}

function planFix(
  shrink: NonNullable<Verdict['shrink']>,
  { image, minPixels }: FailedCall,
): FailureDetails['fix'] | undefined {
  if (image === null) {
    return undefined;
  }
  switch (shrink) {
    case 'pixels': {
      const maxPixels = Math.floor((image.width * image.height) / 2);
      return maxPixels < minPixels ? undefined : { maxPixels };
    }
    case 'bytes':
      return { maxBytes: Math.floor(image.bytes / 2) };
    case 'format':
      return { format: image.format === 'png' ? 'jpeg' : 'png' };
  }
}

/** What `x-ratelimit-*` headers say, or undefined when the answer has none. */
export function readRate(headers: Headers | undefined): RateState | undefined {
  const remaining = readNumber(headers?.get('x-ratelimit-remaining-requests'));
  const resetMs = readDuration(headers?.get('x-ratelimit-reset-requests'));
  return remaining === undefined && resetMs === null
    ? undefined
    : { remainingRequests: remaining ?? null, resetMs };
}
