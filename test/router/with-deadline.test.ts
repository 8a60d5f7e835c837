import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../electron/router/with-deadline.ts';
import { createFakeClock } from './support/fake-clock.ts';

describe('work with a deadline', () => {
  it('is cancelled at once where its caller has already left', async () => {
    const seen: boolean[] = [];
    const end = await withDeadline({
      clock: createFakeClock(),
      deadlineMs: 60_000,
      signal: AbortSignal.abort(),
      work: (signal) => {
        seen.push(signal.aborted);
        return new Promise<never>(() => undefined);
      },
    });
    expect(end).toEqual({ status: 'cancelled' });
    expect(seen).toEqual([true]);
  });
});
