import type { Plane } from './box-mean.ts';
import type { GuidedModel } from './guided-filter.ts';
import type { RawImage, RawMask } from './raw-image.ts';

/** Alpha below and above these is taken as none and all: it removes a faint veil around people. */
const [transparentBelow, opaqueAbove] = [0.08, 0.92];

/**
 * The last step of the guided filter at full size: the small model's coefficients, interpolated
 * between its points, applied to each pixel's own colour.
 */
export function applyGuidedModel(model: GuidedModel, image: RawImage): RawMask {
  const { width, height, channels, data } = image;
  const matte = new Uint8Array(width * height);
  const columns = Array.from({ length: width }, (_, x) => placeAmong(x, width, model.width));
  const rowOf = (values: Float32Array, row: Place): Float32Array =>
    enlargeRow({ width: model.width, height: model.height, values }, row, columns);
  const [reds, greens, blues, offsets] = model.coefficients;
  for (let y = 0; y < height; y += 1) {
    const row = placeAmong(y, height, model.height);
    const [red, green, blue] = [rowOf(reds, row), rowOf(greens, row), rowOf(blues, row)];
    const offset = rowOf(offsets, row);
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * channels;
      const colour =
        (data[at] ?? 0) * (red[x] ?? 0) +
        (data[at + 1] ?? 0) * (green[x] ?? 0) +
        (data[at + 2] ?? 0) * (blue[x] ?? 0);
      matte[y * width + x] = toAlpha(colour / 255 + (offset[x] ?? 0));
    }
  }
  return { width, height, data: matte };
}

/** A place between two neighbouring points: `share` of the way from one to the next. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** Where the middle of pixel `index` of `length` lies among `points` evenly spread points. */
function placeAmong(index: number, length: number, points: number): Place {
  const place = Math.max(0, ((index + 0.5) * points) / length - 0.5);
  const from = Math.min(points - 1, Math.floor(place));
  return { from, to: Math.min(points - 1, from + 1), share: place - from };
}

/** One row of a plane, interpolated between its rows and then between its columns. */
function enlargeRow({ width, values }: Plane, row: Place, columns: readonly Place[]): Float32Array {
  const small = new Float32Array(width);
  for (let x = 0; x < width; x += 1) {
    const above = values[row.from * width + x] ?? 0;
    small[x] = above + ((values[row.to * width + x] ?? 0) - above) * row.share;
  }
  const enlarged = new Float32Array(columns.length);
  let x = 0;
  for (const { from, to, share } of columns) {
    const left = small[from] ?? 0;
    enlarged[x] = left + ((small[to] ?? 0) - left) * share;
    x += 1;
  }
  return enlarged;
}

function toAlpha(value: number): number {
  const stretched = (value - transparentBelow) / (opaqueAbove - transparentBelow);
  return Math.round(Math.min(1, Math.max(0, stretched)) * 255);
}
