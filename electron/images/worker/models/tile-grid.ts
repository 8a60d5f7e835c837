/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Tile {
  /** What the tile contributes to the result. */
  readonly core: Area;
  /** The core and the margin around it, as far as the image reaches. */
  readonly context: Area;
}

/** Cuts an image into tiles, row by row: cores cover it once, contexts overlap by the margin. */
export function tileGrid(
  image: { readonly width: number; readonly height: number },
  tileSide: number,
  margin: number,
): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < image.height; top += tileSide) {
    for (let left = 0; left < image.width; left += tileSide) {
      const core = {
        left,
        top,
        width: Math.min(tileSide, image.width - left),
        height: Math.min(tileSide, image.height - top),
      };
      tiles.push({ core, context: grow(core, margin, image) });
    }
  }
  return tiles;
}

function grow(
  area: Area,
  margin: number,
  bounds: { readonly width: number; readonly height: number },
): Area {
  const left = Math.max(0, area.left - margin);
  const top = Math.max(0, area.top - margin);
  return {
    left,
    top,
    width: Math.min(bounds.width, area.left + area.width + margin) - left,
    height: Math.min(bounds.height, area.top + area.height + margin) - top,
  };
}
