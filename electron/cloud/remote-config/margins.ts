import { z } from 'zod';
import type { Margin } from '../../contract/margins.ts';

const whole = z.int().nonnegative();

/** Of one day, as the cloud tells them. */
export const dailyMarginsSchema = z.array(
  z
    .object({
      model: z.string().nullable(),
      operation: z.string(),
      requests: whole,
      cached: whole,
      failed: whole,
      worth_micro_usd: whole,
      cost_micro_usd: whole,
      margin_micro_usd: z.int(),
      unsure_micro_usd: whole,
    })
    .transform(({ model, operation, requests, cached, failed, ...sums }): Margin => ({
      model,
      operation,
      requests,
      cached,
      failed,
      worth: sums.worth_micro_usd,
      cost: sums.cost_micro_usd,
      margin: sums.margin_micro_usd,
      unsure: sums.unsure_micro_usd,
    })),
);

/** Days as one: a sum for each model and operation, the largest turnover first. */
export function sumMargins(daily: readonly Margin[]): readonly Margin[] {
  const sums = new Map<string, Margin>();
  for (const day of daily) {
    const name = JSON.stringify([day.model, day.operation]);
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? day : added(sum, day));
  }
  return [...sums.values()].sort((one, other) => other.worth - one.worth || other.cost - one.cost);
}

function added(one: Margin, other: Margin): Margin {
  return {
    ...one,
    requests: one.requests + other.requests,
    cached: one.cached + other.cached,
    failed: one.failed + other.failed,
    worth: one.worth + other.worth,
    cost: one.cost + other.cost,
    margin: one.margin + other.margin,
    unsure: one.unsure + other.unsure,
  };
}
