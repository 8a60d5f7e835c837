import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** How many timers of a millisecond came late, by whole milliseconds; the last place has all that were later. */
export type Lateness = readonly number[];

/**
 * Runs in whatever process it is given to, and needs nothing from outside: counts from now on into
 * `globalThis.lateTimers`.
 */
export function countLateTimers(): void {
  const late = Array.from({ length: 2001 }, () => 0);
  Object.assign(globalThis, { lateTimers: late });
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const place = Math.min(Math.floor(now - last - 1), late.length - 1);
    late[Math.max(0, place)] = (late[Math.max(0, place)] ?? 0) + 1;
    last = now;
  }, 1);
}

/** What this machine does meanwhile to a process that does nothing. */
export function startIdleProcess(): { stop(): Promise<Lateness> } {
  const script = `(${countLateTimers.toString()})();
    process.stdin.on('end', () => {
      process.stdout.write(JSON.stringify(globalThis.lateTimers));
      process.exit();
    }).resume();`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    stop: async () => {
      child.stdin.end();
      const [answer] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return JSON.parse(answer) as Lateness;
    },
  };
}

/** In milliseconds. */
export function longest(late: Lateness): number {
  return late.findLastIndex((count) => count > 0);
}

/** Milliseconds that all but a part of the timers stay below: 0.99 is 1 of 100. */
export function lateAt(late: Lateness, part: number): number {
  let left = late.reduce((sum, count) => sum + count, 0) * part;
  return late.findIndex((count) => (left -= count) <= 0);
}
