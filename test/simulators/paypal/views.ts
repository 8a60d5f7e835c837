import type { z } from 'zod';
import { type Checkout, type Order, type Shop, found } from '../billing/shop-types.ts';
import type {
  refundSchema,
  saleSchema,
  subscriptionSchema,
  transactionsSchema,
} from './answers.ts';

type Transaction = z.input<typeof transactionsSchema>['transactions'][number];

/** PayPal's ids: the shop's, in capitals. */
export function paypalId(shopId: string): string {
  return shopId.replaceAll('-', '').toUpperCase();
}

/** A subscription at PayPal begins as what the buyer has yet to approve: the shop's checkout. */
export function subscriptionId({ id }: Pick<Checkout, 'id'>): string {
  return `I-${paypalId(id)}`;
}

/** The shop in PayPal's words. */
export function createViews(shop: Shop, origin: () => string) {
  const self = (path: string) => [
    { href: `${origin()}${path}`, rel: 'self' as const, method: 'GET' as const },
  ];

  function subscription(checkout: Checkout, note?: string): z.input<typeof subscriptionSchema> {
    const id = subscriptionId(checkout);
    const held =
      checkout.subscriptionId === null
        ? null
        : found(shop.subscriptions.get(checkout.subscriptionId));
    const changed = iso(held?.modifiedAt ?? checkout.modifiedAt);
    const said = {
      id,
      plan_id: held?.productId ?? checkout.productId,
      status: statusOf(held),
      ...(note === undefined ? {} : { status_change_note: note }),
      status_update_time: changed,
      quantity: '1',
      ...(checkout.externalCustomerId === null ? {} : { custom_id: checkout.externalCustomerId }),
      // The first payment is due then.
      start_time: iso(held?.trialEnd ?? held?.createdAt ?? checkout.createdAt),
      create_time: iso(checkout.createdAt),
      update_time: changed,
      subscriber: checkout.email === null ? {} : { email_address: checkout.email },
    };
    const ways = self(`/v1/billing/subscriptions/${id}`);
    if (held === null) {
      const href = `${origin()}/checkout/${checkout.secret}`;
      return { ...said, links: [{ href, rel: 'approve', method: 'GET' }, ...ways] };
    }
    const [last] = ordersOf(held.id);
    const failed = held.status === 'past_due';
    return {
      ...said,
      billing_info: {
        outstanding_balance: money(0),
        cycle_executions: [],
        ...(last === undefined
          ? {}
          : { last_payment: { amount: money(last.amountCents), time: iso(last.createdAt) } }),
        ...(said.status === 'ACTIVE' ? { next_billing_time: iso(held.periodEnd) } : {}),
        failed_payments_count: failed ? 1 : 0,
      },
      links: ways,
    };
  }

  function ordersOf(shopSubscriptionId: string): readonly Order[] {
    return [...shop.orders.values()]
      .filter((order) => order.subscriptionId === shopSubscriptionId)
      .reverse();
  }

  function transaction(order: Order): Transaction {
    const refunded = order.refundedCents;
    return {
      id: paypalId(order.id),
      status:
        refunded === 0
          ? 'COMPLETED'
          : refunded < order.amountCents
            ? 'PARTIALLY_REFUNDED'
            : 'REFUNDED',
      payer_email: shop.customers.get(order.customerId)?.email ?? 'buyer@example.test',
      amount_with_breakdown: { gross_amount: money(order.amountCents) },
      time: iso(order.createdAt),
    };
  }

  function checkoutOf(order: Order): Checkout {
    const held = found(shop.subscriptions.get(order.subscriptionId ?? ''));
    return found(shop.checkouts.get(held.checkoutId ?? ''));
  }

  function sale(order: Order): z.input<typeof saleSchema> {
    const checkout = checkoutOf(order);
    return {
      id: paypalId(order.id),
      state: 'completed',
      billing_agreement_id: subscriptionId(checkout),
      ...(checkout.externalCustomerId === null ? {} : { custom: checkout.externalCustomerId }),
      amount: { total: money(order.amountCents).value, currency },
      create_time: iso(order.createdAt),
      update_time: iso(order.modifiedAt),
    };
  }

  function refund(order: Order, cents: number): z.input<typeof refundSchema> {
    const { externalCustomerId } = checkoutOf(order);
    const id = `R${paypalId(order.id)}`;
    return {
      id,
      status: 'COMPLETED',
      amount: money(cents),
      ...(externalCustomerId === null ? {} : { custom_id: externalCustomerId }),
      create_time: iso(shop.now()),
      update_time: iso(shop.now()),
      links: self(`/v2/payments/refunds/${id}`),
    };
  }

  return { subscription, transaction, sale, refund, ordersOf };
}

export type Views = ReturnType<typeof createViews>;

const currency = 'USD';

function money(cents: number) {
  return { currency_code: currency, value: (cents / 100).toFixed(2) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function statusOf(held: ReturnType<Shop['subscriptions']['get']> | null) {
  if (held === null || held === undefined) return 'APPROVAL_PENDING' as const;
  // Who was suspended stays so: PayPal knows no end of a period then.
  if (held.cancelAtPeriodEnd) return 'SUSPENDED' as const;
  return held.status === 'canceled' ? ('CANCELLED' as const) : ('ACTIVE' as const);
}
