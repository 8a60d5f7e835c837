import type { EditDocument } from './document.ts';
import type { ImageSize } from './image-size.ts';
import { resizedSize } from './resize.ts';

/**
 * Where a pixel of the edited picture comes from: x = a·u + c·v + e, y = b·u + d·v + f, in pixels,
 * with pixel centres at halves.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Framing {
  /** Of the picture as it comes out, in whole pixels. */
  readonly size: ImageSize;
  /** Pixels of the picture as it comes out per pixel of the original, across; 1: it is not resized. */
  readonly scale: number;
  /** From a place in the picture to the one in the original. */
  readonly toOriginal: Affine;
  /** Straightened: places do not fall on whole pixels, they have to be interpolated. */
  readonly isSlanted: boolean;
}

type Geometry = EditDocument['geometry'];

/** How a document frames an original of a size. */
export function framingOf(
  { geometry, resize }: Pick<EditDocument, 'geometry' | 'resize'>,
  original: ImageSize,
): Framing {
  const cropped = croppedFraming(geometry, original);
  const size = resizedSize(resize, cropped.size);
  const [across, down] = [cropped.size.width / size.width, cropped.size.height / size.height];
  return {
    ...cropped,
    size,
    scale: 1 / across,
    toOriginal: compose(cropped.toOriginal, { ...identity, a: across, d: down }),
  };
}

/** The original turned by quarters and straightened: what a crop is a part of. */
export function uncroppedSize(geometry: Geometry, original: ImageSize): ImageSize {
  const turned = turnedSize(geometry, original);
  if (geometry.straighten === 0) return turned;
  const scale = inscribedScale(turned, radians(geometry.straighten));
  return {
    width: Math.max(1, Math.floor(turned.width * scale)),
    height: Math.max(1, Math.floor(turned.height * scale)),
  };
}

/** The same before it is resized. */
export function croppedFraming(geometry: Geometry, original: ImageSize): Framing {
  const turned = turnedSize(geometry, original);
  const whole = uncroppedSize(geometry, original);
  const crop = geometry.crop ?? { x: 0, y: 0, width: 1, height: 1 };
  const left = Math.min(Math.round(crop.x * whole.width), whole.width - 1);
  const top = Math.min(Math.round(crop.y * whole.height), whole.height - 1);
  const size = {
    width: Math.max(1, Math.round((crop.x + crop.width) * whole.width) - left),
    height: Math.max(1, Math.round((crop.y + crop.height) * whole.height) - top),
  };
  const toWhole = translation(left, top);
  const toTurned = compose(
    translation(turned.width / 2, turned.height / 2),
    compose(
      rotation(-radians(geometry.straighten)),
      translation(-whole.width / 2, -whole.height / 2),
    ),
  );
  const toUnflipped = compose(
    geometry.flipX ? mirror('x', turned.width) : identity,
    geometry.flipY ? mirror('y', turned.height) : identity,
  );
  const toOriginal = compose(
    unturned(geometry.turns, original),
    compose(toUnflipped, compose(toTurned, toWhole)),
  );
  return { size, scale: 1, toOriginal, isSlanted: geometry.straighten !== 0 };
}

function turnedSize({ turns }: Geometry, { width, height }: ImageSize): ImageSize {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** The largest rectangle of the same shape that lies inside the rotated one, as a part of its size. */
function inscribedScale({ width, height }: ImageSize, angle: number): number {
  const longer = Math.max(width / height, height / width);
  return 1 / (Math.cos(angle) + Math.abs(Math.sin(angle)) * longer);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

function translation(x: number, y: number): Affine {
  return { ...identity, e: x, f: y };
}

/** Clockwise on the screen, where y grows downwards. */
function rotation(angle: number): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { a: cos, b: sin, c: -sin, d: cos, e: 0, f: 0 };
}

function mirror(axis: 'x' | 'y', extent: number): Affine {
  return axis === 'x' ? { ...identity, a: -1, e: extent } : { ...identity, d: -1, f: extent };
}

/** From the turned image back to the original, by quarter turns counter-clockwise. */
function unturned(turns: Geometry['turns'], { width, height }: ImageSize): Affine {
  switch (turns) {
    case 0:
      return identity;
    case 1:
      return { a: 0, b: -1, c: 1, d: 0, e: 0, f: height };
    case 2:
      return { a: -1, b: 0, c: 0, d: -1, e: width, f: height };
    case 3:
      return { a: 0, b: 1, c: -1, d: 0, e: width, f: 0 };
  }
}

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}
