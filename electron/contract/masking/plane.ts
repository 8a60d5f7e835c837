import type { StepMode } from './document.ts';

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

/** One byte a pixel, rows from the top: 255 = covered. */
export interface MaskPlane extends PlaneSize {
  readonly data: Uint8Array;
}

/** Pixels; `right` and `bottom` lie outside. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const noArea: Area = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

export function emptyPlane({ width, height }: PlaneSize): MaskPlane {
  return { width, height, data: new Uint8Array(width * height) };
}

export function wholeArea({ width, height }: PlaneSize): Area {
  return { left: 0, top: 0, right: width, bottom: height };
}

/** The pixels that a box of any numbers touches, within a plane. */
export function pixelsIn(box: Area, { width, height }: PlaneSize): Area {
  return {
    left: Math.max(0, Math.floor(box.left)),
    top: Math.max(0, Math.floor(box.top)),
    right: Math.min(width, Math.ceil(box.right)),
    bottom: Math.min(height, Math.ceil(box.bottom)),
  };
}

export function isNothing({ left, top, right, bottom }: Area): boolean {
  return right <= left || bottom <= top;
}

/** The smallest area that holds both. */
export function joined(one: Area, other: Area): Area {
  if (isNothing(one)) return other;
  if (isNothing(other)) return one;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/**
 * What a shape of coverage `share` (0 to 1) makes of a byte: added, what is missing is covered by
 * that share; subtracted, that share of what is covered goes (Porter and Duff 1984, "over" and "out").
 */
export function blended(before: number, share: number, mode: StepMode): number {
  return mode === 'add'
    ? Math.round(before + (255 - before) * share)
    : Math.round(before * (1 - share));
}

/** Blends a shape into the pixels of an area; `shareAt` is asked with the middles of pixels. */
export function blendShape(
  plane: MaskPlane,
  { area, mode }: { readonly area: Area; readonly mode: StepMode },
  shareAt: (x: number, y: number) => number,
): Area {
  const { width, data } = plane;
  for (let y = area.top; y < area.bottom; y += 1) {
    for (let x = area.left; x < area.right; x += 1) {
      const share = shareAt(x + 0.5, y + 0.5);
      if (share <= 0) continue;
      const at = y * width + x;
      data[at] = blended(data[at] ?? 0, Math.min(share, 1), mode);
    }
  }
  return area;
}
