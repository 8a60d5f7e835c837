import { create } from 'zustand';
import type { BillingInterval, BillingState } from '../../electron/contract/billing.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';

interface Plans {
  /** Null until the main process has answered. */
  readonly state: BillingState | null;
  /** Which prices are shown. */
  readonly interval: BillingInterval;
}

export const usePlans = create<Plans>(() => ({ state: null, interval: 'month' }));

export async function loadPlans(): Promise<void> {
  const state = await call('billing.state', undefined);
  usePlans.setState({ state, interval: state.entitlement?.subscription?.interval ?? 'month' });
}

export async function refreshPlans(): Promise<void> {
  usePlans.setState({ state: await call('billing.refresh', undefined) });
}

export function chooseInterval(interval: BillingInterval): void {
  usePlans.setState({ interval });
}

export function receiveBillingEvent(event: Extract<AppEvent, { type: 'billing-changed' }>): void {
  const before = usePlans.getState().state;
  const { state } = event;
  usePlans.setState({ state });
  const plan = state.entitlement?.plan;
  const was = before?.entitlement?.plan;
  if (before?.checkout === undefined || before.checkout === 'none') return;
  if (purchasesIn(state) > purchasesIn(before)) sayNews(textNow('plans.said.bought'));
  if (plan === undefined || was === undefined || plan === was) return;
  sayNews(textNow('plans.said.changed', { plan: planName(state, plan) }));
}

const purchasesIn = ({ entitlement }: BillingState): number => entitlement?.credits.purchases ?? 0;

/** What a job has used up is known at once. */
export async function followCredits({ state, receipt }: Job): Promise<void> {
  if (state.status === 'done' && receipt?.provider === 'cloud') await refreshPlans();
}

/** The name as it is configured. */
export function planName({ plans }: Pick<BillingState, 'plans'>, id: string): string {
  return plans.find((plan) => plan.id === id)?.name ?? id;
}
