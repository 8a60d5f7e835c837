import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageSum } from '../../electron/contract/usage.ts';
import {
  daysOf,
  dueAlerts,
  forecast,
  periods,
  spanOf,
  spentBy,
  spentByDay,
  totalOf,
  worth,
} from '../../renderer/usage/usage-view.ts';

const sum = (changes: Partial<UsageSum>): UsageSum => ({
  day: '2026-11-22',
  provider: 'openai',
  operation: 'describe',
  cost: 10_000,
  requests: 1,
  simulated: false,
  elsewhere: false,
  ...changes,
});

describe('a period', () => {
  it('begins where the calendar says', () => {
    const today = new Date(2026, 2, 29);
    expect(spanOf('month', today)).toEqual({ from: '2026-03-01', to: '2026-03-29' });
    expect(spanOf('last-month', today)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(spanOf('quarter', today)).toEqual({ from: '2025-12-30', to: '2026-03-29' });
  });

  it('has each day once, whatever the clocks do in spring and autumn', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(2020, 0, 1), max: new Date(2035, 0, 1), noInvalidDate: true }),
        fc.constantFrom(...periods),
        (today, period) => {
          const span = spanOf(period, today);
          const days = daysOf(span);
          expect(days[0]).toBe(span.from);
          expect(days.at(-1)).toBe(span.to);
          expect(new Set(days).size).toBe(days.length);
          expect(days).toEqual([...days].sort());
        },
      ),
    );
  });
});

describe('what was spent', () => {
  it('tells credits from own keys, and adds up to the same whichever way it is cut', () => {
    const sums = [
      sum({ cost: 30_000 }),
      sum({ provider: 'cloud', cost: 50_000, day: '2026-11-20' }),
      sum({ operation: 'edit', cost: 40_000 }),
    ];
    expect(totalOf(sums)).toEqual({ own: 70_000, credits: 50_000, requests: 3 });
    expect(spentBy(sums, 'provider').map(({ name }) => name)).toEqual(['openai', 'cloud']);
    expect(spentBy(sums, 'operation').map(({ name }) => name)).toEqual(['describe', 'edit']);
    const days = spentByDay(sums, { from: '2026-11-19', to: '2026-11-22' });
    expect(days.map(worth)).toEqual([0, 50_000, 0, 70_000]);
  });

  it('goes on to the end of the month as in the last seven days', () => {
    const today = new Date(2026, 10, 20);
    const day = (cost: number) => ({ own: cost, credits: 0, requests: 1 });
    const days = [...Array.from({ length: 13 }, () => day(0)), ...Array(7).fill(day(1_000_000))];
    expect(forecast(days, today)).toBe(17_000_000);
    expect(forecast([day(2_000_000)], new Date(2026, 10, 30))).toBe(2_000_000);
    expect(forecast([], today)).toBe(0);
  });
});

describe('what the user wanted to be told', () => {
  it('is told when it is so, and only if it was wanted', () => {
    const now = { monthSpent: 5_000_000, credits: 10 };
    expect(dueAlerts({ monthSpent: null, creditsLeft: null }, now)).toEqual([]);
    expect(dueAlerts({ monthSpent: 5_000_000, creditsLeft: 10 }, now)).toEqual([
      'month-spent',
      'credits-left',
    ]);
    expect(dueAlerts({ monthSpent: 5_000_001, creditsLeft: 9 }, now)).toEqual([]);
    // Without an account there are no credits to run out of.
    expect(dueAlerts({ monthSpent: null, creditsLeft: 9 }, { ...now, credits: null })).toEqual([]);
  });
});
