import { z } from 'zod';
import { blobHashSchema } from '../ids.ts';

/**
 * A mask as the list of what was done to it, oldest first, in image pixels: x to the right, y down,
 * pixel (0, 0) covers 0 to 1. Replayed by the window on a small copy and by the worker at full size,
 * both by `draw.ts`. What it covers is what shall change.
 */
const coordinate = z.number().min(-200_000).max(200_000);
const place = z.tuple([coordinate, coordinate]).readonly();
/** x, y and how hard the pen was pressed; 1 where nothing tells. */
const strokePoint = z.tuple([coordinate, coordinate, z.number().min(0).max(1)]).readonly();
const length = z.number().positive().max(200_000);
const share = z.number().min(0).max(1);
/** What a shape does to what lies below it. */
const mode = z.enum(['add', 'subtract']);

export const mostPoints = 20_000;
export const longestFeather = 1000;
export const longestGrowth = 500;
/** What a pressed pen changes. */
export const pressureUses = ['none', 'size', 'flow', 'both'] as const;

export const maskStepSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('stroke'),
      mode,
      /** Diameter at full pressure. */
      size: length,
      /** The share of the radius that is covered evenly; outside it falls off to the edge. */
      hardness: share,
      /** How much of what is still missing a dab adds; see `stroke.ts`. */
      flow: z.number().min(0.01).max(1),
      pressure: z.enum(pressureUses),
      points: z.array(strokePoint).min(1).max(mostPoints).readonly(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('rectangle'),
      mode,
      x: coordinate,
      y: coordinate,
      width: length,
      height: length,
    })
    .readonly(),
  z
    .object({
      kind: z.literal('lasso'),
      mode,
      points: z.array(place).min(3).max(mostPoints).readonly(),
    })
    .readonly(),
  /** All before `from`, nothing after `to`. */
  z.object({ kind: z.literal('linear'), mode, from: place, to: place }).readonly(),
  /** An ellipse; `hardness` as a brush has it. */
  z
    .object({
      kind: z.literal('radial'),
      mode,
      centre: place,
      radii: z.tuple([length, length]).readonly(),
      hardness: share,
    })
    .readonly(),
  /** Everything, or nothing. */
  z.object({ kind: z.literal('fill'), mode }).readonly(),
  z.object({ kind: z.literal('invert') }).readonly(),
  z
    .object({ kind: z.literal('feather'), radius: z.number().positive().max(longestFeather) })
    .readonly(),
  /** Outwards; below zero: inwards. */
  z
    .object({
      kind: z.literal('grow'),
      by: z.number().min(-longestGrowth).max(longestGrowth),
    })
    .readonly(),
  /** A grey picture of the image's shape, white = covered: a cut-out, or the mask of a version. */
  z
    .object({
      kind: z.literal('picture'),
      mode,
      blob: blobHashSchema,
      from: z.enum(['subject', 'version']),
    })
    .readonly(),
]);
export type MaskStep = z.infer<typeof maskStepSchema>;
export type StepMode = z.infer<typeof mode>;
export type StrokeStep = Extract<MaskStep, { kind: 'stroke' }>;

export const mostSteps = 2000;

/** The mask of a version: every step, of which the first `done` count; the others were undone. */
export const maskStateSchema = z
  .object({
    steps: z.array(maskStepSchema).max(mostSteps).readonly(),
    done: z.int().nonnegative(),
  })
  .readonly();
export type MaskState = z.infer<typeof maskStateSchema>;

/** Told from the steps alone: an eraser without a brush covers nothing. */
export function isEmptyMask(steps: readonly MaskStep[]): boolean {
  let cover: 'nothing' | 'all' | 'some' = 'nothing';
  for (const step of steps) cover = coverAfter(cover, step);
  return cover === 'nothing';
}

type Cover = 'nothing' | 'all' | 'some';
const opposite = { nothing: 'all', all: 'nothing', some: 'some' } as const;

function coverAfter(cover: Cover, step: MaskStep): Cover {
  switch (step.kind) {
    case 'invert':
      return opposite[cover];
    case 'fill':
      return step.mode === 'add' ? 'all' : 'nothing';
    case 'feather':
    case 'grow':
      return cover;
    case 'stroke':
    case 'rectangle':
    case 'lasso':
    case 'linear':
    case 'radial':
    case 'picture':
      return cover === (step.mode === 'add' ? 'all' : 'nothing') ? cover : 'some';
  }
}
