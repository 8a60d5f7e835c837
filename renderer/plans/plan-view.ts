import type { BillingInterval, BillingState, Pack, Plan } from '../../electron/contract/billing.ts';

/** What can be done with a plan that is on offer. `when`: a subscriber pays at once, or later. */
export type PlanAction =
  | { readonly action: 'current' }
  | { readonly action: 'pending' }
  | { readonly action: 'sign-in' }
  | {
      readonly action: 'buy';
      readonly plan: 'pro' | 'studio';
      readonly interval: BillingInterval;
      /** Days before the first payment; 0: it is due at once. */
      readonly trialDays: number;
    }
  | {
      readonly action: 'change';
      readonly plan: 'pro' | 'studio';
      readonly interval: BillingInterval;
      readonly when: 'now' | 'next-period';
    }
  /** Nothing: it is not sold here, or it comes by itself. */
  | { readonly action: 'none' };

/** The dearer plan begins at once and costs the difference; the cheaper one when what was paid is used up. */
export function actionFor(plan: Plan, interval: BillingInterval, state: BillingState): PlanAction {
  const { entitlement, selling } = state;
  const held = entitlement?.subscription ?? null;
  const { id } = plan;
  if (id === 'free') return entitlement !== null && held === null ? current : none;
  if (selling === null) return none;
  if (entitlement === null) return { action: 'sign-in' };
  if (held === null || held.status === 'incomplete') {
    const trialDays = selling.trials && !entitlement.tried ? plan.trialDays : 0;
    return { action: 'buy', plan: id, interval, trialDays };
  }
  if (held.plan === id && held.interval === interval) return current;
  if (held.pendingPlan === id && held.plan !== id) return { action: 'pending' };
  const before = costOf(
    state.plans.find(({ id: other }) => other === held.plan),
    held.interval,
  );
  const isCheaper = costOf(plan, interval) < before;
  const when = isCheaper && selling.scheduledChanges ? 'next-period' : 'now';
  return { action: 'change', plan: id, interval, when };
}

const none: PlanAction = { action: 'none' };
const current: PlanAction = { action: 'current' };

/** Plans before lengths: a year of the small plan is no step up from a month of the large one. */
function costOf(plan: Plan | undefined, interval: BillingInterval): number {
  return (plan?.monthlyCents ?? 0) * 2 + (interval === 'year' ? 1 : 0);
}

/** What a year costs less than twelve months, as a share; 0 where it does not. */
export function yearlySaving({ monthlyCents, yearlyCents }: Plan): number {
  const twelve = monthlyCents * 12;
  return twelve === 0 ? 0 : Math.max(0, 1 - yearlyCents / twelve);
}

/** What stands first on the page, the gravest first. */
export type PlanNotice = 'stale' | 'offline' | 'past-due' | 'ending' | 'pending' | 'trial' | 'none';

export function noticeOf({ entitlement, problem }: BillingState): PlanNotice {
  if (entitlement === null) return problem === null ? 'none' : 'offline';
  const { subscription, stale } = entitlement;
  if (stale) return 'stale';
  if (subscription?.status === 'past_due') return 'past-due';
  if (problem !== null) return 'offline';
  if (subscription?.cancelAtPeriodEnd === true) return 'ending';
  if (subscription !== null && isPending(subscription)) return 'pending';
  return subscription?.status === 'trialing' ? 'trial' : 'none';
}

function isPending({ pendingPlan, plan }: { pendingPlan: string | null; plan: string }): boolean {
  return pendingPlan !== null && pendingPlan !== plan;
}

/** Credits of this month that are used, and how many there were; null where the plan gives none. */
export function monthlyUse({ entitlement, plans }: Pick<BillingState, 'entitlement' | 'plans'>): {
  readonly used: number;
  readonly of: number;
} | null {
  const plan = plans.find(({ id }) => id === entitlement?.plan);
  if (entitlement === null || plan === undefined) return null;
  const isTrial = entitlement.subscription?.status === 'trialing';
  const given = isTrial ? plan.trialCredits : plan.monthlyCredits;
  if (given === 0) return null;
  const left = entitlement.credits.lots
    .filter(({ kind }) => kind === 'monthly')
    .reduce((sum, { remaining }) => sum + remaining, 0);
  return { used: Math.max(0, given - left), of: given };
}

/** When credits come again: with the month's lot that ends last. */
export function renewsAt({ entitlement }: Pick<BillingState, 'entitlement'>): number | null {
  const ends = (entitlement?.credits.lots ?? []).flatMap(({ kind, expiresAt }) =>
    kind === 'monthly' && expiresAt !== null ? [expiresAt] : [],
  );
  if (entitlement?.subscription?.cancelAtPeriodEnd === true) return null;
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Packs that can be bought here: what is on sale and its provider sells. */
export function packsFor({
  packs,
  selling,
}: Pick<BillingState, 'packs' | 'selling'>): readonly Pack[] {
  return packs.filter(({ id }) => selling?.packs.includes(id) === true);
}
