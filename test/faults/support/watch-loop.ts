import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

export interface LoopDelays {
  /** Milliseconds that a timer of 1 ms came late. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The most processor time that this thread used between two timers, ms: no other process's fault. */
  readonly longestWork: number;
}

const resolutionMs = 1;
const settleMs = 10;
const nanoseconds = 1e6;

/** Measures the event loop of this process while work goes on. */
export async function watchLoop(work: () => Promise<unknown>): Promise<LoopDelays> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let longestWork = 0;
  let usedBefore = threadMs();
  const timer = setInterval(() => {
    const used = threadMs();
    longestWork = Math.max(longestWork, used - usedBefore);
    usedBefore = used;
  }, resolutionMs);
  histogram.enable();
  try {
    // A delay is the time between two ticks: one before the work, and one after it.
    await delay(settleMs);
    await work();
    await delay(settleMs);
  } finally {
    histogram.disable();
    clearInterval(timer);
  }
  const late = (value: number): number => Math.max(0, value / nanoseconds - resolutionMs);
  const { max } = histogram;
  return {
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(max),
    longestWork,
  };
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
