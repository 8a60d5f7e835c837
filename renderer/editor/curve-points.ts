import type { Curve } from '../../electron/contract/editing/document.ts';

type Point = Curve[number];

export const straightCurve: Curve = [
  [0, 0],
  [1, 1],
];
const mostPoints = 16;
/** Points keep so far apart. */
const gap = 0.01;

/** Adds a point; returns its place. −1: there is no room for one. */
export function withPoint(curve: Curve, [x, y]: Point): { curve: Curve; index: number } {
  const crowded = curve.some(([other]) => Math.abs(other - x) < gap);
  if (crowded || curve.length >= mostPoints) return { curve, index: -1 };
  const next = [...curve, [x, clamp(y)] as const].toSorted(([a], [b]) => a - b);
  return { curve: next, index: next.findIndex(([other]) => other === x) };
}

/** Moves a point; its neighbours stay where they are, and the ends stay ends. */
export function withMoved(curve: Curve, index: number, [x, y]: Point): Curve {
  const left = curve[index - 1]?.[0];
  const right = curve[index + 1]?.[0];
  const low = left === undefined ? 0 : left + gap;
  const high = right === undefined ? 1 : right - gap;
  return curve.map((point, at) =>
    at === index ? [Math.min(Math.max(x, low), high), clamp(y)] : point,
  );
}

/** Without a point; two are left at least. */
export function withoutPoint(curve: Curve, index: number): Curve {
  return curve.length <= 2 ? curve : curve.filter((_, at) => at !== index);
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
