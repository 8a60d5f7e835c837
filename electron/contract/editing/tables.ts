import { type Curve, type EditDocument, type HueBand, hueBands } from './document.ts';
import { tableSize } from './expression.ts';
import type { Lut } from './lut.ts';

/** A table over 0 to 1: `tableSize` numbers. */
export type Table = Float32Array;

function tabulate(formula: (at: number) => number): Table {
  return Float32Array.from({ length: tableSize }, (_, index) => formula(index / (tableSize - 1)));
}

/** Encoded luminance that the tone table reaches to: two stops over white. */
export const toneReach = 4 ** (1 / 2.2);

/**
 * Encoded luminance (gamma 2.2) over 0 to `toneReach` → the same after contrast, highlights, shadows,
 * whites and blacks. Each moves its own part of the scale; the curve never falls.
 */
export function toneTable({
  contrast,
  highlights,
  shadows,
  whites,
  blacks,
}: EditDocument['light']): Table {
  const bent = (x: number): number => {
    const part = (low: number, high: number): number => {
      const peak = low / (low + high);
      return (x ** low * (1 - x) ** high) / (peak ** low * (1 - peak) ** high);
    };
    return (
      x +
      (contrast / 100) * 0.9 * x * (1 - x) * (2 * x - 1) * 2 +
      (shadows / 100) * 0.14 * part(1, 2) +
      (highlights / 100) * 0.14 * part(2, 1) +
      (blacks / 100) * 0.12 * (1 - x) ** 4 * Math.min(1, x * 8 + (blacks > 0 ? 1 : 0)) +
      (whites / 100) * 0.2 * x ** 4
    );
  };
  const table = tabulate((at) => {
    const x = at * toneReach;
    return x <= 1 ? bent(x) : bent(1) + (x - 1);
  });
  let highest = 0;
  return table.map((value) => (highest = Math.max(highest, value)));
}

/** Where the bands' middles lie on the circle of hues, in turns: red, orange, … as painters see them. */
const middles: Readonly<Record<HueBand, number>> = {
  red: 0,
  orange: 30 / 360,
  yellow: 60 / 360,
  green: 120 / 360,
  aqua: 180 / 360,
  blue: 240 / 360,
  purple: 275 / 360,
  magenta: 315 / 360,
};

/** Hue in turns → one of a band's values, −1 to 1, smooth from one band's middle to the next one's. */
export function hueTable(
  hues: EditDocument['hues'],
  value: 'hue' | 'saturation' | 'luminance',
): Table {
  return tabulate((at) => {
    const turn = at % 1;
    const next = hueBands.findIndex((name) => middles[name] > turn);
    const index = (next < 0 ? hueBands.length : next) - 1;
    const left = hueBands[index] ?? 'red';
    const right = hueBands[(index + 1) % hueBands.length] ?? 'red';
    const end = right === 'red' ? 1 : middles[right];
    const along = (turn - middles[left]) / (end - middles[left]);
    const eased = along * along * (3 - 2 * along);
    return (hues[left][value] * (1 - eased) + hues[right][value] * eased) / 100;
  });
}

/** A channel's curve after the one for all. */
export function curveTable(all: Curve, channel: Curve): Table {
  const [first, second] = [through(all), through(channel)];
  return tabulate((at) => second(first(at)));
}

/**
 * A smooth curve through points that never overshoots between them: monotone cubic Hermite
 * interpolation (Fritsch and Carlson, 1980). Flat before the first point and after the last.
 */
export function through(points: Curve): (x: number) => number {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const at = (list: readonly number[], index: number): number => list[index] ?? 0;
  const slopes = xs
    .slice(1)
    .map((x, index) => (at(ys, index + 1) - at(ys, index)) / (x - at(xs, index)));
  const tangents = xs.map((_, index) => {
    const before = slopes[index - 1];
    const after = slopes[index];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
  return (x) => {
    if (x <= at(xs, 0)) return at(ys, 0);
    const right = xs.findIndex((edge) => edge >= x);
    if (right < 0) return at(ys, ys.length - 1);
    const left = right - 1;
    const width = at(xs, right) - at(xs, left);
    const t = (x - at(xs, left)) / width;
    const value =
      at(ys, left) * (1 + 2 * t) * (1 - t) ** 2 +
      at(tangents, left) * width * t * (1 - t) ** 2 +
      at(ys, right) * t * t * (3 - 2 * t) +
      at(tangents, right) * width * t * t * (t - 1);
    return Math.min(1, Math.max(0, value));
  };
}

/** A channel of a table of one dimension; before its first entry and after its last it is flat. */
export function lutTable({ size, low, high, values }: Lut, channel: 0 | 1 | 2): Table {
  return tabulate((at) => {
    const part = (at - low[channel]) / (high[channel] - low[channel]);
    const place = Math.min(1, Math.max(0, part)) * (size - 1);
    const left = Math.floor(place);
    const entry = (index: number): number => values[Math.min(index, size - 1) * 3 + channel] ?? 0;
    return entry(left) + (entry(left + 1) - entry(left)) * (place - left);
  });
}
