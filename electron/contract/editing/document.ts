import { z } from 'zod';
import type { BlobHash } from '../ids.ts';
import { lutNameSchema } from './lut.ts';
import { resizeSchema } from './resize.ts';
import { watermarkSchema } from './watermark.ts';

/**
 * What is done to an image without changing it: numbers over the original. Applied in this order:
 * geometry and size, detail, light and colour, hues, curves, table of colours, effects, watermark.
 * Every default means "as it is", so that an empty document is the original.
 */

/** −100 to 100: the ends are as far as makes sense. */
const slider = z.number().min(-100).max(100).default(0);
const amount = z.number().min(0).max(100).default(0);
const fraction = z.number().min(0).max(1);

const cropSchema = z
  .object({ x: fraction, y: fraction, width: fraction, height: fraction })
  .readonly()
  .refine(
    ({ x, y, width, height }) =>
      width > 0 && height > 0 && x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9,
    'reaches beyond the image',
  );

/** Turned, mirrored, straightened, then cropped: fractions of the turned image. */
const geometrySchema = z
  .object({
    /** Quarter turns clockwise. */
    turns: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
    flipX: z.boolean().default(false),
    flipY: z.boolean().default(false),
    /** Degrees clockwise; what the corners lose is cropped. */
    straighten: z.number().min(-45).max(45).default(0),
    crop: cropSchema.nullable().default(null),
  })
  .readonly();

const lightSchema = z
  .object({
    /** Stops. */
    exposure: z.number().min(-5).max(5).default(0),
    contrast: slider,
    highlights: slider,
    shadows: slider,
    whites: slider,
    blacks: slider,
  })
  .readonly();

const colourSchema = z
  .object({ temperature: slider, tint: slider, vibrance: slider, saturation: slider })
  .readonly();

export const hueBands = [
  'red',
  'orange',
  'yellow',
  'green',
  'aqua',
  'blue',
  'purple',
  'magenta',
] as const;
export type HueBand = (typeof hueBands)[number];

const bandSchema = z.object({ hue: slider, saturation: slider, luminance: slider }).readonly();
const band = bandSchema.prefault({});
const huesSchema = z
  .object({
    red: band,
    orange: band,
    yellow: band,
    green: band,
    aqua: band,
    blue: band,
    purple: band,
    magenta: band,
  })
  .readonly();

/** Points of a tone curve, both 0 to 1, from left to right. */
export const curveSchema = z
  .array(z.tuple([fraction, fraction]).readonly())
  .min(2)
  .max(16)
  .readonly()
  .refine(
    (points) => points.every(([x], index) => index === 0 || x > (points[index - 1]?.[0] ?? 1)),
    'points go from left to right',
  );
export type Curve = z.infer<typeof curveSchema>;
const straight: Curve = [
  [0, 0],
  [1, 1],
];
const curve = curveSchema.default(straight);
const curvesSchema = z.object({ all: curve, red: curve, green: curve, blue: curve }).readonly();

const detailSchema = z
  .object({
    sharpen: z
      .object({ amount, radius: z.number().min(0.5).max(5).default(1) })
      .readonly()
      .prefault({}),
    noise: z.object({ luminance: amount, colour: amount }).readonly().prefault({}),
  })
  .readonly();

const effectsSchema = z
  .object({
    /** A table of colours, and how much of it. */
    lut: z
      .object({ table: lutNameSchema.nullable().default(null), amount: amount.default(100) })
      .readonly()
      .prefault({}),
    vignette: z
      .object({
        amount: slider,
        midpoint: z.number().min(0).max(100).default(50),
        feather: z.number().min(0).max(100).default(50),
      })
      .readonly()
      .prefault({}),
  })
  .readonly();

export const editDocumentSchema = z
  .object({
    geometry: geometrySchema.prefault({}),
    light: lightSchema.prefault({}),
    colour: colourSchema.prefault({}),
    hues: huesSchema.prefault({}),
    curves: curvesSchema.prefault({}),
    detail: detailSchema.prefault({}),
    effects: effectsSchema.prefault({}),
    resize: resizeSchema.prefault({}),
    watermark: watermarkSchema.prefault({}),
  })
  .readonly();
export type EditDocument = z.infer<typeof editDocumentSchema>;

/** The original. */
export const unedited: EditDocument = editDocumentSchema.parse({});

/** The blobs that a document needs beside the original: those that a render has to be given. */
export function blobsOf({ effects, watermark }: EditDocument): readonly BlobHash[] {
  const { image, kind } = watermark;
  return [
    ...(effects.lut.table === null ? [] : [effects.lut.table.blob]),
    ...(kind === 'image' && image !== null ? [image.blob] : []),
  ];
}
