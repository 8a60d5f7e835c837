/** A row of what a run measured; `ok: false` is a broken promise. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ok?: boolean;
}

/** A count that is promised to be 0. */
export function never(what: string, value: number): Figure {
  return { what, value, unit: '', ok: value === 0 };
}

export function count(what: string, value: number): Figure {
  return { what, value, unit: '' };
}

/** A part of the sorted samples lies below it: 0.5 is the median. 0 where there are no samples. */
export function percentile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** The last line that the command reads. */
export function printFigures(rows: readonly Figure[]): void {
  process.stdout.write(`${JSON.stringify({ rows })}\n`);
}
