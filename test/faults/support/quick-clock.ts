import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../electron/router/ports.ts';

/** A clock that runs so many times faster: waits of a minute pass in seconds, in order. */
export function quickClock(times: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * times,
    sleep: async (milliseconds, signal) => {
      // Ends early, and without an error, on an abort.
      await delay(milliseconds / times, undefined, { signal }).catch(() => undefined);
    },
  };
}
