import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { blobHashSchema, idSchema, jobIdSchema, timestampSchema } from './ids.ts';
import { fileWarningsSchema } from './metadata.ts';
import { microUsdSchema } from './money.ts';
import { recipeSchema } from './recipes.ts';

export const batchIdSchema = idSchema.brand<'BatchId'>();
export type BatchId = z.infer<typeof batchIdSchema>;

const count = z.int().nonnegative();
const sum = microUsdSchema.nonnegative();

/**
 *   running ⇄ paused(user | budget | failure)
 *      ↓          ↓
 *   done       stopped(user | budget): what was begun is over, the rest was never begun
 */
export const batchStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('running') }).readonly(),
  z
    .object({
      status: z.literal('paused'),
      by: z.enum(['user', 'budget', 'failure']),
      /** What would fail every other item too: a full disk, a bad key. */
      error: appErrorSchema.nullable(),
    })
    .readonly(),
  z.object({ status: z.literal('stopped'), by: z.enum(['user', 'budget']) }).readonly(),
  z.object({ status: z.literal('done') }).readonly(),
]);
export type BatchState = z.infer<typeof batchStateSchema>;

/** What becomes of a batch whose next step would cost more than is left. */
export const onCapSchema = z.enum(['ask', 'stop']);
export type OnCap = z.infer<typeof onCapSchema>;

/**
 *   waiting → running → done | failed(error)
 *                ↓
 *             skipped: made before, by the same recipe from the same bytes
 */
export const itemStatusSchema = z.enum(['waiting', 'running', 'done', 'skipped', 'failed']);
export type ItemStatus = z.infer<typeof itemStatusSchema>;

const countsSchema = z
  .object({ waiting: count, running: count, done: count, skipped: count, failed: count })
  .readonly();
export type ItemCounts = z.infer<typeof countsSchema>;

export const batchSchema = z
  .object({
    id: batchIdSchema,
    recipe: recipeSchema,
    /** Name of the output folder; null where the recipe writes no files. */
    folder: z.string().nullable(),
    state: batchStateSchema,
    /** Name of the folder that is watched for new images; null: none is. */
    watched: z.string().nullable(),
    counts: countsSchema,
    /** Inputs of which a file lacks something that it should have. */
    warned: count.default(0),
    /** Inputs are still being found: the counts grow. */
    listing: z.boolean(),
    /** µ$, what was billed so far. */
    cost: sum,
    cap: sum.nullable(),
    /** Milliseconds until the end at the pace so far; null where nobody knows. */
    remainingMs: z.number().nonnegative().nullable(),
    createdAt: timestampSchema,
    endedAt: timestampSchema.nullable(),
  })
  .readonly();
export type Batch = z.infer<typeof batchSchema>;

export const writtenOutputSchema = z
  .object({
    /** Below the output folder, with `/` between folders. */
    file: z.string(),
    hash: blobHashSchema,
    bytes: count,
    width: count,
    height: count,
    /** It was there already, and was left alone. */
    kept: z.boolean(),
    warnings: fileWarningsSchema.default([]),
  })
  .readonly();
export type WrittenOutput = z.infer<typeof writtenOutputSchema>;

export const foundTextSchema = z.object({ operation: z.string(), text: z.string() }).readonly();
export type FoundText = z.infer<typeof foundTextSchema>;

export const batchItemSchema = z
  .object({
    number: z.int().positive(),
    /** The input's name. */
    name: z.string(),
    /** Its folder below the one that was given, with `/`; empty at the top. */
    folder: z.string(),
    status: itemStatusSchema,
    outputs: z.array(writtenOutputSchema).readonly(),
    texts: z.array(foundTextSchema).readonly(),
    error: appErrorSchema.nullable(),
    cost: sum,
    ms: count,
    jobs: z.array(jobIdSchema).readonly(),
  })
  .readonly();
export type BatchItem = z.infer<typeof batchItemSchema>;

/** What a batch would do, before anything is done. */
export const batchEstimateSchema = z
  .object({
    files: count,
    /** Files whose facts the figures come from; all where it equals `files`. */
    sampled: count,
    inputBytes: count,
    /** Done before, and still there: of the sampled ones. */
    alreadyDone: count,
    cost: z.object({ low: sum, high: sum }).readonly(),
    ms: z.number().nonnegative(),
    outputBytes: count,
    /** Room on the output folder's disk; null where the system does not tell. */
    freeBytes: count.nullable(),
    /** Steps that no provider would take now, by their place. */
    stepsWithoutRoute: z.array(count).readonly(),
    /** Why a sampled file can't be used. */
    refused: z.array(z.object({ name: z.string(), error: appErrorSchema }).readonly()).readonly(),
  })
  .readonly();
export type BatchEstimate = z.infer<typeof batchEstimateSchema>;

/** Paths that the user has chosen or dropped: the window has their names and this id only. */
export const chosenPathsSchema = z
  .object({ id: idSchema, names: z.array(z.string()).readonly(), more: count })
  .readonly();
export type ChosenPaths = z.infer<typeof chosenPathsSchema>;
