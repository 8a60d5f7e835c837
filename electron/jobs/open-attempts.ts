import type { JobId } from '../contract/ids.ts';
import type { Store } from '../library/store.ts';
import type { InterruptedAttempt } from '../router/route-request.ts';
import type { AttemptJournal, OpenAttempt } from './attempt-journal.ts';
import type { SqliteBudgetStore } from './budget-store.ts';

export interface AttemptParts {
  readonly store: Store;
  readonly journal: AttemptJournal;
  readonly budget: SqliteBudgetStore;
}

/**
 * The job's earlier attempts are over for good: its result is saved, the user decided, or it begins
 * anew. What is still held for them counts as spent.
 */
export function closeAttempts({ store, journal, budget }: AttemptParts, id: JobId): void {
  const open = journal.open(id);
  if (open.length === 0) return;
  store.transaction(() => {
    for (const attempt of open) budget.settleHeld(attempt.id);
    journal.closeAll(id);
  });
}

/** Money may have flowed for it, and nobody has seen a result. */
export function mayHaveBeenBilled(attempt: OpenAttempt): boolean {
  if (attempt.reserved === 0) return false;
  return attempt.record === null || attempt.record.cost !== 0;
}

/** The attempt in flight that its provider had accepted under an id of its own, if the last one is. */
export function acceptedAttempt(
  { journal }: Pick<AttemptParts, 'journal'>,
  id: JobId,
): Omit<InterruptedAttempt, 'request'> | null {
  const last = journal.open(id).at(-1);
  if (last === undefined || last.status !== 'sending' || last.remoteId === null) return null;
  const { provider, model, remoteId, startedAt, reserved } = last;
  return { id: last.id, provider, model, remoteId, startedAt, reserved };
}
