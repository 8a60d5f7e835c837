import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { attemptIdSchema, timestampSchema } from './ids.ts';
import { costEstimateSchema, microUsdSchema } from './money.ts';
import { providerIdSchema } from './providers.ts';

/** Why a provider was not a candidate. */
export const exclusionReasons = [
  'does-not-offer',
  'not-configured',
  'disabled',
  'option-not-offered',
  'breaker-open',
  'account-closed',
  'over-budget',
  'not-private',
  'not-pinned',
  'offline',
  'input-unsuitable',
  'would-lose',
  /** Refused or failed earlier in this job. */
  'tried-before',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** What a fallback would drop; the user is told before, or it is refused. */
export const losses = ['mask', 'reference', 'transparency', 'size', 'seed', 'option'] as const;
export const lossSchema = z
  .object({ what: z.enum(losses), option: z.string().optional() })
  .readonly();
export type Loss = z.infer<typeof lossSchema>;

export const candidateSchema = z
  .object({
    provider: providerIdSchema,
    model: z.string(),
    estimate: costEstimateSchema,
    /** Measured median, or the typical time until there is one. */
    expectedMs: z.number().nonnegative(),
    measured: z.boolean(),
    quality: z.number(),
    local: z.boolean(),
    simulated: z.boolean(),
    losses: z.array(lossSchema).readonly(),
    caveat: z.string().optional(),
  })
  .readonly();
export type Candidate = z.infer<typeof candidateSchema>;

export const exclusionSchema = z
  .object({
    provider: providerIdSchema,
    model: z.string().nullable(),
    reason: z.enum(exclusionReasons),
    losses: z.array(lossSchema).readonly().default([]),
  })
  .readonly();
export type Exclusion = z.infer<typeof exclusionSchema>;

export const policySchema = z.enum([
  'primary-first',
  'cheapest',
  'fastest',
  'best',
  'private',
  'pinned',
]);
export type Policy = z.infer<typeof policySchema>;

/** The decision: candidates in the order in which they are tried, and why others are not. */
export const routeSchema = z
  .object({
    policy: policySchema,
    candidates: z.array(candidateSchema).readonly(),
    excluded: z.array(exclusionSchema).readonly(),
  })
  .readonly();
export type Route = z.infer<typeof routeSchema>;

/** How an attempt ended; the class decides what the router does next (see providers' errors). */
export const attemptOutcomeSchema = z.enum([
  'succeeded',
  'wait',
  'fail-over',
  'ambiguous',
  'account',
  'policy',
  'fix',
  'bad-output',
  'cancelled',
]);
export type AttemptOutcome = z.infer<typeof attemptOutcomeSchema>;

export const attemptRecordSchema = z
  .object({
    id: attemptIdSchema,
    provider: providerIdSchema,
    model: z.string(),
    startedAt: timestampSchema,
    endedAt: timestampSchema,
    /** Waited before this attempt: back-off or the rate limiter. */
    waitedMs: z.number().nonnegative(),
    outcome: attemptOutcomeSchema,
    error: appErrorSchema.optional(),
    /** Null where the provider did not say and the formula does not tell. */
    cost: microUsdSchema.nullable(),
    requestId: z.string().max(200).optional(),
  })
  .readonly();
export type AttemptRecord = z.infer<typeof attemptRecordSchema>;

/** The proof on every result: who was asked, why, what happened, what it cost. */
export const receiptSchema = z
  .object({
    route: routeSchema,
    attempts: z.array(attemptRecordSchema).readonly(),
    provider: providerIdSchema.nullable(),
    model: z.string().nullable(),
    simulated: z.boolean(),
    cache: z.enum(['miss', 'hit', 'shared', 'off']),
    estimate: costEstimateSchema,
    /** What was billed in all, failed attempts included. */
    cost: microUsdSchema,
    seed: z.number().optional(),
    finishReason: z.string().max(100).optional(),
    losses: z.array(lossSchema).readonly(),
    startedAt: timestampSchema,
    endedAt: timestampSchema,
  })
  .readonly();
export type Receipt = z.infer<typeof receiptSchema>;
