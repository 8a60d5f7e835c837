/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Cuts an image into tiles, row by row; together they cover it once. */
export function tileGrid(
  image: { readonly width: number; readonly height: number },
  side: number,
): readonly Area[] {
  const tiles: Area[] = [];
  for (let top = 0; top < image.height; top += side) {
    for (let left = 0; left < image.width; left += side) {
      tiles.push({
        left,
        top,
        width: Math.min(side, image.width - left),
        height: Math.min(side, image.height - top),
      });
    }
  }
  return tiles;
}

/** The area with a margin on every side; it may reach beyond the image. */
export function grow(area: Area, margin: number): Area {
  return {
    left: area.left - margin,
    top: area.top - margin,
    width: area.width + 2 * margin,
    height: area.height + 2 * margin,
  };
}
