import type { MaskStep } from './document.ts';
import { edgeOf, falloff } from './falloff.ts';
import { type Area, type MaskPlane, blendShape, pixelsIn, wholeArea } from './plane.ts';

type StepOf<Kind extends MaskStep['kind']> = Extract<MaskStep, { kind: Kind }>;

/** How much of the pixel around `middle` lies between two places: exact, so that edges are smooth. */
function overlap(middle: number, from: number, to: number): number {
  return Math.max(0, Math.min(middle + 0.5, to) - Math.max(middle - 0.5, from));
}

export function drawRectangle(plane: MaskPlane, step: StepOf<'rectangle'>): Area {
  const { x: left, y: top, mode } = step;
  const [right, bottom] = [left + step.width, top + step.height];
  const area = pixelsIn({ left, top, right, bottom }, plane);
  return blendShape(
    plane,
    { area, mode },
    (x, y) => overlap(x, left, right) * overlap(y, top, bottom),
  );
}

/** The share of the way from one place to the other decides, whatever lies beside the line. */
export function drawLinear(plane: MaskPlane, { from, to, mode }: StepOf<'linear'>): Area {
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const squared = alongX * alongX + alongY * alongY;
  const area = wholeArea(plane);
  if (squared === 0) return area;
  return blendShape(plane, { area, mode }, (x, y) =>
    falloff(((x - from[0]) * alongX + (y - from[1]) * alongY) / squared, 0, 1),
  );
}

/** Distances are measured in the ellipse's own radii, and in pixels along the shorter one. */
export function drawRadial(plane: MaskPlane, step: StepOf<'radial'>): Area {
  const { centre, radii, hardness, mode } = step;
  const shorter = Math.min(...radii);
  const { inner, outer } = edgeOf(shorter, hardness);
  const [reachX, reachY] = radii.map((radius) => (radius * outer) / shorter + 1) as [
    number,
    number,
  ];
  const area = pixelsIn(
    {
      left: centre[0] - reachX,
      top: centre[1] - reachY,
      right: centre[0] + reachX,
      bottom: centre[1] + reachY,
    },
    plane,
  );
  return blendShape(plane, { area, mode }, (x, y) => {
    const distance = Math.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1]);
    return falloff(distance * shorter, inner, outer);
  });
}
