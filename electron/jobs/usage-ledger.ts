import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import {
  type AttemptId,
  type JobId,
  type Timestamp,
  attemptIdSchema,
  jobIdSchema,
} from '../contract/ids.ts';
import { type MicroUsd, microUsdSchema } from '../contract/money.ts';
import { type ProviderId, providerIdSchema } from '../contract/providers.ts';
import type { Store } from '../library/store.ts';

/** What was spent, by whom and on what: a row for each settled attempt, never changed. */
export interface UsageLedger {
  /** In the transaction that settled the attempt. What differs from an earlier row becomes a correction. */
  settled(attemptId: AttemptId): void;
}

export interface UsageEntry {
  readonly id: string;
  readonly jobId: JobId;
  readonly provider: ProviderId;
  readonly model: string;
  readonly operation: string;
  /** µ$; below zero only in a correction. */
  readonly cost: MicroUsd;
  readonly simulated: boolean;
  /** The entry that this one corrects. */
  readonly corrects: string | null;
  readonly occurredAt: Timestamp;
}

export interface UsageLedgerOptions {
  readonly store: Store;
  readonly now: () => Timestamp;
  readonly isSimulated: (provider: ProviderId) => boolean;
  /** In the same transaction. */
  readonly onEntry: (scope: Scope, entry: UsageEntry) => void;
}

const settledSchema = z
  .object({
    attemptId: attemptIdSchema,
    jobId: jobIdSchema,
    provider: providerIdSchema,
    model: z.string(),
    operation: z.string(),
    scope: scopeSchema,
    amount: microUsdSchema,
    recorded: microUsdSchema,
    entries: z.number(),
  })
  .optional();

export function createUsageLedger(options: UsageLedgerOptions): UsageLedger {
  const { store, now, isSimulated, onEntry } = options;

  return {
    settled: (attemptId) => {
      const settled = settledSchema.parse(
        store.get(
          `select a.id as attemptId, a.job_id as jobId, a.provider, a.model, a.operation, a.scope,
             b.amount, coalesce(sum(u.cost), 0) as recorded, count(u.id) as entries
           from attempts a
           join budget_entries b on b.attempt_id = a.id and b.status = 'settled'
           left join usage_ledger u on u.attempt_id = a.id
           where a.id = ? group by a.id`,
          attemptId,
        ),
      );
      if (settled === undefined || settled.amount === settled.recorded) return;
      const { scope, amount, recorded, entries, jobId, provider, model, operation } = settled;
      const isFirst = entries === 0;
      const entry: UsageEntry = {
        // The attempt's own id, so that it is never counted twice, wherever it is told again.
        id: isFirst ? attemptId : randomUUID(),
        jobId,
        provider,
        model,
        operation,
        cost: amount - recorded,
        simulated: isSimulated(provider),
        corrects: isFirst ? null : attemptId,
        occurredAt: now(),
      };
      store.run(
        `insert into usage_ledger
           (id, scope, attempt_id, job_id, provider, model, operation, cost, simulated, corrects,
            occurred_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        entry.id,
        scope,
        attemptId,
        jobId,
        provider,
        model,
        operation,
        entry.cost,
        entry.simulated ? 1 : 0,
        entry.corrects,
        entry.occurredAt,
      );
      onEntry(scope, entry);
    },
  };
}
