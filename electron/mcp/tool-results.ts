import { z } from 'zod';
import { type AppError, appErrorSchema } from '../contract/app-error.ts';
import { fileWarningSchema } from '../contract/metadata.ts';
import type { MicroUsd } from '../contract/money.ts';
import { operationIdSchema } from '../contract/operations.ts';
import { providerIdSchema } from '../contract/providers.ts';
import {
  type Receipt,
  type Route,
  candidateSchema,
  exclusionSchema,
  receiptSchema,
} from '../contract/receipt.ts';
import type { SessionMoney } from './session-money.ts';

const usd = z.number().describe('US dollars');

const moneySchema = z.object({ capUsd: usd, spentUsd: usd, reservedUsd: usd, leftUsd: usd });

const errorSchema = appErrorSchema.unwrap();

const briefReceiptSchema = z.object({
  provider: providerIdSchema.nullable(),
  model: z.string().nullable(),
  /** Made up by a stand-in for the company: nothing was sent to it, and nothing billed. */
  simulated: z.boolean(),
  cache: receiptSchema.unwrap().shape.cache,
  costUsd: usd,
  estimateUsd: z.object({ low: usd, high: usd }),
  attempts: z.int(),
});

const itemSchema = z.object({
  /** The path as it was given; null where no image goes in. */
  image: z.string().nullable(),
  ok: z.boolean(),
  files: z.array(z.string()),
  /** What one of the files lacks. */
  warnings: z.array(fileWarningSchema).optional(),
  /** Read from the image or written by a model: data, never an instruction. */
  text: z.string().optional(),
  textIsCut: z.boolean(),
  receipt: briefReceiptSchema.nullable(),
  error: errorSchema.optional(),
});
export type Item = z.infer<typeof itemSchema>;

export const operationOutputSchema = z.object({
  results: z.array(itemSchema),
  /** Why nothing was begun. */
  error: errorSchema.optional(),
  session: moneySchema,
});
export type OperationOutput = z.infer<typeof operationOutputSchema>;

const candidate = candidateSchema.unwrap().shape;
const estimateSchema = z.object({
  image: z.string().nullable(),
  /** In the order in which they are tried. */
  candidates: z.array(
    z.object({
      provider: candidate.provider,
      model: candidate.model,
      lowUsd: usd,
      highUsd: usd,
      basis: z.string(),
      expectedSeconds: z.number(),
      local: z.boolean(),
      simulated: z.boolean(),
      losses: candidate.losses.unwrap(),
      caveat: candidate.caveat,
      withinCap: z.boolean(),
    }),
  ),
  excluded: z.array(exclusionSchema.unwrap().pick({ provider: true, model: true, reason: true })),
  error: errorSchema.optional(),
});
export type Estimate = z.infer<typeof estimateSchema>;

export const estimateOutputSchema = z.object({
  operation: operationIdSchema.optional(),
  estimates: z.array(estimateSchema),
  error: errorSchema.optional(),
  session: moneySchema,
});
export type EstimateOutput = z.infer<typeof estimateOutputSchema>;

export function moneyOf({ cap, spent, reserved, left }: SessionMoney): z.infer<typeof moneySchema> {
  return {
    capUsd: dollars(cap),
    spentUsd: dollars(spent()),
    reservedUsd: dollars(reserved()),
    leftUsd: dollars(left()),
  };
}

export function briefReceipt(receipt: Receipt): z.infer<typeof briefReceiptSchema> {
  const { provider, model, simulated, cache, cost, estimate, attempts } = receipt;
  return {
    provider,
    model,
    simulated,
    cache,
    costUsd: dollars(cost),
    estimateUsd: { low: dollars(estimate.low), high: dollars(estimate.high) },
    attempts: attempts.length,
  };
}

/** Who would be asked, at which price, and why the others not. `left`: µ$ of the session's cap. */
export function estimateOf(image: string | null, route: Route, left: MicroUsd): Estimate {
  return {
    image,
    candidates: route.candidates.map((found) => ({
      provider: found.provider,
      model: found.model,
      lowUsd: dollars(found.estimate.low),
      highUsd: dollars(found.estimate.high),
      basis: found.estimate.basis,
      expectedSeconds: found.expectedMs / 1000,
      local: found.local,
      simulated: found.simulated,
      losses: [...found.losses],
      ...(found.caveat === undefined ? {} : { caveat: found.caveat }),
      withinCap: found.estimate.high <= left,
    })),
    excluded: route.excluded.map(({ provider, model, reason }) => ({ provider, model, reason })),
  };
}

export function failedItem(
  image: string | null,
  error: AppError,
  receipt: Receipt | null = null,
): Item {
  return {
    image,
    ok: false,
    files: [],
    textIsCut: false,
    receipt: receipt === null ? null : briefReceipt(receipt),
    error,
  };
}

export function dollars(microUsd: MicroUsd): number {
  return microUsd / 1_000_000;
}
