import type { Size } from '../studio/viewport.ts';

/** The numbers of the variants to keep, one chosen more or less. */
export function toggled(chosen: readonly number[], number: number): readonly number[] {
  return chosen.includes(number)
    ? chosen.filter((other) => other !== number)
    : [...chosen, number].toSorted((one, other) => one - other);
}

const steps: Readonly<Record<string, (columns: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
};

interface Grid {
  readonly numbers: readonly number[];
  readonly columns: number;
}

/** The variant that an arrow key leads to in a grid; null: no such key, or the grid ends there. */
export function neighbour({ numbers, columns }: Grid, focus: number, key: string): number | null {
  const step = steps[key]?.(columns);
  return step === undefined ? null : (numbers[numbers.indexOf(focus) + step] ?? null);
}

interface Stage {
  readonly count: number;
  readonly image: Size;
  readonly stage: Size;
}

/** Beside or below one another, however the images come out largest. */
export function columnsFor({ count, image, stage }: Stage): number {
  const scaleWith = (columns: number): number =>
    Math.min(
      stage.width / columns / image.width,
      stage.height / Math.ceil(count / columns) / image.height,
    );
  const possible = Array.from({ length: Math.max(count, 1) }, (_, index) => index + 1);
  return possible.reduce((best, columns) =>
    scaleWith(columns) > scaleWith(best) ? columns : best,
  );
}
