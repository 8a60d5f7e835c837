import type { LatencyStore } from './ports.ts';

const WINDOW = 21;

interface Latencies {
  record(key: string, milliseconds: number): void;
  /** The median of the last answers, or null where there are none. */
  median(key: string): number | null;
}

/** Remembers how long the last answers took, by any key, and begins with what the store knows. */
export function createLatencies(store: LatencyStore): Latencies {
  const windows = new Map(store.load().map(({ key, samples }) => [key, windowOf(samples)]));
  return {
    record(key, milliseconds) {
      const window = windowOf([...(windows.get(key)?.samples ?? []), milliseconds]);
      windows.set(key, window);
      store.save({ key, samples: window.samples });
    },
    median: (key) => windows.get(key)?.median ?? null,
  };
}

interface LatencyWindow {
  readonly samples: readonly number[];
  readonly median: number | null;
}

function windowOf(samples: readonly number[]): LatencyWindow {
  const latest = samples.slice(-WINDOW);
  return { samples: latest, median: medianOf(latest) };
}

/** The middle of the sorted samples; of an even number, the lower of the two in the middle. */
function medianOf(samples: readonly number[]): number | null {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1] ?? null;
}
