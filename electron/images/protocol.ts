import { z } from 'zod';
import { appErrorSchema } from '../contract/app-error.ts';
import { editDocumentSchema } from '../contract/editing/document.ts';
import { markDrawingSchema } from '../contract/editing/watermark.ts';
import { blobHashSchema } from '../contract/ids.ts';
import { exportOptionsSchema, imageFactsSchema, previewSizeSchema } from '../contract/images.ts';
import { maskStepSchema, mostSteps } from '../contract/masking/document.ts';
import {
  fileWarningsSchema,
  imageNotesSchema,
  metadataReportSchema,
} from '../contract/metadata.ts';
import { capabilitySchema, imageFormatSchema } from '../contract/providers.ts';
import { ratioSchema } from '../contract/ratio.ts';
import { recipeOutputSchema } from '../contract/recipes.ts';

/**
 * What the pool and a worker say to each other, as JSON lines: paths and hashes, never pixels.
 *
 *   pool   → job, cancel
 *   worker → progress*, deadline?, memory*, then done | failed
 */
const path = z.string().min(1).max(4096);
const count = z.int().nonnegative();
const side = z.int().positive();

const modelJobSchema = z
  .discriminatedUnion('model', [
    z.object({
      model: z.literal('upscale'),
      path,
      factor: z.union([z.literal(2), z.literal(4)]),
      outFolder: path,
    }),
    z.object({ model: z.literal('cut-out'), path, outFolder: path }),
    z.object({ model: z.literal('ocr'), path, language: z.string().max(40) }),
    z.object({ model: z.literal('tags'), path, count: side }),
    z.object({ model: z.literal('content-check'), path }),
  ])
  .readonly();

const writtenFileSchema = z.object({ path, hash: blobHashSchema, bytes: count }).readonly();
const writtenImageSchema = z
  .object({ path, hash: blobHashSchema, bytes: count, facts: imageFactsSchema })
  .readonly();
const finishedImageSchema = writtenImageSchema
  .unwrap()
  .extend({ warnings: fileWarningsSchema })
  .readonly();
const preparedFileSchema = z
  .object({
    path,
    format: imageFormatSchema,
    mediaType: z.string(),
    width: side,
    height: side,
    bytes: side,
  })
  .readonly();

const modelResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), file: writtenImageSchema }).readonly(),
  z.object({ kind: z.literal('text'), text: z.string(), confidence: z.number() }).readonly(),
  z
    .object({
      kind: z.literal('tags'),
      tags: z.array(z.object({ label: z.string(), confidence: z.number() }).readonly()).readonly(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('verdict'),
      verdict: z.enum(['likely-safe', 'unsure', 'likely-adult']),
      scores: z.record(z.string(), z.number()).readonly(),
    })
    .readonly(),
]);

/** What of an original its result keeps; a frame is as many pixels larger at each side. */
const keptSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('outside-mask'), maskPath: path }).readonly(),
  z
    .object({
      kind: z.literal('inside-frame'),
      left: count,
      right: count,
      up: count,
      down: count,
    })
    .readonly(),
]);
export type Kept = z.output<typeof keptSchema>;

