import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import {
  assetIdSchema,
  blobHashSchema,
  idSchema,
  jobIdSchema,
  timestampSchema,
  versionIdSchema,
} from './ids.ts';
import { microUsdSchema } from './money.ts';
import { operationCallSchema } from './operations.ts';
import { providerIdSchema } from './providers.ts';
import { lossSchema, policySchema, receiptSchema } from './receipt.ts';
import { mostVariants } from './variant-channels.ts';

/**
 *   queued → preparing → running → saving → done
 *      │         │          │ ↘ waiting(offline | rate | budget | consent) → queued
 *      │         │          ↘ unknown (may have been charged) → queued or cancelled by the user
 *      ↘ paused  ↘ failed(error)   cancelled
 */
export const consentSchema = z.discriminatedUnion('ask', [
  /** A company refused the image; shall another company see it? */
  z
    .object({
      ask: z.literal('refused-elsewhere'),
      refusedBy: providerIdSchema,
      next: providerIdSchema,
    })
    .readonly(),
  /** The next provider would drop something that was asked for. */
  z
    .object({
      ask: z.literal('would-lose'),
      next: providerIdSchema,
      losses: z.array(lossSchema).readonly(),
    })
    .readonly(),
]);
export type Consent = z.infer<typeof consentSchema>;

export const jobStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }).readonly(),
  z.object({ status: z.literal('paused') }).readonly(),
  z.object({ status: z.literal('preparing') }).readonly(),
  z.object({ status: z.literal('running') }).readonly(),
  z.object({ status: z.literal('saving') }).readonly(),
  z.object({ status: z.literal('done') }).readonly(),
  z.object({ status: z.literal('failed'), error: appErrorSchema }).readonly(),
  z.object({ status: z.literal('cancelled') }).readonly(),
  z.discriminatedUnion('for', [
    z
      .object({
        status: z.literal('waiting'),
        for: z.enum(['offline', 'rate', 'budget']),
        until: timestampSchema.nullable(),
      })
      .readonly(),
    z
      .object({
        status: z.literal('waiting'),
        for: z.literal('consent'),
        consent: consentSchema,
      })
      .readonly(),
  ]),
  /** Sent, and no answer kept: may have been charged. Never sent again by itself. */
  z
    .object({
      status: z.literal('unknown'),
      provider: providerIdSchema,
      /** What one more try would cost at most. */
      retryCost: microUsdSchema,
      error: appErrorSchema,
    })
    .readonly(),
]);
export type JobState = z.infer<typeof jobStateSchema>;
export type JobStatus = JobState['status'];

const variantSchema = z
  .object({
    set: idSchema,
    /** Counted from 1. */
    number: z.int().min(1).max(mostVariants),
    /** The user has kept or discarded what came of it. */
    decided: z.boolean().default(false),
  })
  .readonly();

/** What the window or the command line asks for. */
export const jobRequestSchema = z
  .object({
    call: operationCallSchema,
    /** The version that goes in; null for operations without an input. */
    input: z.object({ assetId: assetIdSchema, versionId: versionIdSchema }).readonly().nullable(),
    /** Canonical mask: a grey PNG of the input's size, white = change here. */
    mask: blobHashSchema.nullable().default(null),
    /** The version that the result takes after; it is sent along with the input. */
    reference: z
      .object({ assetId: assetIdSchema, versionId: versionIdSchema })
      .readonly()
      .nullable()
      .default(null),
    /** Overrides the settings for this job. */
    policy: policySchema.optional(),
    pin: z
      .object({ provider: providerIdSchema, model: z.string().optional() })
      .readonly()
      .optional(),
    /** Refuse to spend more than this on the job, all attempts together. */
    maxCost: microUsdSchema.nonnegative().optional(),
    acceptLosses: z.boolean().default(false),
    priority: z.int().min(0).max(9).default(5),
    /** One of a set made of the same wishes, to choose among. */
    variant: variantSchema.optional(),
  })
  .readonly();
export type JobRequest = z.infer<typeof jobRequestSchema>;
export type JobRequestInput = z.input<typeof jobRequestSchema>;

export const textResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }).readonly(),
  z
    .object({
      kind: z.literal('tags'),
      tags: z
        .array(
          z.object({ label: z.string().max(100), confidence: z.number().min(0).max(1) }).readonly(),
        )
        .readonly(),
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
export type TextResult = z.infer<typeof textResultSchema>;

export const jobResultSchema = z.discriminatedUnion('kind', [
  ...textResultSchema.options,
  z
    .object({
      kind: z.literal('images'),
      assetId: assetIdSchema,
      versionIds: z.array(versionIdSchema).readonly(),
    })
    .readonly(),
]);
export type JobResult = z.infer<typeof jobResultSchema>;

export const jobSchema = z
  .object({
    id: jobIdSchema,
    request: jobRequestSchema,
    /** Name of the input's asset, or the prompt's beginning. */
    title: z.string().max(200),
    state: jobStateSchema,
    /** Place in the queue: lower runs first among equal priorities. */
    position: z.number(),
    createdAt: timestampSchema,
    startedAt: timestampSchema.nullable(),
    endedAt: timestampSchema.nullable(),
    result: jobResultSchema.nullable(),
    receipt: receiptSchema.nullable(),
  })
  .readonly();
export type Job = z.infer<typeof jobSchema>;

/** The user's answer to a job that waits for a decision. */
export const jobDecisionSchema = z.enum([
  /** `unknown`: send again, knowing that it may be billed twice. */
  'send-again',
  /** `unknown`: give up; `consent`: no. */
  'give-up',
  /** `consent`: yes, let the next provider see it, or accept the loss. */
  'agree',
]);
export type JobDecision = z.infer<typeof jobDecisionSchema>;
