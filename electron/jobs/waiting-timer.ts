import type { Timestamp } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { Clock } from '../router/ports.ts';

/** When a job goes on by itself; null where only an event or the user can wake it. */
export function wakesAt({ state }: Job): Timestamp | null {
  return state.status === 'waiting' && state.for !== 'consent' ? state.until : null;
}

/** One alarm for the earliest of all waiting jobs. */
export interface WaitingTimer {
  /** Replaces the alarm; null leaves none. */
  set(at: Timestamp | null): void;
}

export function createWaitingTimer(clock: Clock, ring: () => void): WaitingTimer {
  let pending = new AbortController();

  async function wait(at: Timestamp, signal: AbortSignal): Promise<void> {
    await clock.sleep(Math.max(0, at - clock.now()), signal).catch(() => undefined);
    if (!signal.aborted) ring();
  }

  return {
    set: (at) => {
      pending.abort();
      pending = new AbortController();
      if (at !== null) void wait(at, pending.signal);
    },
  };
}
