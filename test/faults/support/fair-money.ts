import type { Sql } from '../../database/support/server.ts';
import type { Shop } from '../../simulators/billing/shop-types.ts';
import { purchasesOf } from './shop-provider.ts';

interface Money {
  /** Subscriptions that were ended beside another one. */
  readonly ended: number;
  /** Packs that were bought. */
  readonly sold: number;
  readonly paidTwice: number;
  readonly unfair: number;
}

/** Once the schedule has run: who paid twice has it back, who bought credits has them once. */
export async function moneyOf(
  sql: Sql,
  { userId, shop }: { readonly userId: string; readonly shop: Shop },
): Promise<Money> {
  const duplicates = await sql<{ id: string; refunded: number | null; ended: boolean }[]>`
    select subscription_id as id, refunded_cents as refunded, ended_at is not null as ended
    from public.billing_duplicates where user_id = ${userId}`;
  const beside = new Set(duplicates.map(({ id }) => id));
  const running = [...shop.subscriptions.values()].filter(
    ({ status, cancelAtPeriodEnd }) => status !== 'canceled' && !cancelAtPeriodEnd,
  );
  const ofSubscriptions = [...shop.orders.values()].filter(
    ({ subscriptionId }) => subscriptionId !== null,
  );
  const wrongOrders = ofSubscriptions.filter(
    ({ subscriptionId, amountCents, refundedCents }) =>
      refundedCents !== (beside.has(subscriptionId ?? '') ? amountCents : 0),
  );
  const wrongRows = duplicates.filter(({ id, refunded, ended }) => {
    const paid = ofSubscriptions
      .filter(({ subscriptionId }) => subscriptionId === id)
      .reduce((sum, { amountCents }) => sum + amountCents, 0);
    return !ended || refunded !== paid;
  });
  const held = await sql<{ id: string; granted: number; taken: number; left: number }[]>`
    select purchase_id as id, lots.granted::integer, taken_back::integer as taken,
      lots.remaining::integer as left
    from public.credit_purchases
    join public.credit_lots as lots on lots.reference = 'purchase:polar:' || purchase_id
    where credit_purchases.user_id = ${userId} and lots.user_id = ${userId}`;
  const bought = purchasesOf(shop);
  const wrongPacks = bought.filter((order) => {
    const found = held.filter(({ id }) => id === order.id);
    const [lot] = found;
    const credits = Number(order.productId.slice('credits-'.length));
    // Nobody spends anything here: a refund's share goes back whole.
    const back = Math.floor((credits * order.refundedCents) / order.amountCents);
    return (
      found.length !== 1 ||
      lot?.granted !== credits ||
      lot.taken !== back ||
      (lot.left !== credits - back && lot.left !== 0)
    );
  });
  return {
    ended: duplicates.length,
    sold: bought.length,
    paidTwice: Math.max(0, running.length - 1) + wrongOrders.length + wrongRows.length,
    unfair: wrongPacks.length + Math.abs(held.length - bought.length),
  };
}
