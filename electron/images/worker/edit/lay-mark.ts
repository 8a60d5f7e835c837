import type { ImageSize } from '../../../contract/editing/image-size.ts';
import {
  type MarkLayout,
  type Watermark,
  markLayout,
  placeInMark,
} from '../../../contract/editing/watermark.ts';
import { highestOf } from './light.ts';
import type { Samples } from './working-pixels.ts';

/** A drawn watermark in the picture's working space, straight alpha, four samples of 8 bits a pixel. */
export interface Mark {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Its pixels per pixel of the picture. */
  readonly scale: number;
}

interface Under {
  readonly settings: Watermark;
  /** Of the whole picture. */
  readonly size: ImageSize;
  /** The row that `out` begins with. */
  readonly top: number;
  readonly channels: 3 | 4;
  readonly out: Samples;
}

/** Lays a mark over rows of a picture, on the numbers of the screen, as the preview does. */
export function layMark(mark: Mark, { settings, size, top, channels, out }: Under): void {
  const drawn = { width: mark.width / mark.scale, height: mark.height / mark.scale };
  const layout = markLayout(settings, size, drawn);
  const opacity = settings.opacity / 100;
  const highest = highestOf(out);
  const area = areaOf(layout, drawn, size);
  const bottom = Math.min(top + out.length / (size.width * channels), area.bottom);
  const colour = new Float64Array(4);
  for (let y = Math.max(top, area.top); y < bottom; y += 1) {
    for (let x = area.left; x < area.right; x += 1) {
      sample(mark, placeInMark(layout, x + 0.5, y + 0.5), colour);
      const over = (colour[3] ?? 0) * opacity;
      if (over === 0) continue;
      const index = ((y - top) * size.width + x) * channels;
      const under = channels === 4 ? (out[index + 3] ?? 0) / highest : 1;
      const alpha = over + under * (1 - over);
      for (let channel = 0; channel < 3; channel += 1) {
        const before = (out[index + channel] ?? 0) / highest;
        const value = ((colour[channel] ?? 0) * over + before * under * (1 - over)) / alpha;
        out[index + channel] = Math.trunc(value * highest + 0.5);
      }
      if (channels === 4) out[index + 3] = Math.trunc(alpha * highest + 0.5);
    }
  }
}

/** The pixels of the picture that a mark can touch. */
function areaOf({ left, top, tiles }: MarkLayout, drawn: ImageSize, size: ImageSize) {
  if (tiles !== null) return { left: 0, top: 0, right: size.width, bottom: size.height };
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(size.width, Math.ceil(left + drawn.width)),
    bottom: Math.min(size.height, Math.ceil(top + drawn.height)),
  };
}

/** The mark's colour at a place, straight alpha: between four of its pixels, clear beyond them. */
function sample(mark: Mark, [u, v]: readonly [number, number], into: Float64Array): void {
  const [x, y] = [u * mark.scale - 0.5, v * mark.scale - 0.5];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  into.fill(0);
  gather(mark, { column: left, row: top, share: (1 - across) * (1 - down) }, into);
  gather(mark, { column: left + 1, row: top, share: across * (1 - down) }, into);
  gather(mark, { column: left, row: top + 1, share: (1 - across) * down }, into);
  gather(mark, { column: left + 1, row: top + 1, share: across * down }, into);
  const alpha = into[3] ?? 0;
  if (alpha === 0) return;
  for (let channel = 0; channel < 3; channel += 1) into[channel] = (into[channel] ?? 0) / alpha;
}

function gather(
  { width, height, data }: Mark,
  { column, row, share }: { readonly column: number; readonly row: number; readonly share: number },
  into: Float64Array,
): void {
  if (share === 0 || column < 0 || row < 0 || column >= width || row >= height) return;
  const from = (row * width + column) * 4;
  const alpha = ((data[from + 3] ?? 0) / 255) * share;
  for (let channel = 0; channel < 3; channel += 1) {
    into[channel] = (into[channel] ?? 0) + ((data[from + channel] ?? 0) / 255) * alpha;
  }
  into[3] = (into[3] ?? 0) + alpha;
}
