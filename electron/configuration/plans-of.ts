import { type Plan, planIdSchema } from '../contract/billing.ts';
import type { Configuration } from '../contract/remote-config.ts';

/** The configured plans as they are sold, the free one first. */
export function plansOf({ plans }: Configuration): readonly Plan[] {
  return planIdSchema.options.map((id) => {
    const { limits, ...plan } = plans[id];
    return { id, ...plan, ...limits };
  });
}
