import type { AppErrorKind } from '../../contract/app-error.ts';
import type { FailureDetails, PreparedFile, PreparedRequest } from '../provider.ts';

export interface StabilityVerdict {
  readonly class: FailureDetails['class'];
  readonly kind: AppErrorKind;
  readonly retryAfterMs?: number;
  readonly fix?: NonNullable<FailureDetails['fix']>;
}

export type SentRequest = Pick<PreparedRequest, 'image' | 'capability'>;

/** 150 requests in 10 seconds are followed by a minute's time-out; no Retry-After says so. */
const TIME_OUT_MS = 60_000;

/**
 * What a refusal means to the router, by its status and its `name`; `sent` is null for a free call.
 * `invalid_language` is refused before any work, but no other image would help: the next provider may
 * know the language, so it fails over instead of compiling the input again.
 */
export function classifyStabilityRefusal(
  { status, name }: { readonly status: number; readonly name: string },
  sent: SentRequest | null,
): StabilityVerdict {
  switch (status) {
    case 400:
      return rejected(sent, halvePixels);
    case 401:
      return { class: 'account', kind: 'provider-bad-key' };
    case 402:
      return { class: 'account', kind: 'provider-no-credit' };
    case 403:
      return name === 'content_moderation'
        ? { class: 'policy', kind: 'provider-refused' }
        : { class: 'account', kind: 'provider-forbidden' };
    case 413:
      return rejected(sent, ({ bytes }) => ({ maxBytes: Math.ceil(bytes / 2) }));
    case 422:
      return name === 'public_figure'
        ? { class: 'policy', kind: 'provider-refused' }
        : { class: 'fail-over', kind: 'provider-rejected-input' };
    case 429:
      return { class: 'wait', kind: 'provider-rate-limited', retryAfterMs: TIME_OUT_MS };
    default:
      return status >= 500
        ? { class: 'ambiguous', kind: 'provider-may-have-billed' }
        : { class: 'fail-over', kind: 'provider-failed' };
  }
}

/** Without an image, or one that can't be any smaller, there is nothing to compile anew. */
function rejected(
  sent: SentRequest | null,
  plan: (image: PreparedFile, minPixels: number) => FailureDetails['fix'],
): StabilityVerdict {
  const kind = 'provider-rejected-input';
  const image = sent?.image ?? null;
  const fix = image === null ? undefined : plan(image, sent?.capability.image?.minPixels ?? 1);
  return fix === undefined ? { class: 'fail-over', kind } : { class: 'fix', kind, fix };
}

function halvePixels({ width, height }: PreparedFile, minPixels: number): FailureDetails['fix'] {
  const maxPixels = Math.floor((width * height) / 2);
  return maxPixels < minPixels ? undefined : { maxPixels };
}
