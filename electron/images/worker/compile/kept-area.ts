import type { Kept } from '../../protocol.ts';
import { readMask } from './mask.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of the original a result keeps. */
export interface KeptArea {
  /** Of the result, in pixels. */
  readonly size: Size;
  /** Where the original's first pixel lies in the result. */
  readonly left: number;
  readonly top: number;
  /**
   * How much of the answer is seen in rows of the result, from row `top` on: one byte a pixel,
   * 0 = the original, 255 = the answer.
   */
  shares(top: number, rows: number): Uint8Array;
}

/** The size that a result has which keeps this of an original. */
export function keptSize(keep: Kept, original: Size): Size {
  switch (keep.kind) {
    case 'outside-mask':
      return { width: original.width, height: original.height };
    case 'inside-frame':
      return {
        width: original.width + keep.left + keep.right,
        height: original.height + keep.up + keep.down,
      };
  }
}

interface Images {
  readonly original: Size;
  readonly answer: Size;
}

/** Reads the mask where there is one. */
export async function keptArea(keep: Kept, { original, answer }: Images): Promise<KeptArea> {
  const size = keptSize(keep, original);
  switch (keep.kind) {
    case 'outside-mask': {
      const mask = await readMask(keep.maskPath, size);
      const { width } = size;
      const shares: KeptArea['shares'] = (top, rows) =>
        mask.subarray(top * width, (top + rows) * width);
      return { size, left: 0, top: 0, shares };
    }
    case 'inside-frame': {
      const { left, right, up, down } = keep;
      const columns = sharesAlong(
        { before: left, length: original.width, after: right },
        fadeOf(size.width / answer.width),
      );
      const lines = sharesAlong(
        { before: up, length: original.height, after: down },
        fadeOf(size.height / answer.height),
      );
      const shares: KeptArea['shares'] = (top, rows) =>
        crossed(columns, lines.subarray(top, top + rows));
      return { size, left, top: up, shares };
    }
  }
}

/** Pixels of the answer in which it passes into the original. */
const fadePixels = 6;

/** An answer that was enlarged is coarser, so its seam is wider. In pixels of the result. */
function fadeOf(enlarged: number): number {
  return fadePixels * Math.max(1, enlarged);
}

interface Extent {
  /** New pixels before and after the original's. */
  readonly before: number;
  readonly length: number;
  readonly after: number;
}

/**
 * The answer's share along one axis: all of it outside the original, none of it inside, beside a
 * seam a smooth step. The original is never left: a seam takes a quarter of it at most.
 */
function sharesAlong({ before, length, after }: Extent, wanted: number): Uint8Array {
  const shares = new Uint8Array(before + length + after).fill(255);
  const fade = Math.min(wanted, length / 4);
  for (let at = 0; at < length; at += 1) {
    const distance = Math.min(
      before > 0 ? at + 0.5 : Infinity,
      after > 0 ? length - at - 0.5 : Infinity,
    );
    const near = Math.max(0, 1 - distance / fade);
    shares[before + at] = Math.round(255 * near * near * (3 - 2 * near));
  }
  return shares;
}

/** Of two seams the nearer one counts. */
function crossed(columns: Uint8Array, lines: Uint8Array): Uint8Array {
  const shares = new Uint8Array(columns.length * lines.length);
  for (const [line, share] of lines.entries()) {
    const row = shares.subarray(line * columns.length, (line + 1) * columns.length);
    if (share === 0) row.set(columns);
    else if (share === 255) row.fill(255);
    else for (let x = 0; x < row.length; x += 1) row[x] = Math.max(columns[x] ?? 0, share);
  }
  return shares;
}
