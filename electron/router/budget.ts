import type { AttemptId, Timestamp } from '../contract/ids.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Settings } from '../contract/settings.ts';
import type { BudgetStatus } from '../contract/usage.ts';
import type { BudgetPeriod, BudgetStore } from './ports.ts';

type BudgetLimits = Settings['budgets'];

/** The book of all spending, and what may be spent. */
interface Purse {
  readonly store: BudgetStore;
  readonly limits: BudgetLimits;
  readonly now: Timestamp;
}

/** The day and the month of a moment, in the user's own time zone. */
export function periodOf(now: Timestamp): BudgetPeriod {
  const date = new Date(now);
  const month = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}`;
  return { day: `${month}-${twoDigits(date.getDate())}`, month };
}

export function budgetStatus(
  store: BudgetStore,
  limits: BudgetLimits,
  now: Timestamp,
): BudgetStatus {
  const { day, month } = store.totals(periodOf(now));
  return { day: { ...day, limit: limits.day }, month: { ...month, limit: limits.month } };
}

/** What may still be spent, µ$: negative when a limit was lowered after the fact; null: no limit. */
export function budgetLeft({ store, limits, now }: Purse): MicroUsd | null {
  if (limits.day === null && limits.month === null) return null;
  const { day, month } = budgetStatus(store, limits, now);
  return Math.min(leftOf(day), leftOf(month));
}

/** When a sum that doesn't fit today will fit: the next day, the next month, or null for never. */
export function budgetReturnsAt(
  { day, month }: BudgetStatus,
  sum: MicroUsd,
  now: Timestamp,
): Timestamp | null {
  if (sum > Math.min(day.limit ?? Infinity, month.limit ?? Infinity)) return null;
  const date = new Date(now);
  const next =
    sum > leftOf(month)
      ? new Date(date.getFullYear(), date.getMonth() + 1, 1)
      : new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1);
  return next.getTime();
}

export interface Reservation {
  readonly attemptId: AttemptId;
  readonly provider: ProviderId;
  /** The most that the attempt may cost; 0 where it is free, and nothing was set aside. */
  readonly amount: MicroUsd;
}

/**
 * Sets money aside for an attempt, durably; false where it doesn't fit. Reading and writing happen
 * in one synchronous step, so that two jobs can't both get the last cent.
 */
export function tryReserve({ store, limits, now }: Purse, reservation: Reservation): boolean {
  if (reservation.amount <= 0) return true;
  const left = budgetLeft({ store, limits, now });
  if (left !== null && reservation.amount > left) return false;
  store.reserve({ ...reservation, period: periodOf(now) });
  return true;
}

/** What became of an attempt's money; `cost: null`: nobody knows. */
interface Bill {
  readonly cost: MicroUsd | null;
}

/** Closes a reservation, durably. What was reported as billed is booked even if it was thought free. */
export function closeReservation(
  { store, now }: Omit<Purse, 'limits'>,
  reservation: Reservation,
  { cost }: Bill,
): void {
  const { attemptId, amount } = reservation;
  if (amount <= 0) {
    if (cost === null || cost <= 0) return;
    store.reserve({ ...reservation, amount: cost, period: periodOf(now) });
  }
  if (cost === null) store.hold(attemptId);
  else if (cost === 0) store.release(attemptId);
  else store.settle(attemptId, cost);
}

function leftOf(period: BudgetStatus['day']): number {
  return period.limit === null ? Infinity : period.limit - period.spent - period.reserved;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
