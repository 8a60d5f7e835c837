import { mediaUrl } from '../contract/bridge.ts';
import type { AppEvent } from '../contract/events.ts';
import type { JobId } from '../contract/ids.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Previews } from '../library/previews.ts';
import type { RunCallbacks } from '../router/route-request.ts';

const partialSize = 1024;

/**
 * What the window hears of one run. A `job-progress` of step `sending` begins a new attempt: text
 * and partial images of an earlier one are void.
 */
export function runEvents(options: {
  readonly id: JobId;
  readonly previews: Pick<Previews, 'addTransient'>;
  readonly emit: (event: AppEvent) => void;
  readonly onSending: () => void;
}): RunCallbacks {
  const { id, previews, emit, onSending } = options;
  let step: Extract<AppEvent, { type: 'job-progress' }>['step'] = 'preparing';
  let provider: ProviderId | null = null;
  const progress = (fraction: number | null): void =>
    emit({ type: 'job-progress', jobId: id, fraction, step, ...(provider && { provider }) });

  return {
    onStep: (next) => {
      step = next;
      if (next === 'sending') onSending();
      progress(null);
    },
    onAttempt: (attempt) => {
      provider = attempt.provider;
    },
    onProgress: (fraction) => progress(Math.min(1, Math.max(0, fraction))),
    onText: (delta) => emit({ type: 'job-text', jobId: id, delta }),
    onPartialImage: ({ index, path }) => {
      previews.addTransient(path, partialSize).then(
        (hash) =>
          emit({ type: 'job-partial-image', jobId: id, index, url: mediaUrl(hash, partialSize) }),
        // A glimpse that can't be shown costs nothing: the result is still to come.
        () => undefined,
      );
    },
  };
}