/** Each kind of job: input → output. */
export const jobKinds = {
  inspect: {
    input: z.object({ path }),
    output: z.object({ facts: imageFactsSchema, hash: blobHashSchema }),
  },
  normalise: {
    input: z.object({ path, outFolder: path }),
    output: writtenImageSchema.nullable(),
  },
  preview: {
    input: z.object({ path, sizes: z.array(previewSizeSchema).min(1).readonly(), outFolder: path }),
    output: z
      .array(
        z.object({ path, hash: blobHashSchema, bytes: count, size: previewSizeSchema }).readonly(),
      )
      .readonly(),
  },
  tile: {
    input: z.object({ path, column: count, row: count, outFolder: path }),
    output: writtenFileSchema,
  },
  prepare: {
    input: z.object({
      path,
      maskPath: path.nullable(),
      capability: capabilitySchema,
      override: z
        .object({ maxPixels: side.optional(), maxBytes: side.optional() })
        .readonly()
        .optional(),
      outFolder: path,
    }),
    output: z.object({
      image: preparedFileSchema,
      mask: preparedFileSchema.nullable(),
      pixelHash: blobHashSchema,
    }),
  },
  look: {
    input: z.object({ path }),
    output: z.object({ high: count, low: count }),
  },
  'read-metadata': { input: z.object({ path }), output: metadataReportSchema },
  'canonical-mask': {
    input: z.object({ path, width: side, height: side, outFolder: path }),
    output: writtenFileSchema,
  },
  'paint-mask': {
    input: z.object({
      steps: z.array(maskStepSchema).max(mostSteps).readonly(),
      image: z.object({ width: side, height: side }).readonly(),
      /** What the steps name. */
      pictures: z.array(z.object({ blob: blobHashSchema, path }).readonly()).readonly(),
      outFolder: path,
    }),
    output: writtenFileSchema,
  },
  verify: {
    input: z.object({
      path,
      outFolder: path,
      expect: z
        .object({ width: side.nullable(), height: side.nullable(), alpha: z.boolean() })
        .readonly(),
      original: z.object({ path, keep: keptSchema }).readonly().nullable(),
    }),
    output: writtenImageSchema,
  },
  encode: {
    input: z.object({
      path,
      metadataFrom: path.nullable(),
      options: exportOptionsSchema,
      notes: imageNotesSchema.optional(),
      outPath: path,
      /** Beside `outPath`; the pool removes it when the worker could not. */
      temporaryPath: path,
    }),
    output: finishedImageSchema,
  },
  inscribe: {
    input: z.object({
      path,
      metadataFrom: path.nullable(),
      metadata: exportOptionsSchema.unwrap().shape.metadata,
      notes: imageNotesSchema,
      outPath: path,
      temporaryPath: path,
    }),
    /** Null: this format takes no metadata without being encoded anew. */
    output: writtenFileSchema.unwrap().extend({ warnings: fileWarningsSchema }).nullable(),
  },
  output: {
    input: z.object({
      path,
      metadataFrom: path.nullable(),
      /** `name`, `folders` and `collision` are the caller's. */
      rules: recipeOutputSchema,
      edits: editDocumentSchema.nullable(),
      /** Where the blobs lie that the edits name. */
      blobs: z.record(blobHashSchema, path).readonly(),
      /** Cropped to it, from the middle, before it is made smaller. */
      ratio: ratioSchema.nullable(),
      /** Left out: what is written only goes on to the next step. */
      notes: imageNotesSchema.optional(),
      outPath: path,
      temporaryPath: path,
    }),
    /** `sourceHash` is that of the bytes at `path`. */
    output: finishedImageSchema.unwrap().extend({ sourceHash: blobHashSchema }),
  },
  'edit-view': {
    input: z.object({
      path,
      /** Null: the whole image. */
      tile: z.object({ column: count, row: count }).readonly().nullable(),
      outFolder: path,
    }),
    output: writtenFileSchema,
  },
  'render-edit': {
    input: z.object({
      path,
      document: editDocumentSchema,
      /** Where the blobs lie that the document names. */
      blobs: z.record(blobHashSchema, path).readonly(),
      outFolder: path,
    }),
    output: writtenImageSchema,
  },
  'take-lut': { input: z.object({ path, outFolder: path }), output: writtenFileSchema },
  'draw-mark': {
    input: z.object({ drawing: markDrawingSchema, imagePath: path.nullable(), outFolder: path }),
    /** `scale`: pixels drawn per pixel of the picture. */
    output: writtenFileSchema.unwrap().extend({ scale: z.number().positive() }),
  },
  'run-model': { input: z.object({ job: modelJobSchema }), output: modelResultSchema },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;

export type JobKind = keyof typeof jobKinds;
export type JobInput<Kind extends JobKind> = z.output<(typeof jobKinds)[Kind]['input']>;
export type JobOutput<Kind extends JobKind> = z.output<(typeof jobKinds)[Kind]['output']>;

const jobKindNames = Object.keys(jobKinds) as [JobKind, ...JobKind[]];

export const poolMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('job'),
    id: count,
    kind: z.enum(jobKindNames),
    input: z.unknown(),
  }),
  z.object({ type: z.literal('cancel'), id: count }),
]);
export type PoolMessage = z.infer<typeof poolMessageSchema>;

export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: count, fraction: z.number().min(0).max(1) }),
  /** The worker asks for less time than its kind of job has; it can never ask for more. */
  z.object({ type: z.literal('deadline'), id: count, milliseconds: side }),
  /** Resident memory in bytes. */
  z.object({ type: z.literal('memory'), bytes: count }),
  z.object({ type: z.literal('done'), id: count, output: z.unknown() }),
  z.object({ type: z.literal('failed'), id: count, error: appErrorSchema }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
