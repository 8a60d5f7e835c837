import type { ImageLimits } from '../../../contract/providers.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

export type SizePlan =
  | { readonly kind: 'fits'; readonly width: number; readonly height: number }
  | { readonly kind: 'refused'; readonly reason: 'ratio' | 'size' };

export type SizeLimits = Omit<ImageLimits, 'formats' | 'maxBytes'>;

/**
 * The size at which an image goes to a provider: its own where that fits, otherwise scaled by one
 * factor, then rounded to `multipleOf`. Stretched by less than one multiple a side, so resampling
 * the answer to the original size undoes it; never cropped, never padded. Refused where no such
 * size exists: a panorama beyond the ratio, or limits that contradict each other at this shape.
 */
export function planSize(image: Size, limits: SizeLimits): SizePlan {
  const ratio = image.width / image.height;
  if (ratio < limits.minRatio || ratio > limits.maxRatio)
    return { kind: 'refused', reason: 'ratio' };
  const scale = clampScale(image, limits);
  const target = { width: image.width * scale, height: image.height * scale };
  const best = candidates(target, limits.multipleOf)
    .filter((size) => fitsLimits(size, limits))
    .toSorted((a, b) => distance(a, target) - distance(b, target))[0];
  return best === undefined ? { kind: 'refused', reason: 'size' } : { kind: 'fits', ...best };
}

export function fitsLimits({ width, height }: Size, limits: SizeLimits): boolean {
  const [pixels, ratio] = [width * height, width / height];
  return (
    pixels >= limits.minPixels &&
    pixels <= limits.maxPixels &&
    Math.min(width, height) >= limits.minSide &&
    Math.max(width, height) <= limits.maxSide &&
    ratio >= limits.minRatio &&
    ratio <= limits.maxRatio &&
    width % limits.multipleOf === 0 &&
    height % limits.multipleOf === 0
  );
}

/** 1 where the image fits; above 1 where it is too small, below where it is too large. */
function clampScale({ width, height }: Size, limits: SizeLimits): number {
  const least = Math.max(
    limits.minSide / Math.min(width, height),
    Math.sqrt(limits.minPixels / (width * height)),
  );
  const most = Math.min(
    limits.maxSide / Math.max(width, height),
    Math.sqrt(limits.maxPixels / (width * height)),
  );
  return Math.min(Math.max(1, least), most);
}

/** Sizes around the target: each side at the two multiples below and above it. */
function candidates(target: Size, step: number): readonly Size[] {
  return around(target.width, step).flatMap((width) =>
    around(target.height, step).map((height) => ({ width, height })),
  );
}

function around(side: number, step: number): readonly number[] {
  const nearest = Math.round(side / step);
  return [-2, -1, 0, 1, 2]
    .map((offset) => (nearest + offset) * step)
    .filter((multiple) => multiple > 0);
}

/** How far a size is off, by shape first: stretching shows, a few pixels more or less do not. */
function distance(size: Size, target: Size): number {
  const [x, y] = [Math.log(size.width / target.width), Math.log(size.height / target.height)];
  return 4 * Math.abs(x - y) + Math.abs(x + y);
}
