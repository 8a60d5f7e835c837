import { z } from 'zod';

/** A sum of money in millionths of a US dollar: an integer, so that sums are exact. */
export const microUsdSchema = z.int().min(-1e15).max(1e15);
export type MicroUsd = z.infer<typeof microUsdSchema>;

/** What an attempt is expected to cost: `low` and `high` are equal where the formula is public. */
export const costEstimateSchema = z
  .object({
    low: microUsdSchema,
    high: microUsdSchema,
    exact: z.boolean(),
    /** How the figure came about, in one line: "5 credits × $0.01". */
    basis: z.string().max(200),
  })
  .readonly();
export type CostEstimate = z.infer<typeof costEstimateSchema>;

export const freeOfCharge: CostEstimate = { low: 0, high: 0, exact: true, basis: 'free' };
