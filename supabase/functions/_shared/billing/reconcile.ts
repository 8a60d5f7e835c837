import { z } from 'npm:zod@4.6.7';
import type { Asking, Sql } from '../database.ts';
import type { BillingProvider, ProviderState } from './billing-provider.ts';

const appliedSchema = z.object({
  outcome: z.enum(['applied', 'outdated', 'unknown_customer']),
  plan: z.enum(['free', 'pro', 'studio']).optional(),
});
export type Applied = z.infer<typeof appliedSchema>;

/**
 * Brings an account to what its billing provider says now. The one way in: webhooks, the success
 * page and the scheduled job end here. No transaction is held while the provider is asked.
 * `together`: what is to be written with it, or not at all.
 * @throws BillingFailure where the provider can't be asked; nothing has changed then
 */
export async function reconcile(
  { sql, provider }: { readonly sql: Sql; readonly provider: BillingProvider },
  userId: string,
  together: (transaction: Asking, applied: Applied) => Promise<unknown> = () => Promise.resolve(),
): Promise<Applied> {
  // By the database's clock, as all instances of this function share it.
  const [clock] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
  const askedAt = clock?.now ?? new Date(0);
  const state = await provider.fetchState(userId);
  return sql.begin(async (transaction) => {
    const applied = await apply(transaction, {
      userId,
      provider,
      state,
      askedAt,
    });
    await together(transaction, applied);
    return applied;
  });
}

interface Application {
  readonly userId: string;
  readonly provider: BillingProvider;
  readonly state: ProviderState;
  readonly askedAt: Date;
}

async function apply(
  sql: Asking,
  { userId, provider, state, askedAt }: Application,
): Promise<Applied> {
  const subscriptions = state.subscriptions.flatMap((one) =>
    // Somebody else's product, sold to the same customer, is none of our business.
    one.offer === null
      ? []
      : [
          {
            id: one.id,
            plan: one.offer.plan,
            billing_interval: one.offer.interval,
            pending_plan: one.pendingOffer?.plan ?? null,
            status: one.status,
            grants: one.grants,
            period_start: isoOrNull(one.periodStart),
            period_end: isoOrNull(one.periodEnd),
            cancel_at_period_end: one.cancelAtPeriodEnd,
            updated_at: new Date(one.updatedAt).toISOString(),
          },
        ],
  );
  const [row] = await sql<{ answer: unknown }[]>`
    select public.billing_apply(
      ${userId}, ${provider.name}, ${state.customerRef}, ${askedAt}, ${sql.json(subscriptions)}
    ) as answer`;
  return appliedSchema.parse(row?.answer);
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
