import type { AttemptId } from '../contract/ids.ts';
import type { AiProvider } from '../providers/provider.ts';
import { cancelledFailure } from './attempt-failure.ts';
import { type Reservation, tryReserve } from './budget.ts';
import { type AttemptEnd, type SentAttempt, completeAttempt } from './complete-attempt.ts';
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
 * One request to one provider. The money is reserved and the attempt journalled, in one step on
 * disk, before the request leaves; `completeAttempt` closes both whatever happens then.
 */
export async function attempt(plan: AttemptPlan, run: Run): Promise<AttemptResult> {
  const { ports, states, callbacks, signal } = run;
  const { provider } = plan.option.candidate;
  const limitedMs = states.limitedForMs(provider);
  if (limitedMs > LONGEST_WAIT_MS) return { status: 'limited', forMs: limitedMs };
  // Taken before the wait, so that the next in line waits for the token after this one.
  states.take(provider);
  if (limitedMs > 0) {
    callbacks.onStep('waiting');
    await ports.clock.sleep(limitedMs, signal);
  }
  if (signal.aborted) return { status: 'failed', failure: cancelledFailure };
  const begun = begin(plan, run);
  if (begun === null) return { status: 'over-budget' };
  return completeAttempt(
    {
      ...plan,
      ...begun,
      waitedMs: plan.waitedMs + limitedMs,
      send: (prepared, context) => plan.provider.processImage(prepared, context),
    },
    run,
  );
}

/** Durable when it returns; null, and nothing written, where the money doesn't fit. */
function begin(
  { id, option }: AttemptPlan,
  { ports, request, callbacks }: Run,
): Pick<SentAttempt, 'reservation' | 'startedAt'> | null {
  const { provider, model, estimate } = option.candidate;
  const startedAt = ports.clock.now();
  const reservation: Reservation = { attemptId: id, provider, amount: estimate.high };
  const purse = { store: ports.budget, limits: ports.settings().budgets, now: startedAt };
  return ports.transaction(() => {
    if (!tryReserve(purse, reservation)) return null;
    ports.journal.begin({
      id,
      jobId: request.jobId,
      provider,
      model,
      operation: request.call.operation,
      startedAt,
      reserved: reservation.amount,
    });
    // What the listeners write about it belongs to the same step.
    callbacks.onAttempt({ provider, model });
    callbacks.onStep('sending');
    return { reservation, startedAt };
  });
}
