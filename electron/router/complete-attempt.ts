import type { AttemptId, Timestamp } from '../contract/ids.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { AttemptRecord } from '../contract/receipt.ts';
import type {
  AttemptContext,
  FailureDetails,
  PreparedRequest,
  ProcessingResult,
} from '../providers/provider.ts';
import { costOfFailure, failureOfOutput } from './attempt-failure.ts';
import { type Reservation, closeReservation } from './budget.ts';
import type { RouteOption } from './offers.ts';
import type { PreparedInput } from './prepare-input.ts';
import type { RunOutput } from './route-request.ts';
import type { Run } from './run.ts';
import { type Answer, sendAttempt } from './send-attempt.ts';
import { verifyOutput } from './verify-output.ts';

/** An attempt that is reserved and journalled: from here on money may flow. */
export interface SentAttempt {
  readonly id: AttemptId;
  readonly option: RouteOption;
  readonly prepared: PreparedInput;
  readonly folder: string;
  readonly reservation: Reservation;
  readonly startedAt: Timestamp;
  readonly waitedMs: number;
  /** Sends the request, or fetches the result of one that was sent before a crash. */
  send(request: PreparedRequest, context: AttemptContext): Promise<ProcessingResult>;
}

export type AttemptEnd =
  | {
      readonly status: 'succeeded';
      readonly output: RunOutput;
      readonly seed: number | null;
      readonly finishReason: string | undefined;
    }
  | { readonly status: 'failed'; readonly failure: FailureDetails };

/** Sends, verifies, settles and journals; the listeners know that it is sent. Rejects only where the journal or the budget can't write. */
export async function completeAttempt(sent: SentAttempt, run: Run): Promise<AttemptEnd> {
  const sentAt = run.ports.clock.now();
  const answer = await sendAttempt(sent, run);
  learnFrom({ answer, ms: run.ports.clock.now() - sentAt }, sent, run);
  const end = answer.status === 'answered' ? await verify(answer.result, sent, run) : answer;
  close({ answer, end }, sent, run);
  return end;
}

/** Health, speed, rate limits and the account's state, as the answer shows them. */
function learnFrom(
  { answer, ms }: { readonly answer: Answer; readonly ms: number },
  { option }: SentAttempt,
  { ports, states }: Run,
): void {
  const { provider, model } = option.candidate;
  if (answer.status === 'answered') {
    const { operation } = option.capability;
    states.succeeded({ provider, operation, model, ms, rate: answer.result.rate });
    return;
  }
  states.failed(provider, answer.failure);
  if (answer.failure.class !== 'account') return;
  ports.accounts.close(provider, answer.failure.error);
  ports.monitor({ type: 'account-closed', provider, error: answer.failure.error });
}

async function verify(result: ProcessingResult, sent: SentAttempt, run: Run): Promise<AttemptEnd> {
  const { candidate, capability } = sent.option;
  run.callbacks.onStep('verifying');
  try {
    const output = await verifyOutput({
      images: run.ports.images,
      request: run.request,
      capability,
      output: result.output,
      folder: sent.folder,
      signal: run.signal,
    });
    const seed = result.output.kind === 'images' ? result.output.files[0]?.seed : undefined;
    return { status: 'succeeded', output, seed: seed ?? null, finishReason: result.finishReason };
  } catch (thrown) {
    const failure = failureOfOutput(thrown, { candidate, cancelled: run.signal.aborted });
    return { status: 'failed', failure };
  }
}

interface Ended {
  readonly answer: Answer;
  readonly end: AttemptEnd;
}

/** Closes the reservation and the journal in one step: a crash finds both open, or neither. */
function close({ answer, end }: Ended, sent: SentAttempt, run: Run): void {
  const { ports, log } = run;
  const { provider, model } = sent.option.candidate;
  const { requestId } = answer.status === 'answered' ? answer.result : answer.failure;
  const cost = costOf(answer, sent.reservation.amount);
  const now = ports.clock.now();
  const record: AttemptRecord = {
    id: sent.id,
    provider,
    model,
    startedAt: sent.startedAt,
    endedAt: now,
    waitedMs: sent.waitedMs,
    outcome: end.status === 'failed' ? end.failure.class : 'succeeded',
    ...(end.status === 'failed' ? { error: end.failure.error } : {}),
    cost,
    ...(requestId === undefined ? {} : { requestId: requestId.slice(0, 200) }),
  };
  log.add(record, sent.reservation.amount);
  ports.transaction(() => {
    closeReservation({ store: ports.budget, now }, sent.reservation, { cost });
    ports.journal.finish(record, cost === null);
  });
  ports.monitor({ type: 'attempt-ended', operation: sent.option.capability.operation, record });
}

/** µ$; null: unknown. What was answered is paid for, whether or not it can be used. */
function costOf(answer: Answer, amount: MicroUsd): MicroUsd | null {
  return answer.status === 'answered'
    ? (answer.result.cost ?? amount)
    : costOfFailure(answer.failure, amount);
}
