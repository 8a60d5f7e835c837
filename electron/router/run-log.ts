import type { Timestamp } from '../contract/ids.ts';
import { type MicroUsd, freeOfCharge } from '../contract/money.ts';
import type { AttemptRecord, Candidate, Receipt, Route } from '../contract/receipt.ts';

/** What a run remembers to prove afterwards. */
export interface RunLog {
  /** `atMost`: what the attempt may have cost where the record says null, µ$. */
  add(record: AttemptRecord, atMost: MicroUsd): void;
  /** The most that the run may have cost so far, µ$. */
  spentAtMost(): MicroUsd;
  receipt(closing: Closing): Receipt;
}

export interface Closing {
  readonly endedAt: Timestamp;
  /** Whose result it is; null where there is none. */
  readonly candidate: Candidate | null;
  /** What the result lacks of what was asked for. */
  readonly losses: Receipt['losses'];
  readonly cache: Receipt['cache'];
  readonly seed?: number | null;
  readonly finishReason?: string | undefined;
}

export function createRunLog(route: Route, startedAt: Timestamp): RunLog {
  const attempts: AttemptRecord[] = [];
  let spentAtMost = 0;
  return {
    add(record, atMost) {
      attempts.push(record);
      spentAtMost += record.cost ?? atMost;
    },
    spentAtMost: () => spentAtMost,
    receipt: ({ endedAt, candidate, losses, cache, seed, finishReason }) => ({
      route,
      attempts: [...attempts].sort((left, right) => left.startedAt - right.startedAt),
      provider: candidate?.provider ?? null,
      model: candidate?.model ?? null,
      simulated: candidate?.simulated ?? false,
      cache,
      estimate: (candidate ?? route.candidates[0])?.estimate ?? freeOfCharge,
      cost: attempts.reduce((sum, attempt) => sum + (attempt.cost ?? 0), 0),
      ...(typeof seed === 'number' ? { seed } : {}),
      ...(finishReason === undefined ? {} : { finishReason: finishReason.slice(0, 100) }),
      losses,
      startedAt,
      endedAt,
    }),
  };
}
