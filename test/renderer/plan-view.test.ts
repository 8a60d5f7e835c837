import { describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import type {
  BillingInterval,
  BillingState,
  Entitlement,
  Plan,
  PlanId,
} from '../../electron/contract/billing.ts';
import {
  actionFor,
  monthlyUse,
  noticeOf,
  packsFor,
  renewsAt,
  yearlySaving,
} from '../../renderer/plans/plan-view.ts';

const plan = (id: PlanId, monthlyCents: number, monthlyCredits: number): Plan => ({
  id,
  name: id,
  monthlyCents,
  yearlyCents: monthlyCents * 10,
  monthlyCredits,
  trialDays: id === 'studio' ? 7 : 0,
  trialCredits: id === 'studio' ? 200 : 0,
  batchImages: 1,
  devices: 1,
  requestsPerMinute: 1,
  features: [],
});
const plans = [plan('free', 0, 20), plan('pro', 1500, 1000), plan('studio', 4500, 4000)] as const;
const [free, pro, studio] = plans;

type Held = NonNullable<Entitlement['subscription']>;
const held: Held = {
  plan: 'pro',
  interval: 'month',
  pendingPlan: null,
  status: 'active',
  periodEnd: 2_000,
  cancelAtPeriodEnd: false,
  provider: 'polar',
};
const entitlement: Entitlement = {
  plan: 'pro',
  features: [],
  subscription: held,
  validUntil: 3_000,
  offlineUntil: 4_000,
  tried: false,
  duplicates: [],
  credits: {
    balance: 400,
    held: 0,
    purchases: 0,
    lots: [{ kind: 'monthly', remaining: 400, expiresAt: 2_000 }],
  },
  checkedAt: 1_000,
  stale: false,
};

function stateOf(
  subscription: Partial<Held> | null,
  changes: Partial<BillingState> = {},
): BillingState {
  return {
    entitlement:
      subscription === null
        ? { ...entitlement, plan: 'free', subscription: null }
        : { ...entitlement, subscription: { ...held, ...subscription } },
    plans,
    selling: {
      provider: 'polar',
      portal: true,
      trials: true,
      scheduledChanges: true,
      packs: ['credits-500'],
      simulated: false,
    },
    packs: [
      { id: 'credits-500', cents: 800, credits: 500, validDays: 365 },
      { id: 'of-another', cents: 900, credits: 600, validDays: 365 },
    ],
    checkout: 'none',
    problem: null,
    ...changes,
  };
}

describe('what can be done with a plan', () => {
  const cases: readonly [string, Plan, BillingInterval, BillingState, object][] = [
    ['bought by who has none', pro, 'year', stateOf(null), { action: 'buy', interval: 'year' }],
    [
      'tried first by who never has',
      studio,
      'month',
      stateOf(null),
      { action: 'buy', trialDays: 7 },
    ],
    [
      'tried by nobody twice',
      studio,
      'month',
      stateOf(null, { entitlement: { ...entitlement, subscription: null, tried: true } }),
      { action: 'buy', trialDays: 0 },
    ],
    ['kept: the free one', free, 'month', stateOf(null), { action: 'current' }],
    ['not bought: the free one', free, 'month', stateOf({}), { action: 'none' }],
    ['kept', pro, 'month', stateOf({}), { action: 'current' }],
    ['dearer: at once', studio, 'month', stateOf({}), { action: 'change', when: 'now' }],
    ['longer: at once', pro, 'year', stateOf({}), { action: 'change', when: 'now' }],
    [
      'cheaper: when the period is over',
      pro,
      'month',
      stateOf({ plan: 'studio' }),
      { action: 'change', when: 'next-period' },
    ],
    [
      'cheaper though it is a whole year',
      pro,
      'year',
      stateOf({ plan: 'studio' }),
      { action: 'change', when: 'next-period' },
    ],
    [
      'shorter: when the period is over',
      pro,
      'month',
      stateOf({ interval: 'year' }),
      { action: 'change', when: 'next-period' },
    ],
    [
      'awaited',
      pro,
      'month',
      stateOf({ plan: 'studio', pendingPlan: 'pro' }),
      { action: 'pending' },
    ],
    [
      'bought anew where the first payment was never made',
      pro,
      'month',
      stateOf({ status: 'incomplete' }),
      { action: 'buy' },
    ],
    ['signed in for', pro, 'month', stateOf(null, { entitlement: null }), { action: 'sign-in' }],
    ['not sold here', pro, 'month', stateOf(null, { selling: null }), { action: 'none' }],
  ];
  it.each(cases)('is %s', (...[, offered, interval, state, action]) => {
    expect(actionFor(offered, interval, state)).toMatchObject(action);
  });

  it('takes effect at once where the provider can’t wait', () => {
    const state = stateOf({ plan: 'studio' });
    const selling = { ...state.selling, scheduledChanges: false } as BillingState['selling'];
    expect(actionFor(pro, 'month', { ...state, selling })).toMatchObject({ when: 'now' });
  });
});

describe('what stands first', () => {
  const problem = appError('cloud-unreachable');
  it.each([
    ['none', stateOf({})],
    ['none', stateOf(null)],
    ['trial', stateOf({ status: 'trialing' })],
    ['pending', stateOf({ pendingPlan: 'studio' })],
    ['none', stateOf({ pendingPlan: 'pro' })],
    ['ending', stateOf({ cancelAtPeriodEnd: true, pendingPlan: 'studio' })],
    ['offline', stateOf({ cancelAtPeriodEnd: true }, { problem })],
    ['past-due', stateOf({ status: 'past_due' }, { problem })],
    ['stale', stateOf({}, { problem, entitlement: { ...entitlement, stale: true } })],
    ['offline', stateOf(null, { problem, entitlement: null })],
  ] as const)('is %s', (notice, state) => {
    expect(noticeOf(state)).toBe(notice);
  });
});

describe('figures of a plan', () => {
  it('are of this month', () => {
    expect(monthlyUse(stateOf({}))).toEqual({ used: 600, of: 1000 });
    expect(monthlyUse({ plans, entitlement: null })).toBeNull();
    expect(renewsAt(stateOf({}))).toBe(2_000);
    expect(renewsAt(stateOf({ cancelAtPeriodEnd: true }))).toBeNull();
  });

  it('say what a year saves', () => {
    expect(yearlySaving(pro)).toBeCloseTo(1 / 6);
    expect(yearlySaving(free)).toBe(0);
  });
});

it('sells the packs that the provider has', () => {
  expect(packsFor(stateOf(null)).map(({ id }) => id)).toEqual(['credits-500']);
  expect(packsFor(stateOf(null, { selling: null }))).toEqual([]);
});
