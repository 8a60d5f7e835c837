import type { AttemptId } from '../contract/ids.ts';
import type { AiProvider } from '../providers/provider.ts';
import { cancelledFailure } from './attempt-failure.ts';
import { type Reservation, closeReservation, tryReserve } from './budget.ts';
import { type AttemptEnd, completeAttempt } from './complete-attempt.ts';
import { LONGEST_WAIT_MS } from './next-step.ts';
import type { RouteOption } from './offers.ts';
import type { PreparedInput } from './prepare-input.ts';
import type { Run } from './run.ts';

interface AttemptPlan {
  readonly id: AttemptId;
  readonly provider: AiProvider;
  readonly option: RouteOption;
  readonly prepared: PreparedInput;
  readonly folder: string;
  /** Waited before it, for back-off. */
  readonly waitedMs: number;
}

/** An attempt that was never sent leaves no record. */
export type AttemptResult =
  | AttemptEnd
  | { readonly status: 'over-budget' }
  /** The rate limit asks for a wait that isn't worth a place in the queue. */
  | { readonly status: 'limited'; readonly forMs: number };

/**
 * One request to one provider. The money is reserved and the attempt journalled, both on disk,
 * before the request leaves; `completeAttempt` closes both whatever happens then.
 */
export async function attempt(plan: AttemptPlan, run: Run): Promise<AttemptResult> {
  const { ports, states, request, callbacks, signal } = run;
  const { candidate } = plan.option;
  const reservation: Reservation = {
    attemptId: plan.id,
    provider: candidate.provider,
    amount: candidate.estimate.high,
  };
  const purse = { store: ports.budget, limits: ports.settings().budgets, now: ports.clock.now() };
  if (!tryReserve(purse, reservation)) return { status: 'over-budget' };

  let sending = false;
  try {
    const limitedMs = states.limitedForMs(candidate.provider);
    if (limitedMs > LONGEST_WAIT_MS) return { status: 'limited', forMs: limitedMs };
    // Taken before the wait, so that the next in line waits for the token after this one.
    states.take(candidate.provider);
    if (limitedMs > 0) {
      callbacks.onStep('waiting');
      await ports.clock.sleep(limitedMs, signal);
    }
    if (signal.aborted) return { status: 'failed', failure: cancelledFailure };
    const startedAt = ports.clock.now();
    ports.journal.begin({
      id: plan.id,
      jobId: request.jobId,
      provider: candidate.provider,
      model: candidate.model,
      operation: request.call.operation,
      startedAt,
      reserved: reservation.amount,
    });
    sending = true;
    return await completeAttempt(
      {
        ...plan,
        reservation,
        startedAt,
        waitedMs: plan.waitedMs + limitedMs,
        send: (prepared, context) => plan.provider.processImage(prepared, context),
      },
      run,
    );
  } finally {
    if (!sending)
      closeReservation({ store: ports.budget, now: purse.now }, reservation, { cost: 0 });
  }
}
