import type { AppErrorKind } from '../../contract/app-error.ts';
import type { FailureDetails, PreparedFile } from '../provider.ts';

export interface StabilityVerdict {
  readonly class: FailureDetails['class'];
  readonly kind: AppErrorKind;
  readonly retryAfterMs?: number;
  readonly fix?: NonNullable<FailureDetails['fix']>;
}

/** 150 requests in 10 seconds are followed by a minute's time-out; no Retry-After says so. */
const TIME_OUT_MS = 60_000;

/**
 * What a refusal means to the router, by its status and its `name`; `image` is what was sent.
 * `invalid_language` is refused before any work, but no other image would help: the next provider may
 * know the language, so it fails over instead of compiling the input again.
 */
export function classifyStabilityRefusal(
  { status, name }: { readonly status: number; readonly name: string },
  image: PreparedFile | null,
): StabilityVerdict {
  switch (status) {
    case 400:
      return rejected(image, ({ width, height }) => ({
        maxPixels: Math.ceil((width * height) / 2),
      }));
    case 401:
      return { class: 'account', kind: 'provider-bad-key' };
    case 402:
      return { class: 'account', kind: 'provider-no-credit' };
    case 403:
      return name === 'content_moderation'
        ? { class: 'policy', kind: 'provider-refused' }
        : { class: 'account', kind: 'provider-forbidden' };
    case 413:
      return rejected(image, ({ bytes }) => ({ maxBytes: Math.ceil(bytes / 2) }));
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

/** Without an image there is nothing to compile anew: the next provider. */
function rejected(
  image: PreparedFile | null,
  plan: (image: PreparedFile) => NonNullable<FailureDetails['fix']>,
): StabilityVerdict {
  const kind = 'provider-rejected-input';
  return image === null ? { class: 'fail-over', kind } : { class: 'fix', kind, fix: plan(image) };
}
