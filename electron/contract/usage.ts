import { z } from 'zod';
import { microUsdSchema } from './money.ts';
import { providerIdSchema } from './providers.ts';

/** Money spent and held back in one period; `limit` null: no limit set. */
const periodSchema = z
  .object({ spent: microUsdSchema, reserved: microUsdSchema, limit: microUsdSchema.nullable() })
  .readonly();
export const budgetStatusSchema = z.object({ day: periodSchema, month: periodSchema }).readonly();
export type BudgetStatus = z.infer<typeof budgetStatusSchema>;

/** A day of the user's own calendar: 2026-11-22. */
const daySchema = z.iso.date();

/** Both days included. */
export const usageSpanSchema = z
  .object({ from: daySchema, to: daySchema })
  .readonly()
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 400 * 86_400_000);
export type UsageSpan = z.infer<typeof usageSpanSchema>;

const count = z.int().nonnegative();

/** What was spent in one day with one provider for one operation. */
export const usageSumSchema = z
  .object({
    day: daySchema,
    provider: providerIdSchema,
    operation: z.string().max(60),
    /** µ$ of the user's own keys, or what the credits are worth. */
    cost: microUsdSchema,
    /** Paid requests; corrections don't count. */
    requests: count,
    simulated: z.boolean(),
    /** Made by another device of the account. */
    elsewhere: z.boolean(),
  })
  .readonly();
export type UsageSum = z.infer<typeof usageSumSchema>;

/** How a provider answered this device. */
export const providerHealthSchema = z
  .object({
    provider: providerIdSchema,
    answers: count,
    failures: count,
    /** Of the answers, in milliseconds; null where there were none. */
    p50: z.number().nonnegative().nullable(),
    p95: z.number().nonnegative().nullable(),
  })
  .readonly();
export type ProviderHealth = z.infer<typeof providerHealthSchema>;

export const usageReportSchema = z
  .object({
    sums: z.array(usageSumSchema).readonly(),
    health: z.array(providerHealthSchema).readonly(),
  })
  .readonly();
export type UsageReport = z.infer<typeof usageReportSchema>;
