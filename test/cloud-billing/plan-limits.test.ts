import { describe, expect, it } from 'vitest';
import { batchImagesOf } from '../../electron/cloud/billing/plan-limits.ts';
import { plansOf } from '../../electron/configuration/plans-of.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import type { Entitlement, PlanId } from '../../electron/contract/billing.ts';

const plans = plansOf(defaultConfiguration);
const has = (plan: PlanId, features = plans.find(({ id }) => id === plan)?.features ?? []) => ({
  plans,
  entitlement: { plan, features } as Entitlement,
});

describe('images of a batch on credits', () => {
  it.each([
    ['one, for who has no plan for batches', has('free'), 1],
    ['as many as the plan says', has('pro'), 500],
    ['one, where the feature was taken out of the plan', has('studio', ['sync']), 1],
    ['all, before the plan was heard: the gateway decides', { plans, entitlement: null }, Infinity],
  ])('%s', (_what, state, images) => {
    expect(batchImagesOf(state)).toBe(images);
  });
});
