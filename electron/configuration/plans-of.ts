import { type Pack, type Plan, planIdSchema } from '../contract/billing.ts';
import type { Configuration } from '../contract/remote-config.ts';

/** The configured plans as they are sold, the free one first. */
export function plansOf({ plans }: Configuration): readonly Plan[] {
  return planIdSchema.options.map((id) => {
    const { limits, ...plan } = plans[id];
    return { id, ...plan, ...limits };
  });
}

/** The packs of credits on sale, the cheapest first. */
export function packsOf({ packs }: Configuration): readonly Pack[] {
  return Object.entries(packs)
    .flatMap(([id, { sold, ...pack }]) => (sold ? [{ id, ...pack }] : []))
    .sort((one, other) => one.cents - other.cents);
}
