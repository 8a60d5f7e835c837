import type { Clock } from '../../../electron/router/ports.ts';

export interface FakeClock extends Clock {
  /** Moves the clock without waking anybody who sleeps until later. */
  set(now: number): void;
}

/**
 * A clock whose time passes at once: whenever nobody has anything left to do, the next sleeper wakes.
 * A frozen one stands still, and a sleeper wakes only when its signal aborts.
 */
export function createFakeClock({ frozen = false } = {}): FakeClock {
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  let now = Date.UTC(2026, 10, 22, 12);
  let turning = frozen;

  function turn(): void {
    const next = [...sleepers].sort((left, right) => left.at - right.at)[0];
    turning = next !== undefined;
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
    afterEverybodyElse(turn);
  }

  return {
    now: () => now,
    set: (time) => {
      now = time;
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          at: now + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        if (signal.aborted) {
          resolve();
          return;
        }
        sleepers.add(sleeper);
        signal.addEventListener('abort', sleeper.wake, { once: true });
        if (!turning) afterEverybodyElse(turn);
        turning = true;
      }),
  };
}

/** Two turns of the event loop: every promise that can settle has settled by then. */
function afterEverybodyElse(then: () => void): void {
  setImmediate(() => setImmediate(then));
}
