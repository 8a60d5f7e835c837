import type { BlobHash } from '../ids.ts';
import type { MaskStep, StrokeStep } from './document.ts';
import { feather } from './feather.ts';
import { grow, invert } from './grow.ts';
import { type Area, type MaskPlane, type PlaneSize, blendShape, wholeArea } from './plane.ts';
import { drawLasso } from './polygon.ts';
import { drawLinear, drawRadial, drawRectangle } from './shapes.ts';
import { drawStroke } from './stroke.ts';

/** Grey pictures that steps name, at the plane's size. */
export type MaskPictures = ReadonlyMap<BlobHash, Uint8Array>;

/** The longest side of the copy that the window draws: edges are soft enough, and it is quick. */
const longestProxy = 2048;

export function proxySize({ width, height }: PlaneSize): PlaneSize {
  const scale = Math.min(1, longestProxy / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Draws steps one after the other onto a plane of whatever size stands for the image. */
export function drawSteps(
  plane: MaskPlane,
  steps: readonly MaskStep[],
  { image, pictures }: { readonly image: PlaneSize; readonly pictures: MaskPictures },
): void {
  for (const step of steps) drawStep(plane, scaled(step, plane, image), pictures);
}

/** Draws one step whose numbers are the plane's own pixels; returns what it may have changed. */
export function drawStep(plane: MaskPlane, step: MaskStep, pictures: MaskPictures): Area {
  switch (step.kind) {
    case 'stroke':
      return drawStroke(plane, step, step.points);
    case 'rectangle':
      return drawRectangle(plane, step);
    case 'lasso':
      return drawLasso(plane, step);
    case 'linear':
      return drawLinear(plane, step);
    case 'radial':
      return drawRadial(plane, step);
    case 'fill':
      plane.data.fill(step.mode === 'add' ? 255 : 0);
      return wholeArea(plane);
    case 'invert':
      invert(plane);
      return wholeArea(plane);
    case 'feather':
      return feather(plane, step.radius);
    case 'grow':
      return grow(plane, step.by);
    case 'picture': {
      const picture = pictures.get(step.blob);
      const area = wholeArea(plane);
      if (picture === undefined) return area;
      return blendShape(plane, { area, mode: step.mode }, (x, y) => {
        return (picture[Math.floor(y) * plane.width + Math.floor(x)] ?? 0) / 255;
      });
    }
  }
}

/** A step in a plane's pixels. */
export function scaled(step: MaskStep, plane: PlaneSize, image: PlaneSize): MaskStep {
  const across = plane.width / image.width;
  const down = plane.height / image.height;
  // The two differ by the rounding of the plane's sides only.
  const both = Math.sqrt(across * down);
  switch (step.kind) {
    case 'stroke':
      return {
        ...step,
        size: step.size * both,
        points: step.points.map(([x, y, pressed]): StrokeStep['points'][number] => [
          x * across,
          y * down,
          pressed,
        ]),
      };
    case 'rectangle':
      return {
        ...step,
        x: step.x * across,
        y: step.y * down,
        width: step.width * across,
        height: step.height * down,
      };
    case 'lasso':
      return { ...step, points: step.points.map(([x, y]) => [x * across, y * down] as const) };
    case 'linear':
      return {
        ...step,
        from: [step.from[0] * across, step.from[1] * down],
        to: [step.to[0] * across, step.to[1] * down],
      };
    case 'radial':
      return {
        ...step,
        centre: [step.centre[0] * across, step.centre[1] * down],
        radii: [step.radii[0] * across, step.radii[1] * down],
      };
    case 'feather':
      return { ...step, radius: step.radius * both };
    case 'grow':
      return { ...step, by: step.by * both };
    case 'fill':
    case 'invert':
    case 'picture':
      return step;
  }
}
