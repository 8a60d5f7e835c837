import type { ImageSize } from './image-size.ts';

/** Longest side of the image that an edit is previewed on; zoomed in, tiles of the full size join. */
export const proxySide = 2560;
/** Square side of such a tile, in pixels of the original. */
export const editTileSide = 1024;
/**
 * Pixels that a tile has of its neighbours, where there are any: as far as reading between pixels
 * reaches at its widest, so that no border is seen.
 */
export const editTileMargin = 16;

export interface EditTile {
  readonly column: number;
  readonly row: number;
}

/** A part of an image, in its pixels. */
export interface ImageBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a tile lies, with so much of its neighbours; no width or no height: there is none. */
export function editTileBox({ column, row }: EditTile, image: ImageSize, margin = 0): ImageBox {
  const left = Math.max(column * editTileSide - margin, 0);
  const top = Math.max(row * editTileSide - margin, 0);
  const right = Math.min((column + 1) * editTileSide + margin, image.width);
  const bottom = Math.min((row + 1) * editTileSide + margin, image.height);
  return { left, top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0) };
}

/** Addresses of what the editor's preview computes with, made by a worker: lossless, untagged. */
export function editViewUrl(blob: string, tile: EditTile | null): string {
  return tile === null ? `media://${blob}/edit` : `media://${blob}/edit/${tile.column}/${tile.row}`;
}
