import fc from 'fast-check';
import type { MaskStep, StrokeStep } from '../../../electron/contract/masking/document.ts';
import { drawSteps } from '../../../electron/contract/masking/draw.ts';
import {
  type MaskPlane,
  type PlaneSize,
  emptyPlane,
} from '../../../electron/contract/masking/plane.ts';

export const plainStroke: StrokeStep = {
  kind: 'stroke',
  mode: 'add',
  size: 20,
  hardness: 1,
  flow: 1,
  pressure: 'none',
  points: [
    [20, 30, 1],
    [70, 30, 1],
  ],
};

/** Draws steps on a plane of the image's own size, or of another one. */
export function drawnOn(
  image: PlaneSize,
  steps: readonly MaskStep[],
  plane: PlaneSize = image,
): MaskPlane {
  const drawn = emptyPlane(plane);
  drawSteps(drawn, steps, { image, pictures: new Map() });
  return drawn;
}

export function at({ width, data }: MaskPlane, x: number, y: number): number {
  return data[y * width + x] ?? -1;
}

/** Pixels that are covered, by how much. */
export function coverOf({ data }: MaskPlane): number {
  return data.reduce((sum, value) => sum + value, 0) / 255;
}

const mode = fc.constantFrom('add' as const, 'subtract' as const);
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Any step on an image, also half outside it. */
export function anyStep({ width, height }: PlaneSize): fc.Arbitrary<MaskStep> {
  const x = fc.integer({ min: -width, max: 2 * width });
  const y = fc.integer({ min: -height, max: 2 * height });
  const place = fc.tuple(x, y);
  const length = fc.integer({ min: 1, max: width });
  return fc.oneof(
    fc.record({
      kind: fc.constant('stroke' as const),
      mode,
      size: length,
      hardness: share,
      flow: fc.double({ min: 0.01, max: 1, noNaN: true }),
      pressure: fc.constantFrom('none' as const, 'size' as const, 'flow' as const, 'both' as const),
      points: fc.array(fc.tuple(x, y, share), { minLength: 1, maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant('rectangle' as const),
      mode,
      x,
      y,
      width: length,
      height: length,
    }),
    fc.record({
      kind: fc.constant('lasso' as const),
      mode,
      points: fc.array(place, { minLength: 3, maxLength: 8 }),
    }),
    fc.record({ kind: fc.constant('linear' as const), mode, from: place, to: place }),
    fc.record({
      kind: fc.constant('radial' as const),
      mode,
      centre: place,
      radii: fc.tuple(length, length),
      hardness: share,
    }),
    fc.record({ kind: fc.constant('fill' as const), mode }),
    fc.constant({ kind: 'invert' as const }),
    fc.record({ kind: fc.constant('feather' as const), radius: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('grow' as const), by: fc.integer({ min: -9, max: 9 }) }),
  );
}
