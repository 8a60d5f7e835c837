import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { textResultSchema } from './jobs.ts';
import { operationCallSchema } from './operations.ts';
import { imageFormatSchema } from './providers.ts';

const fileName = z.enum(['image', 'mask', 'reference']);
export type GatewayFileName = z.infer<typeof fileName>;

/**
 * What the app and the managed gateway say to each other. A job is `POST /ai/jobs/<id>`, a form with
 * an `order` and its files (`image`, `mask`, `reference`); the answer is a line of JSON for each event.
 * The same id again is the same job: it is told how it stands, and never done or charged twice.
 * Files that are too big for a form are uploaded before: `POST /ai/jobs/<id>/uploads` says where to.
 */
export const gatewayOrderSchema = z
  .object({
    call: operationCallSchema,
    /** A company's model as the gateway offers it: `openai:gpt-image-2`. */
    model: z.string().max(200),
    /** Files that are not in the form: they were uploaded. */
    uploaded: z.array(fileName).max(3).readonly().exactOptional(),
  })
  .readonly();
export type GatewayOrder = z.infer<typeof gatewayOrderSchema>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Bytes of the largest file that can be uploaded. */
export const largestUpload = 50 * 1024 * 1024;

/** What is said of a file before it is uploaded: anything else is not used. */
export const gatewayUploadSchema = z
  .object({
    name: fileName,
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    bytes: z.int().positive().max(largestUpload),
    sha256,
  })
  .readonly();
export type GatewayUpload = z.infer<typeof gatewayUploadSchema>;

export const gatewayUploadsSchema = z.object({
  files: z.array(gatewayUploadSchema).min(1).max(3).readonly(),
});

/** Below the cloud's own address: nothing is sent or fetched anywhere else. */
const signedPath = z
  .string()
  .regex(/^\/storage\/v1\/object\/[\w/.%-]{1,500}\?token=[\w.-]{1,2000}$/);

/** Where each file goes by PUT, within two hours and once. Null: it is there already. */
export const gatewayGrantsSchema = z.object({
  uploads: z
    .array(z.object({ name: fileName, path: signedPath.nullable() }).readonly())
    .max(3)
    .readonly(),
});

/** Where a result lies that is too big for an answer; good for a few minutes. */
export const gatewayPlaceSchema = z.object({ path: signedPath });

/** A credit is one US cent of what providers charge, rounded up for each job. */
const microUsdPerCredit = 10_000;

/** Credits that a job costs whose provider charges this much, in millionths of a dollar. */
export function toCredits(cost: number): number {
  return Math.ceil(Math.max(0, cost) / microUsdPerCredit);
}

/** What credits are worth, in millionths of a dollar. */
export function worthOf(credits: number): number {
  return credits * microUsdPerCredit;
}

const credits = z.int().nonnegative();

/**
 * A stored image: `/ai/jobs/<id>/files/<index>` answers with its bytes or, where it lies `apart`, with
 * the place to fetch them from.
 */
export const gatewayFileSchema = z
  .object({
    index: z.int().nonnegative().max(15),
    mediaType: z.string().max(60),
    bytes: z.int().positive(),
    sha256,
    apart: z.boolean().exactOptional(),
    seed: z.int().nonnegative().optional(),
  })
  .readonly();

export const gatewayResultSchema = z
  .object({
    output: z.discriminatedUnion('kind', [
      ...textResultSchema.options,
      z
        .object({ kind: z.literal('images'), files: z.array(gatewayFileSchema).min(1).readonly() })
        .readonly(),
    ]),
    /** What was taken; 0 for an answer out of the cache. */
    credits,
    cached: z.boolean(),
    /** Who did it in the end: `openai:gpt-image-2`. */
    model: z.string().max(200),
    requestId: z.string().max(200).optional(),
    finishReason: z.string().max(100).optional(),
  })
  .readonly();
export type GatewayResult = z.infer<typeof gatewayResultSchema>;

/** Nothing was taken: the app may go on elsewhere, or has to ask. */
export const gatewayFailureSchema = z
  .object({
    class: z.enum(['wait', 'fail-over', 'account', 'fix', 'policy', 'bad-output']),
    error: appErrorSchema,
    retryAfterMs: z.number().nonnegative().exactOptional(),
    fix: z
      .object({
        maxPixels: z.int().positive().exactOptional(),
        maxBytes: z.int().positive().exactOptional(),
        format: imageFormatSchema.exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();
export type GatewayFailure = z.infer<typeof gatewayFailureSchema>;

export const gatewayEventSchema = z.discriminatedUnion('type', [
  /** Under way, its credits held: from now on it is asked for by its id. */
  z.object({ type: z.literal('accepted'), credits }).readonly(),
  z.object({ type: z.literal('text'), delta: z.string().max(100_000) }).readonly(),
  z.object({ type: z.literal('progress'), fraction: z.number().min(0).max(1) }).readonly(),
  z.object({ type: z.literal('result'), result: gatewayResultSchema }).readonly(),
  z.object({ type: z.literal('failure'), failure: gatewayFailureSchema }).readonly(),
]);
export type GatewayEvent = z.infer<typeof gatewayEventSchema>;

/** How a job stands, for who lost its answer. */
export const gatewayStatusSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('running') }).readonly(),
  z.object({ status: z.literal('done'), result: gatewayResultSchema }).readonly(),
  z.object({ status: z.literal('failed'), failure: gatewayFailureSchema }).readonly(),
]);

/** Refusals before anything is done: HTTP status and code, with `retry-after` for 429. */
export const gatewayRefusalSchema = z.object({
  code: z.enum([
    'no_authorization',
    'bad_token',
    'session_ended',
    'not_entitled',
    'insufficient_credits',
    'rate_limited',
    'job_conflict',
    'invalid_request',
    'too_large',
    'not_offered',
    'unavailable',
    'unexpected_failure',
  ]),
  message: z.string().max(1000),
});

/** What anybody signed in is offered now: models that have keys. */
export const gatewayOfferSchema = z.object({
  models: z.array(z.string().max(200)).max(500).readonly(),
  /** The largest form that is taken, bytes: larger files are uploaded. */
  largestRequest: z.int().positive(),
  /** Answers come from simulators, not from the companies. */
  simulated: z.boolean(),
});
export type GatewayOffer = z.infer<typeof gatewayOfferSchema>;
