import { z } from 'npm:zod@4.6.7';
import type { Asking, Sql } from '../database.ts';
import type { BillingProvider, ProviderState } from './billing-provider.ts';
import { endDuplicates } from './end-duplicates.ts';

const appliedSchema = z.object({
  outcome: z.enum(['applied', 'outdated', 'unknown_customer']),
  plan: z.enum(['free', 'pro', 'studio']).optional(),
  /** Subscriptions beside another one, that are yet to be ended and paid back. */
  duplicates: z.int().default(0),
});
export type Applied = z.infer<typeof appliedSchema>;

interface Place {
  readonly sql: Sql;
  readonly provider: BillingProvider;
}

/**
 * Brings an account to what its billing provider says now. The one way in: webhooks, the success
 * page and the scheduled job end here. No transaction is held while the provider is asked. Who pays
 * two checkouts keeps one subscription: the other is ended at once.
 * `together`: what is to be written with it, or not at all.
 * @throws BillingFailure where the provider can't be asked; nothing has changed then
 */
export async function reconcile(
  place: Place,
  userId: string,
  together: (transaction: Asking, applied: Applied) => Promise<unknown> = () => Promise.resolve(),
): Promise<Applied> {
  const { applied, askedAt } = await askAndApply(place, userId, together);
  if (applied.duplicates === 0) return applied;
  const ended = await endDuplicates(place, { userId, askedAt });
  return ended === 0 ? applied : (await askAndApply(place, userId)).applied;
}

async function askAndApply(
  { sql, provider }: Place,
  userId: string,
  together?: (transaction: Asking, applied: Applied) => Promise<unknown>,
): Promise<{ readonly applied: Applied; readonly askedAt: Date }> {
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
    await together?.(transaction, applied);
    return { applied, askedAt };
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
            started_at: new Date(one.startedAt).toISOString(),
            period_start: isoOrNull(one.periodStart),
            period_end: isoOrNull(one.periodEnd),
            cancel_at_period_end: one.cancelAtPeriodEnd,
            updated_at: new Date(one.updatedAt).toISOString(),
          },
        ],
  );
  const purchases = state.purchases.map(({ id, pack, paidCents, refundedCents, paidAt }) => ({
    id,
    pack,
    paid_cents: paidCents,
    refunded_cents: refundedCents,
    paid_at: new Date(paidAt).toISOString(),
  }));
  const [row] = await sql<{ answer: unknown }[]>`
    select public.billing_apply(
      ${userId}, ${provider.name}, ${state.customerRef}, ${askedAt}, ${sql.json(subscriptions)},
      ${sql.json(purchases)}
    ) as answer`;
  return appliedSchema.parse(row?.answer);
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
