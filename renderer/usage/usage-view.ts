import { toCredits } from '../../electron/contract/gateway.ts';
import type { MicroUsd } from '../../electron/contract/money.ts';
import type { Settings } from '../../electron/contract/settings.ts';
import type { UsageSpan, UsageSum } from '../../electron/contract/usage.ts';

export const periods = ['month', 'last-month', 'quarter'] as const;
export type Period = (typeof periods)[number];

/** The days of a period, counted from `today` in the user's own calendar. */
export function spanOf(period: Period, today: Date): UsageSpan {
  const year = today.getFullYear();
  const month = today.getMonth();
  switch (period) {
    case 'month':
      return { from: dayOf(new Date(year, month, 1)), to: dayOf(today) };
    case 'last-month':
      return {
        from: dayOf(new Date(year, month - 1, 1)),
        to: dayOf(new Date(year, month, 0)),
      };
    case 'quarter':
      return { from: dayOf(new Date(year, month, today.getDate() - 89)), to: dayOf(today) };
  }
}

function dayOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Midnight of a day, by the user's own clock. */
export function midnightOf(day: string): number {
  return Date.parse(`${day}T00:00:00`);
}

/** Every day of the span, those without any spending too. */
export function daysOf({ from, to }: UsageSpan): readonly string[] {
  const days: string[] = [];
  const [year = 0, month = 1, date = 1] = from.split('-').map(Number);
  for (let n = 0; days.at(-1) !== to && n <= 400; n += 1) {
    days.push(dayOf(new Date(year, month - 1, date + n)));
  }
  return days;
}

export interface Spent {
  /** Of the user's own keys, µ$. */
  readonly own: MicroUsd;
  /** What the credits that were taken are worth, µ$. */
  readonly credits: MicroUsd;
  readonly requests: number;
}

const nothing: Spent = { own: 0, credits: 0, requests: 0 };

function add(spent: Spent, { provider, cost, requests }: UsageSum): Spent {
  return provider === 'cloud'
    ? { ...spent, credits: spent.credits + cost, requests: spent.requests + requests }
    : { ...spent, own: spent.own + cost, requests: spent.requests + requests };
}

export function totalOf(sums: readonly UsageSum[]): Spent {
  return sums.reduce(add, nothing);
}

export interface SpentOf extends Spent {
  readonly name: string;
}

/** Summed up by one of their names; the dearest first. */
export function spentBy(
  sums: readonly UsageSum[],
  name: 'provider' | 'operation',
): readonly SpentOf[] {
  return [...grouped(sums, name)]
    .map(([key, spent]) => ({ name: key, ...spent }))
    .toSorted((one, other) => worth(other) - worth(one) || one.name.localeCompare(other.name));
}

export function spentByDay(sums: readonly UsageSum[], span: UsageSpan): readonly SpentOf[] {
  const byDay = grouped(sums, 'day');
  return daysOf(span).map((day) => ({ name: day, ...(byDay.get(day) ?? nothing) }));
}

function grouped(
  sums: readonly UsageSum[],
  name: 'day' | 'provider' | 'operation',
): ReadonlyMap<string, Spent> {
  const groups = new Map<string, Spent>();
  for (const sum of sums) groups.set(sum[name], add(groups.get(sum[name]) ?? nothing, sum));
  return groups;
}

export function worth({ own, credits }: Spent): MicroUsd {
  return own + credits;
}

export function creditsOf({ credits }: Spent): number {
  return Math.sign(credits) * toCredits(Math.abs(credits));
}

/** Days that say how the rest of the month may go. */
const recentDays = 7;

/**
 * What the month may have cost at its end, µ$: what it has cost, and for each day that is left the
 * mean of the last days. `days` are those of the month so far, today the last.
 */
export function forecast(days: readonly Spent[], today: Date): MicroUsd {
  const left = new Date(today.getFullYear(), today.getMonth() + 1, 0).getDate() - today.getDate();
  const spent = days.reduce((sum, day) => sum + worth(day), 0);
  const recent = days.slice(-recentDays);
  const mean = recent.reduce((sum, day) => sum + worth(day), 0) / Math.max(1, recent.length);
  return Math.round(spent + mean * left);
}

export type Alert = 'month-spent' | 'credits-left';

/** What the user wanted to be told, and is true now. */
export function dueAlerts(
  alerts: Settings['alerts'],
  now: { readonly monthSpent: MicroUsd; readonly credits: number | null },
): readonly Alert[] {
  const { monthSpent, creditsLeft } = alerts;
  const due: Alert[] = [];
  if (monthSpent !== null && now.monthSpent >= monthSpent) due.push('month-spent');
  if (creditsLeft !== null && now.credits !== null && now.credits <= creditsLeft) {
    due.push('credits-left');
  }
  return due;
}
