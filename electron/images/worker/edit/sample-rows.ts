import type { Framing } from '../../../contract/editing/geometry.ts';
import { cubicAbout } from './cubic.ts';
import { highestOf, lightTable } from './light.ts';
import type { WorkingPixels } from './working-pixels.ts';

/** Rows of the framed picture; those beyond the edges repeat the outermost one. */
export interface RowReader {
  /** Linear light, three numbers a pixel, from row `top` on, `rows` of them. */
  light(top: number, rows: number): Float32Array;
  /** 0 to 1; null: all of it is opaque. */
  readonly alpha: ((top: number, rows: number) => Float32Array) | null;
}

export function readRows(pixels: WorkingPixels, framing: Framing): RowReader {
  const table = lightTable(pixels.data);
  const { width, height } = framing.size;
  const fill = framing.isSlanted ? fillSlanted : fillStraight;
  return {
    light: (top, rows) => {
      const light = new Float32Array(rows * width * 3);
      for (let row = 0; row < rows; row += 1) {
        const y = bounded(top + row, height);
        fill({ pixels, framing, table, y, into: light.subarray(row * width * 3) });
      }
      return light;
    },
    alpha: pixels.channels === 3 ? null : (top, rows) => alphaRows(pixels, framing, [top, rows]),
  };
}

function alphaRows(
  pixels: WorkingPixels,
  { size: { width, height }, toOriginal: { a, b, c, d, e, f } }: Framing,
  [top, rows]: readonly [top: number, rows: number],
): Float32Array {
  const highest = highestOf(pixels.data);
  return Float32Array.from({ length: rows * width }, (_, index) => {
    const u = (index % width) + 0.5;
    const v = bounded(top + Math.floor(index / width), height) + 0.5;
    const x = bounded(Math.floor(a * u + c * v + e), pixels.width);
    const y = bounded(Math.floor(b * u + d * v + f), pixels.height);
    return (pixels.data[(y * pixels.width + x) * 4 + 3] ?? 0) / highest;
  });
}

interface RowTask {
  readonly pixels: WorkingPixels;
  readonly framing: Framing;
  readonly table: Float32Array;
  readonly y: number;
  readonly into: Float32Array;
}

/** Every pixel is one of the original's. */
function fillStraight({ pixels, framing, table, y, into }: RowTask): void {
  const { a, b, c, d, e, f } = framing.toOriginal;
  const { data, channels, width } = pixels;
  const x0 = Math.floor(a * 0.5 + c * (y + 0.5) + e);
  const y0 = Math.floor(b * 0.5 + d * (y + 0.5) + f);
  const step = (a + b * width) * channels;
  let from = (y0 * width + x0) * channels;
  const end = framing.size.width * 3;
  for (let to = 0; to < end; to += 3, from += step) {
    into[to] = table[data[from] ?? 0] ?? 0;
    into[to + 1] = table[data[from + 1] ?? 0] ?? 0;
    into[to + 2] = table[data[from + 2] ?? 0] ?? 0;
  }
}

/** Cubic convolution in linear light, over as many pixels as are shrunk to one. */
function fillSlanted({ pixels, framing, table, y, into }: RowTask): void {
  const { a, b, c, d, e, f } = framing.toOriginal;
  const { data, channels, width, height } = pixels;
  const stretch = Math.max(1, 1 / framing.scale);
  const taps = Math.ceil(stretch * 2) * 2;
  const across = new Float64Array(taps);
  const down = new Float64Array(taps);
  const columns = new Int32Array(taps);
  for (let u = 0; u < framing.size.width; u += 1) {
    const left = cubicAbout(a * (u + 0.5) + c * (y + 0.5) + e - 0.5, stretch, across);
    const top = cubicAbout(b * (u + 0.5) + d * (y + 0.5) + f - 0.5, stretch, down);
    for (let tap = 0; tap < taps; tap += 1) columns[tap] = bounded(left + tap, width) * channels;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let line = 0; line < taps; line += 1) {
      const row = bounded(top + line, height) * width * channels;
      const share = down[line] ?? 0;
      for (let tap = 0; tap < taps; tap += 1) {
        const at = row + (columns[tap] ?? 0);
        const weight = share * (across[tap] ?? 0);
        red += weight * (table[data[at] ?? 0] ?? 0);
        green += weight * (table[data[at + 1] ?? 0] ?? 0);
        blue += weight * (table[data[at + 2] ?? 0] ?? 0);
      }
    }
    into[u * 3] = Math.max(red, 0);
    into[u * 3 + 1] = Math.max(green, 0);
    into[u * 3 + 2] = Math.max(blue, 0);
  }
}

function bounded(at: number, extent: number): number {
  return at < 0 ? 0 : at >= extent ? extent - 1 : at;
}
