import { z } from 'zod';
import type { AttemptId } from '../contract/ids.ts';
import { microUsdSchema } from '../contract/money.ts';
import type { BudgetPeriod, BudgetStore, PeriodTotals } from '../router/ports.ts';
import type { Store } from '../library/store.ts';

/** The router's budget entries on SQLite. */
export interface SqliteBudgetStore extends BudgetStore {
  /**
   * Counts what is still reserved or held for an attempt as spent: the user chose to go on without
   * knowing, and the careful guess is that it was billed.
   */
  settleHeld(attemptId: AttemptId): void;
  /** Sets free what a crash left reserved for requests that were never journalled, so never sent. */
  releaseUnsent(): void;
}

const totalsSchema = z.object({ spent: microUsdSchema, reserved: microUsdSchema });

/** `onSettled` is called in the transaction of the entry, each time it may have been settled. */
export function createBudgetStore(
  store: Store,
  onChanged: () => void,
  onSettled: (attemptId: AttemptId) => void = () => undefined,
): SqliteBudgetStore {
  function totalsOf(
    condition: 'month = ?' | 'month = ? and day = ?',
    values: readonly string[],
  ): PeriodTotals {
    return totalsSchema.parse(
      store.get(
        `select coalesce(sum(amount) filter (where status = 'settled'), 0) as spent,
           coalesce(sum(amount) filter (where status <> 'settled'), 0) as reserved
         from budget_entries where ${condition}`,
        ...values,
      ),
    );
  }

  function change(sql: string, ...values: readonly (string | number)[]): void {
    store.run(sql, ...values);
    store.afterCommit(onChanged);
  }

  function settle(attemptId: AttemptId, sql: string, ...values: readonly number[]): void {
    store.transaction(() => {
      change(sql, ...values, attemptId);
      onSettled(attemptId);
    });
  }

  return {
    totals: ({ day, month }: BudgetPeriod) => ({
      day: totalsOf('month = ? and day = ?', [month, day]),
      month: totalsOf('month = ?', [month]),
    }),
    reserve: ({ attemptId, provider, amount, period }) =>
      change(
        `insert into budget_entries (attempt_id, provider, amount, status, day, month)
         values (?, ?, ?, 'reserved', ?, ?)
         on conflict do update set amount = excluded.amount, status = 'reserved'`,
        attemptId,
        provider,
        amount,
        period.day,
        period.month,
      ),
    settle: (attemptId, cost) =>
      settle(
        attemptId,
        "update budget_entries set status = 'settled', amount = ? where attempt_id = ?",
        cost,
      ),
    release: (attemptId) => change('delete from budget_entries where attempt_id = ?', attemptId),
    hold: (attemptId) =>
      change(
        "update budget_entries set status = 'held' where attempt_id = ? and status = 'reserved'",
        attemptId,
      ),
    settleHeld: (attemptId) =>
      settle(
        attemptId,
        "update budget_entries set status = 'settled' where status <> 'settled' and attempt_id = ?",
      ),
    releaseUnsent: () =>
      change(
        `delete from budget_entries
         where status = 'reserved' and attempt_id not in (select id from attempts)`,
      ),
  };
}
