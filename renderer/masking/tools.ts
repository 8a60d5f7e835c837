import {
  type MaskStep,
  type StepMode,
  type StrokeStep,
  mostPoints,
} from '../../electron/contract/masking/document.ts';
import type { Point, Size } from '../studio/viewport.ts';

export const shapeTools = ['rectangle', 'lasso', 'linear', 'radial'] as const;
export type MaskTool = 'brush' | (typeof shapeTools)[number];

/** The size is a share of the image's longer side: a brush fits photos of any size. */
export interface BrushStyle {
  readonly size: number;
  readonly hardness: number;
  readonly flow: number;
  readonly pressure: StrokeStep['pressure'];
}

export const firstBrush: BrushStyle = { size: 0.06, hardness: 0.8, flow: 1, pressure: 'size' };
export const smallestBrush = 0.002;
export const largestBrush = 0.4;

/** A place of the pointer in image pixels, and how hard it was pressed. */
export interface Touch extends Point {
  readonly pressure: number;
}

/** What one pull of a tool is made with. */
export interface Pull {
  readonly tool: MaskTool;
  readonly mode: StepMode;
  readonly brush: BrushStyle;
  readonly image: Size;
  /** Where it went, at least once. */
  readonly touches: readonly Touch[];
}

/** A tenth of a pixel is finer than a hand. */
const fineness = 10;
/** Shapes smaller than this in image pixels are a slip of the hand. */
const smallestShape = 2;

function rounded(value: number): number {
  return Math.round(value * fineness) / fineness;
}

export function strokeStyle({ mode, brush, image }: Omit<Pull, 'touches' | 'tool'>) {
  const { size, hardness, flow, pressure } = brush;
  const diameter = rounded(Math.max(size * Math.max(image.width, image.height), 1));
  return { kind: 'stroke', mode, size: diameter, hardness, flow, pressure } as const;
}

export function strokePoint({ x, y, pressure }: Touch): StrokeStep['points'][number] {
  return [rounded(x), rounded(y), Math.round(pressure * 100) / 100];
}

/** What a finished pull does to the mask; null where it was too small to mean something. */
export function stepOf(pull: Pull): MaskStep | null {
  const { tool, mode, touches } = pull;
  const [from, to] = [touches[0], touches.at(-1)];
  if (from === undefined || to === undefined) return null;
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  switch (tool) {
    case 'brush':
      return { ...strokeStyle(pull), points: touches.slice(0, mostPoints).map(strokePoint) };
    case 'rectangle': {
      if (Math.min(width, height) < smallestShape) return null;
      const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      return {
        kind: 'rectangle',
        mode,
        x: rounded(x),
        y: rounded(y),
        width: rounded(width),
        height: rounded(height),
      };
    }
    case 'lasso': {
      const points = touches.slice(0, mostPoints).map((touch) => placeOf(touch));
      return points.length < 3 ? null : { kind: 'lasso', mode, points };
    }
    case 'linear':
      if (Math.hypot(width, height) < smallestShape) return null;
      return { kind: 'linear', mode, from: placeOf(from), to: placeOf(to) };
    case 'radial': {
      if (Math.min(width, height) < smallestShape) return null;
      return {
        kind: 'radial',
        mode,
        centre: placeOf({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }),
        radii: [rounded(width / 2), rounded(height / 2)],
        hardness: pull.brush.hardness,
      };
    }
  }
}

function placeOf({ x, y }: Point): readonly [number, number] {
  return [rounded(x), rounded(y)];
}
