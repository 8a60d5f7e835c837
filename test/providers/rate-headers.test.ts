import { describe, expect, it } from 'vitest';
import { readDuration, readRetryAfter } from '../../electron/providers/rate-headers.ts';

describe('how long to wait', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '2', 'retry-after-ms': '1500' }, 1_500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ] as const)('%o → %s', (headers, expected) => {
    expect(readRetryAfter(new Headers({ ...headers }), now)).toBe(expected);
  });
});

describe('durations of rate headers', () => {
  it.each([
    ['120ms', 120],
    ['12s', 12_000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['later', null],
    [null, null],
  ] as const)('%s → %s ms', (value, expected) => {
    expect(readDuration(value)).toBe(expected);
  });
});
