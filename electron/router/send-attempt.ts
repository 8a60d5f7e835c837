import type { Capability } from '../contract/providers.ts';
import type {
  AttemptContext,
  FailureDetails,
  PreparedRequest,
  ProcessingResult,
} from '../providers/provider.ts';
import { callForPrepared } from './call-for-prepared.ts';
import { cancelledFailure, failureOfDeadline, failureOfThrown } from './attempt-failure.ts';
import type { SentAttempt } from './complete-attempt.ts';
import { typicalMsFor } from './offers.ts';
import type { RunRequest } from './route-request.ts';
import type { Run } from './run.ts';
import { withDeadline } from './with-deadline.ts';

const TYPICAL_TIMES = 6;
const SHORTEST_DEADLINE_MS = 60_000;
const LONGEST_DEADLINE_MS = 10 * 60_000;

export type Answer =
  | { readonly status: 'answered'; readonly result: ProcessingResult }
  | { readonly status: 'failed'; readonly failure: FailureDetails };

/** Calls the provider until its deadline. Never rejects, and never waits for one that won't stop. */
export async function sendAttempt(sent: SentAttempt, run: Run): Promise<Answer> {
  const { ports, request, signal } = run;
  const { candidate, capability } = sent.option;
  const { image, mask, reference } = sent.prepared;
  const call = callForPrepared(request, image);
  const prepared: PreparedRequest = { call, capability, image, mask, reference };
  const listener = listenTo(sent, run);
  try {
    const end = await withDeadline({
      clock: ports.clock,
      deadlineMs: deadlineMs(capability, request.image),
      signal,
      work: (signal) => sent.send(prepared, { ...listener.context, signal }),
    });
    switch (end.status) {
      case 'ended':
        return { status: 'answered', result: end.value };
      case 'deadline':
        return { status: 'failed', failure: failureOfDeadline(candidate) };
      case 'cancelled':
        return { status: 'failed', failure: cancelledFailure };
    }
  } catch (thrown) {
    const failure = failureOfThrown(thrown, { candidate, cancelled: signal.aborted });
    return { status: 'failed', failure };
  } finally {
    listener.stop();
  }
}

/** Several times what the capability usually takes, within bounds; work that grows has time to. */
function deadlineMs(capability: Capability, image: RunRequest['image']): number {
  const generous = typicalMsFor(capability, image) * TYPICAL_TIMES;
  const longest =
    capability.msPerMegapixel === undefined ? LONGEST_DEADLINE_MS : Number.POSITIVE_INFINITY;
  return Math.min(longest, Math.max(SHORTEST_DEADLINE_MS, generous));
}

/** Passes on what the provider says while it works; what it says afterwards is heard by nobody. */
function listenTo(
  sent: SentAttempt,
  { ports, callbacks }: Run,
): { readonly context: Omit<AttemptContext, 'signal'>; stop(): void } {
  let stopped = false;
  let receiving = false;
  const heard = (speak: () => void): void => {
    if (stopped) return;
    if (!receiving) callbacks.onStep('receiving');
    receiving = true;
    speak();
  };
  return {
    context: {
      attemptId: sent.id,
      folder: sent.folder,
      prices: ports.prices(),
      onText: (delta) => heard(() => callbacks.onText(delta)),
      onPartialImage: (image) => heard(() => callbacks.onPartialImage(image)),
      onProgress: (fraction) => heard(() => callbacks.onProgress(fraction)),
      // Never too late to be told: the id is what saves a result after its deadline.
      onRemoteId: (remoteId) => ports.journal.remoteId(sent.id, remoteId),
    },
    stop() {
      stopped = true;
    },
  };
}
