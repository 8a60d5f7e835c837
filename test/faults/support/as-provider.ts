import type { Sql } from '../../database/support/server.ts';
import type { Shop } from '../../simulators/billing/shop-types.ts';
import type { Step } from './billing-steps.ts';
import { stateOf } from './shop-provider.ts';

export interface History {
  readonly userId: string;
  readonly shop: Shop;
  /** Deliveries that the provider has yet to make, oldest first. */
  readonly waiting: string[];
  readonly steps: readonly Step[];
}

/** Whether the account is what its provider says; where not, both are told to who watches. */
export async function isAsProvider(sql: Sql, history: History, seed: number): Promise<boolean> {
  const { userId } = history;
  const duplicates = await sql<{ id: string }[]>`
    select subscription_id as id from public.billing_duplicates where user_id = ${userId}`;
  const beside = new Set(duplicates.map(({ id }) => id));
  const [shown, wanted] = [await stored(sql, history), expected(history, beside)];
  if (shown === wanted) return true;
  process.stderr.write(
    `apart (BILLING_SEED=${seed}):\n${shown}\n${wanted}\n${JSON.stringify(history.steps)}\n`,
  );
  return false;
}

async function stored(sql: Sql, { userId }: History): Promise<string> {
  const [row] = await sql<{ plan: string | null; held: unknown }[]>`
    select
      (select plan_id from public.entitlements where user_id = ${userId}) as plan,
      (
        select coalesce(jsonb_agg(jsonb_build_array(
          provider_subscription_id, plan_id, billing_interval, status, grants,
          cancel_at_period_end, pending_plan_id, (extract(epoch from period_end) * 1000)::bigint
        ) order by provider_subscription_id), '[]')
        from public.subscriptions where user_id = ${userId}
      ) as held`;
  return JSON.stringify([row?.plan ?? 'free', row?.held]);
}

/** `beside`: what was found to be a second one grants nothing. */
function expected({ shop, userId }: History, beside: ReadonlySet<string>): string {
  const subscriptions = stateOf(shop, userId).subscriptions.map((one) => ({
    ...one,
    grants: one.grants && !beside.has(one.id),
  }));
  const granted = subscriptions.filter(({ grants }) => grants).map(({ offer }) => offer?.plan);
  const plan = granted.includes('studio') ? 'studio' : (granted[0] ?? 'free');
  const held = subscriptions
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .map((one) => [
      one.id,
      one.offer?.plan,
      one.offer?.interval,
      one.status,
      one.grants,
      one.cancelAtPeriodEnd,
      one.pendingOffer?.plan ?? null,
      one.periodEnd,
    ]);
  return JSON.stringify([plan, held]);
}
