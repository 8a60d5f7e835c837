import type { ImageSize } from '../../../contract/editing/image-size.ts';
import { cubicAbout } from './cubic.ts';
import type { RowReader } from './sample-rows.ts';

/** The same picture at another size: cubic convolution (Keys, 1981, a = −1/2), widened to shrink. */
export function resizeRows(reader: RowReader, from: ImageSize, to: ImageSize): RowReader {
  const across = tapsOf(from.width, to.width);
  const down = tapsOf(from.height, to.height);

  /** `take` gives a row of the picture before; `channels` numbers a pixel. */
  function rowsOf(
    [top, rows]: readonly [top: number, rows: number],
    channels: number,
    take: (row: number) => Float32Array,
  ): Float32Array {
    const length = to.width * channels;
    const out = new Float32Array(rows * length);
    const known = new Map<number, Float32Array>();
    for (let row = 0; row < rows; row += 1) {
      const y = Math.min(Math.max(top + row, 0), to.height - 1);
      const first = down.first[y] ?? 0;
      for (const gone of known.keys()) if (gone < first) known.delete(gone);
      const into = out.subarray(row * length, (row + 1) * length);
      for (let tap = 0; tap < down.count; tap += 1) {
        const source = Math.min(Math.max(first + tap, 0), from.height - 1);
        const line =
          known.get(source) ?? shrunkRow(take(source), across, { to: to.width, channels });
        known.set(source, line);
        const weight = down.weights[y * down.count + tap] ?? 0;
        for (let at = 0; at < length; at += 1)
          into[at] = (into[at] ?? 0) + weight * (line[at] ?? 0);
      }
    }
    return out;
  }

  const { alpha } = reader;
  const alphaOf = (top: number, rows: number): Float32Array =>
    alpha === null
      ? new Float32Array()
      : rowsOf([top, rows], 1, (row) => alpha(row, 1)).map((value) =>
          Math.min(1, Math.max(0, value)),
        );
  return {
    alpha: alpha === null ? null : alphaOf,
    light: (top, rows) => {
      if (alpha === null) {
        return rowsOf([top, rows], 3, (row) => reader.light(row, 1)).map(positive);
      }
      // What is clear has no colour that may bleed into what is not.
      const light = rowsOf([top, rows], 3, (row) => {
        const line = reader.light(row, 1);
        const opacity = alpha(row, 1);
        return line.map((value, at) => value * (opacity[Math.trunc(at / 3)] ?? 0));
      });
      const opacity = alphaOf(top, rows);
      return light.map((value, at) => {
        const part = opacity[Math.trunc(at / 3)] ?? 0;
        return part > 0 ? positive(value / part) : 0;
      });
    },
  };
}

function positive(value: number): number {
  return Math.max(0, value);
}

interface Taps {
  /** Of each pixel: the first one before that it is made of, which may lie beyond the edge. */
  readonly first: Int32Array;
  /** `count` of them for each pixel: their sum is 1. */
  readonly weights: Float64Array;
  readonly count: number;
}

function tapsOf(from: number, to: number): Taps {
  const step = from / to;
  const stretch = Math.max(1, step);
  const count = Math.ceil(stretch * 2) * 2;
  const first = new Int32Array(to);
  const weights = new Float64Array(to * count);
  for (let index = 0; index < to; index += 1) {
    const own = weights.subarray(index * count, (index + 1) * count);
    first[index] = cubicAbout((index + 0.5) * step - 0.5, stretch, own);
  }
  return { first, weights, count };
}

function shrunkRow(
  line: Float32Array,
  { first, weights, count }: Taps,
  { to, channels }: { readonly to: number; readonly channels: number },
): Float32Array {
  const last = line.length / channels - 1;
  const out = new Float32Array(to * channels);
  for (let x = 0; x < to; x += 1) {
    const left = first[x] ?? 0;
    for (let tap = 0; tap < count; tap += 1) {
      const from = Math.min(Math.max(left + tap, 0), last) * channels;
      const weight = weights[x * count + tap] ?? 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const at = x * channels + channel;
        out[at] = (out[at] ?? 0) + weight * (line[from + channel] ?? 0);
      }
    }
  }
  return out;
}
