const WINDOW = 21;

interface Latencies {
  record(key: string, milliseconds: number): void;
  /** The median of the last answers, or null where there are none. */
  median(key: string): number | null;
}

/** Remembers how long the last answers took, by any key. */
export function createLatencies(): Latencies {
  const windows = new Map<string, { samples: readonly number[]; median: number }>();
  return {
    record(key, milliseconds) {
      const samples = [...(windows.get(key)?.samples ?? []), milliseconds].slice(-WINDOW);
      windows.set(key, { samples, median: medianOf(samples) });
    },
    median: (key) => windows.get(key)?.median ?? null,
  };
}

/** The middle of the sorted samples; of an even number, the lower of the two in the middle. */
function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
