import type { Timestamp } from '../../contract/ids.ts';

/** Time as the sync needs it. Waits are spans, so that a clock that is set does not prolong them. */
export interface Timers {
  now(): Timestamp;
  /** @returns takes the call back */
  after(milliseconds: number, work: () => void): () => void;
}

/** Keeps nothing alive. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
