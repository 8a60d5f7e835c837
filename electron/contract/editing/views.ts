/** Longest side of the image that an edit is previewed on; zoomed in, tiles of the full size join. */
export const proxySide = 2560;
/** Square side of such a tile, in pixels of the original. */
export const editTileSide = 1024;

/** Addresses of what the editor's preview computes with, made by a worker: lossless, untagged. */
export function editViewUrl(
  blob: string,
  tile: { readonly column: number; readonly row: number } | null,
): string {
  return tile === null ? `media://${blob}/edit` : `media://${blob}/edit/${tile.column}/${tile.row}`;
}
