import type { Clock } from './router/ports.ts';

/** The machine's own clock. Longer sleeps than a timer can hold are slept in parts. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    const end = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0 && !signal.aborted; left = end - Date.now()) {
      await sleepOnce(Math.min(left, longestTimerMs), signal);
    }
  },
};

const longestTimerMs = 2 ** 31 - 1;

function sleepOnce(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake);
  });
}
