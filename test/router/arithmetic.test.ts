import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../electron/router/backoff.ts';
import { budgetLeft, budgetReturnsAt, periodOf } from '../../electron/router/budget.ts';
import { createLatencies } from '../../electron/router/latency.ts';
import {
  afterHeaders,
  afterRetryAfter,
  openBucket,
  take,
  waitMs,
} from '../../electron/router/limiter.ts';
import { LONGEST_WAIT_MS } from '../../electron/router/next-step.ts';
import { createMemoryBudget, createMemoryLatencies } from './support/memory-ports.ts';

describe('the back-off', () => {
  it('doubles its ceiling, up to half a minute, and spreads evenly below', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7].map((retries) => backoffMs(retries, 0.999_999));
    expect(ceilings).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(2000);
  });

  it('is never shorter than Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.nat(90_000),
        (retries, random, retryAfter) => {
          expect(backoffMs(retries, random, retryAfter)).toBeGreaterThanOrEqual(retryAfter);
        },
      ),
    );
  });
});

describe('the limiter', () => {
  const rate = { remainingRequests: 1, resetMs: 8000 };

  it('knows no limit until it has heard of one', () => {
    expect(waitMs(take(take(openBucket, 0), 0), 0)).toBe(0);
    expect(waitMs(afterHeaders(openBucket, { remainingRequests: null, resetMs: null }, 0), 0)).toBe(
      0,
    );
  });

  it('gives the tokens that are left, then one at a time as they come back', () => {
    let bucket = afterHeaders(openBucket, rate, 1000);
    expect(waitMs(bucket, 1000)).toBe(0);
    bucket = take(bucket, 1000);
    // One token comes back in the 8 s that fill the bucket again.
    expect(waitMs(bucket, 1000)).toBe(8000);
    expect(waitMs(bucket, 5000)).toBe(4000);
    expect(waitMs(bucket, 9000)).toBe(0);
  });

  it('lets two who wait at the same time go one after the other', () => {
    const empty = afterHeaders(openBucket, { remainingRequests: 0, resetMs: 6000 }, 0);
    expect(waitMs(empty, 0)).toBe(6000);
    const afterFirst = take(empty, 0);
    expect(waitMs(afterFirst, 0)).toBe(12_000);
  });

  it('is closed for as long as Retry-After says', () => {
    const closed = afterRetryAfter(openBucket, 5000, 1000);
    expect(waitMs(closed, 2000)).toBe(4000);
    expect(waitMs(closed, 6000)).toBe(0);
    expect(waitMs(afterRetryAfter(closed, 100, 1000), 2000)).toBe(4000);
  });

  it('never waits for a negative or an endless time', () => {
    const answer = fc.record({
      remainingRequests: fc.option(fc.nat(500)),
      resetMs: fc.option(fc.nat(600_000)),
      after: fc.nat(60_000),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 20 }), (answers) => {
        let now = 0;
        let bucket = openBucket;
        for (const { after, ...rate } of answers) {
          now += after;
          // Nobody queues who would wait for long; whoever does leaves a debt of one token.
          if (waitMs(bucket, now) <= LONGEST_WAIT_MS) bucket = take(bucket, now);
          bucket = afterHeaders(bucket, rate, now);
          expect(waitMs(bucket, now)).toBeGreaterThanOrEqual(0);
          expect(waitMs(bucket, now)).toBeLessThanOrEqual(LONGEST_WAIT_MS + 600_000);
        }
      }),
    );
  });
});

describe('the median of the latencies', () => {
  it('is unknown at first, and follows the last answers only', () => {
    const latencies = createLatencies(createMemoryLatencies());
    expect(latencies.median('a')).toBeNull();
    for (const ms of [900, 100, 500]) latencies.record('a', ms);
    expect(latencies.median('a')).toBe(500);
    for (let answers = 0; answers < 21; answers += 1) latencies.record('a', 70);
    expect(latencies.median('a')).toBe(70);
    expect(latencies.median('b')).toBeNull();
  });

  it('is remembered over a restart, and goes on from there', () => {
    const store = createMemoryLatencies();
    const earlier = createLatencies(store);
    for (const ms of [900, 100, 500]) earlier.record('a', ms);
    const latencies = createLatencies(store);
    expect(latencies.median('a')).toBe(500);
    latencies.record('a', 50);
    expect(latencies.median('a')).toBe(100);
  });
});

describe('the budget', () => {
  const noon = new Date(2026, 1, 28, 12).getTime();

  it('counts by the local calendar', () => {
    expect(periodOf(noon)).toEqual({ day: '2026-02-28', month: '2026-02' });
    expect(periodOf(new Date(2026, 11, 31, 23, 59, 59).getTime())).toEqual({
      day: '2026-12-31',
      month: '2026-12',
    });
  });

  it('leaves what the tighter of its limits leaves', () => {
    const left = (day: number | null, month: number | null): number | null =>
      budgetLeft({ store: createMemoryBudget(), limits: { day, month }, now: noon });
    expect(left(null, null)).toBeNull();
    expect(left(500, null)).toBe(500);
    expect(left(500, 300)).toBe(300);
  });

  it('comes back with the next day, or the next month', () => {
    const period = { spent: 400, reserved: 50 };
    const status = {
      day: { ...period, limit: 500 },
      month: { ...period, limit: 1000 },
    };
    expect(budgetReturnsAt(status, 100, noon)).toBe(new Date(2026, 2, 1).getTime());
    expect(budgetReturnsAt({ ...status, day: { ...period, limit: 900 } }, 600, noon)).toBe(
      new Date(2026, 2, 1).getTime(),
    );
    expect(budgetReturnsAt(status, 501, noon)).toBeNull();
  });
});
