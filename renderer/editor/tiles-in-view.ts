import { type Affine, compose } from '../../electron/contract/editing/geometry.ts';
import type { ImageSize } from '../../electron/contract/editing/image-size.ts';
import { type EditTile, editTileSide, proxySide } from '../../electron/contract/editing/views.ts';
import type { Placement, Size } from '../studio/viewport.ts';

export interface ViewQuestion {
  readonly original: ImageSize;
  readonly toOriginal: Affine;
  /** Pixels of the picture per pixel of the original. */
  readonly resized: number;
  readonly placement: Placement;
  readonly port: Size;
  /** Device pixels per pixel of the port. */
  readonly pixelRatio: number;
}

/** Pixels around the port that noise reduction and sharpening reach for. */
const reach = 16;

/** The tiles of the full size that a view needs; none where the whole at its smaller size will do. */
export function tilesInView(question: ViewQuestion): readonly EditTile[] {
  const { original, toOriginal, resized, placement, port, pixelRatio } = question;
  const longest = Math.max(original.width, original.height);
  if (longest <= proxySide || longest * resized * placement.scale * pixelRatio <= proxySide) {
    return [];
  }
  const { left, top, scale } = placement;
  const toSource = compose(toOriginal, {
    a: 1 / scale,
    b: 0,
    c: 0,
    d: 1 / scale,
    e: -left / scale,
    f: -top / scale,
  });
  const xs: number[] = [];
  const ys: number[] = [];
  for (const u of [-reach, port.width + reach]) {
    for (const v of [-reach, port.height + reach]) {
      xs.push(toSource.a * u + toSource.c * v + toSource.e);
      ys.push(toSource.b * u + toSource.d * v + toSource.f);
    }
  }
  const columns = span(Math.min(...xs), Math.min(Math.max(...xs), original.width));
  const rows = span(Math.min(...ys), Math.min(Math.max(...ys), original.height));
  return rows.flatMap((row) => columns.map((column) => ({ column, row })));
}

function span(from: number, to: number): readonly number[] {
  const first = Math.floor(Math.max(from, 0) / editTileSide);
  const last = Math.ceil(to / editTileSide);
  return Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index);
}
