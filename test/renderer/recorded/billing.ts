import { appError, fail } from '../../../electron/contract/app-error.ts';
import type { BillingState, Entitlement, Pack, Plan } from '../../../electron/contract/billing.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { UsageReport } from '../../../electron/contract/usage.ts';
import type { Handlers } from './bridge.ts';
import { recordedAt } from './data.ts';

const day = 86_400_000;

export type RecordedPlan =
  | 'unknown'
  | 'free'
  | 'pro'
  | 'trial'
  | 'ending'
  | 'past-due'
  | 'paid-twice'
  | 'pending'
  | 'offline'
  | 'stale'
  | 'paying'
  /** Every payment is refused. */
  | 'refused';

const features = ['own-keys', 'on-device', 'sync', 'managed-models'];
const recordedPlans: readonly Plan[] = [
  {
    id: 'free',
    name: 'Free',
    monthlyCents: 0,
    yearlyCents: 0,
    monthlyCredits: 20,
    trialDays: 0,
    trialCredits: 0,
    batchImages: 1,
    devices: 2,
    requestsPerMinute: 10,
    features,
  },
  {
    id: 'pro',
    name: 'Pro',
    monthlyCents: 1500,
    yearlyCents: 14_400,
    monthlyCredits: 1000,
    trialDays: 0,
    trialCredits: 0,
    batchImages: 500,
    devices: 5,
    requestsPerMinute: 60,
    features: [...features, 'batch-recipes'],
  },
  {
    id: 'studio',
    name: 'Studio',
    monthlyCents: 4500,
    yearlyCents: 43_200,
    monthlyCredits: 4000,
    trialDays: 7,
    trialCredits: 200,
    batchImages: 10_000,
    devices: 20,
    requestsPerMinute: 240,
    features: [...features, 'batch-recipes', 'a-feature-of-tomorrow'],
  },
];

const recordedPacks: readonly Pack[] = [
  { id: 'credits-500', cents: 800, credits: 500, validDays: 365 },
  { id: 'credits-2000', cents: 2900, credits: 2000, validDays: 365 },
];

const free: Entitlement = {
  plan: 'free',
  features,
  subscription: null,
  validUntil: null,
  offlineUntil: null,
  tried: false,
  duplicates: [],
  credits: {
    balance: 4,
    held: 2,
    purchases: 0,
    lots: [{ kind: 'monthly', remaining: 4, expiresAt: recordedAt + 9 * day }],
  },
  checkedAt: recordedAt,
  stale: false,
};

const recordedPro = {
  plan: 'pro',
  features: [...features, 'batch-recipes'],
  subscription: {
    plan: 'pro',
    interval: 'month',
    pendingPlan: null,
    status: 'active',
    periodEnd: recordedAt + 9 * day,
    cancelAtPeriodEnd: false,
    provider: 'polar',
  },
  validUntil: recordedAt + 12 * day,
  offlineUntil: recordedAt + 26 * day,
  tried: true,
  duplicates: [],
  credits: {
    balance: 842,
    held: 0,
    purchases: 1,
    lots: [
      { kind: 'monthly', remaining: 342, expiresAt: recordedAt + 9 * day },
      { kind: 'top_up', remaining: 500, expiresAt: recordedAt + 300 * day },
    ],
  },
  checkedAt: recordedAt,
  stale: false,
} as const satisfies Entitlement;

const recordedSelling: NonNullable<BillingState['selling']> = {
  provider: 'polar',
  portal: true,
  trials: true,
  scheduledChanges: true,
  packs: ['credits-500', 'credits-2000'],
  simulated: true,
};

function withSubscription(changes: Partial<NonNullable<Entitlement['subscription']>>): Entitlement {
  return { ...recordedPro, subscription: { ...recordedPro.subscription, ...changes } };
}

