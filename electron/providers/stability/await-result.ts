import { answerFailure } from '../answer-failure.ts';
import type { AttemptContext, ProcessingResult, ProviderFailure } from '../provider.ts';
import { stabilityFailure } from './failure.ts';
import { readRefusal, type StabilityHttp } from './http.ts';
import { readImage, type ImageReading } from './read-image.ts';

export interface ResultPoll {
  readonly http: StabilityHttp;
  readonly context: AttemptContext;
  readonly reading: ImageReading;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** Stability asks for 10 seconds at least. */
  readonly intervalMs: number;
  /** For the progress shown while nothing else is known. */
  readonly typicalMs: number;
}

const MAX_FAILED_POLLS = 5;

type PollOutcome =
  | { readonly kind: 'done'; readonly result: ProcessingResult }
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly failure: ProviderFailure };

/**
 * Asks for the result of an accepted job until it is there. The job runs and is billed whether we ask
 * or not, so a failed poll is asked again; what ends the asking otherwise is ambiguous, and the id
 * remains good for another `resume`.
 *
 *   poll ─ 202 → progress ─ wait ─ poll        200 → saved      CONTENT_FILTERED, 403 → policy
 *        ─ broken line, 429, 5xx → wait ─ poll, five times in a row → ambiguous
 */
export async function awaitResult(remoteId: string, poll: ResultPoll): Promise<ProcessingResult> {
  const startedAt = poll.now();
  let failures = 0;
  for (;;) {
    const outcome = await askOnce(remoteId, poll);
    let waitMs = poll.intervalMs;
    switch (outcome.kind) {
      case 'done':
        return outcome.result;
      case 'pending':
        failures = 0;
        poll.context.onProgress(Math.min(0.95, (poll.now() - startedAt) / poll.typicalMs));
        break;
      case 'failed':
        failures += 1;
        if (failures >= MAX_FAILED_POLLS) throw asAmbiguous(outcome.failure);
        waitMs = outcome.failure.details.retryAfterMs ?? waitMs;
    }
    await poll.sleep(waitMs, poll.context.signal);
  }
}

async function askOnce(
  remoteId: string,
  { http, context, reading }: ResultPoll,
): Promise<PollOutcome> {
  try {
    const response = await http.get(`/v2beta/results/${remoteId}`, context.signal);
    if (response.status === 200) {
      return { kind: 'done', result: await readImage(response, reading) };
    }
    if (response.status === 202) {
      await response.body?.cancel();
      return { kind: 'pending' };
    }
    throw await readRefusal(response, null);
  } catch (thrown) {
    const { signal } = context;
    return judge(answerFailure(thrown, { provider: 'stability', signal }), signal);
  }
}

/** What a good line and time may mend is asked again; the rest is final. */
function judge(failure: ProviderFailure, signal: AbortSignal): PollOutcome {
  if (signal.aborted) throw failure;
  switch (failure.details.class) {
    case 'wait':
    case 'ambiguous':
      return { kind: 'failed', failure };
    case 'fail-over':
      // Never connected is a line to wait for; a refusal of the id is not.
      if (failure.error.kind === 'provider-unreachable') return { kind: 'failed', failure };
      throw asAmbiguous(failure);
    case 'account':
    case 'fix':
      throw asAmbiguous(failure);
    case 'policy':
    case 'bad-output':
    case 'cancelled':
      throw failure;
  }
}

/** The job was accepted: whatever became of its result, it may be billed. */
function asAmbiguous({ error, details }: ProviderFailure): ProviderFailure {
  return stabilityFailure({
    class: 'ambiguous',
    kind: 'provider-may-have-billed',
    cause: `no result: ${error.cause ?? error.kind}`,
    requestId: details.requestId,
  });
}
