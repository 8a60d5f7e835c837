import type { BillingState } from '../../contract/billing.ts';

/**
 * Images of a batch that the plan runs on credits. All, where the plan has not been heard yet: whoever
 * has none is refused by the gateway.
 */
export function batchImagesOf({
  entitlement,
  plans,
}: Pick<BillingState, 'entitlement' | 'plans'>): number {
  const plan = plans.find(({ id }) => id === entitlement?.plan);
  if (entitlement === null || plan === undefined) return Infinity;
  return entitlement.features.includes('batch-recipes') ? plan.batchImages : 1;
}