function entitlementOf(plan: RecordedPlan): Entitlement | null {
  switch (plan) {
    case 'unknown':
      return null;
    case 'free':
    case 'paying':
    case 'refused':
      return free;
    case 'pro':
    case 'offline':
      return recordedPro;
    case 'trial':
      return withSubscription({ status: 'trialing' });
    case 'ending':
      return withSubscription({ cancelAtPeriodEnd: true });
    case 'paid-twice':
      return {
        ...recordedPro,
        duplicates: [
          { plan: 'studio', reason: 'second_subscription', refundedCents: 4500 },
          { plan: 'studio', reason: 'second_trial', refundedCents: null },
        ],
      };
    case 'past-due':
      return withSubscription({ status: 'past_due' });
    case 'pending':
      return withSubscription({ plan: 'pro', pendingPlan: 'studio' });
    case 'stale':
      return { ...recordedPro, plan: 'free', features, stale: true };
  }
}

const dayText = (daysAgo: number): string =>
  new Date(Date.now() - daysAgo * day).toISOString().slice(0, 10);

/** Of the days up to today, since the window asks for those. */
const recordedUsage: UsageReport = {
  sums: Array.from({ length: 60 }, (_, n) => n).flatMap((n) => [
    {
      day: dayText(n),
      provider: 'openai' as const,
      operation: n % 3 === 0 ? 'generate' : 'describe',
      cost: 40_000 + ((n * 7919) % 13) * 30_000,
      requests: 3 + (n % 5),
      simulated: n < 2,
      elsewhere: false,
    },
    {
      day: dayText(n),
      provider: 'cloud' as const,
      operation: 'upscale',
      cost: ((n * 104_729) % 11) * 20_000,
      requests: n % 4,
      simulated: false,
      elsewhere: n % 6 === 0,
    },
  ]),
  health: [
    { provider: 'openai', answers: 214, failures: 3, p50: 1840, p95: 9300 },
    { provider: 'cloud', answers: 61, failures: 0, p50: 2210, p95: 8100 },
    { provider: 'stability', answers: 0, failures: 2, p50: null, p95: null },
  ],
};

type BillingName = Extract<keyof Handlers, `billing.${string}` | 'usage.report' | 'usage.export'>;

/** Plans and payments as the main process would tell of them. */
export function recordedBilling(
  plan: RecordedPlan,
  emit: (event: AppEvent) => void,
): Pick<Handlers, BillingName> {
  const unreachable = plan === 'offline' || plan === 'stale';
  let state: BillingState = {
    entitlement: entitlementOf(plan),
    plans: recordedPlans,
    packs: recordedPacks,
    selling: recordedSelling,
    checkout: plan === 'paying' ? 'window' : 'none',
    problem: unreachable ? appError('cloud-unreachable') : null,
  };
  const become = (changes: Partial<BillingState>): void => {
    state = { ...state, ...changes };
    emit({ type: 'billing-changed', state });
  };
  return {
    'billing.state': () => state,
    'billing.refresh': () => state,
    'billing.upgrade': ({ in: place }) => {
      if (plan === 'refused') throw fail('payment-refused');
      become({ checkout: place });
      return place;
    },
    'billing.top-up': ({ in: place }) => {
      become({ checkout: place });
      return place;
    },
    'billing.change-plan': () => 'done',
    'billing.cancel': () => become({ entitlement: withSubscription({ cancelAtPeriodEnd: true }) }),
    'billing.resume': () => become({ entitlement: recordedPro }),
    'billing.portal': () => undefined,
    'billing.open-in-browser': () => become({ checkout: 'browser' }),
    'billing.close-checkout': () => become({ checkout: 'none' }),
    'usage.report': ({ from, to }) =>
      plan === 'unknown'
        ? { sums: [], health: [] }
        : {
            ...recordedUsage,
            sums: recordedUsage.sums.filter(({ day: of }) => of >= from && of <= to),
          },
    'usage.export': () => 'usage.csv',
  };
}
