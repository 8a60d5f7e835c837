import type Stripe from 'stripe';
import type {
  Checkout,
  Customer,
  Order,
  Product,
  Shop,
  Subscription,
} from '../billing/shop-types.ts';
import { found } from '../billing/shop-types.ts';
import { stripeId } from './ids.ts';
import type { Schedules } from './schedules.ts';

/**
 * The shop in Stripe's words: a part of each object, and of each the words that the SDK's types of
 * API 2026-10-28 have for it.
 */
export function createViews({ shop, schedules, origin }: ViewParts) {
  const productOf = (id: string): Product => found(shop.products.find((one) => one.id === id));

  function customer({ id, email, externalId, createdAt }: Customer) {
    return {
      id: stripeId('customer', id),
      object: 'customer',
      email,
      created: seconds(createdAt),
      livemode: false,
      metadata: externalId === null ? {} : { user_id: externalId },
    } satisfies Partial<Stripe.Customer>;
  }

  function price(productId: string) {
    const product = productOf(productId);
    return {
      id: product.id,
      object: 'price',
      active: true,
      currency,
      type: product.interval === 'once' ? 'one_time' : 'recurring',
      unit_amount: product.priceCents,
    } satisfies Partial<Stripe.Price>;
  }

  function subscription(one: Subscription) {
    const { id } = one;
    const schedule = schedules.of(id);
    const waiting = schedules.waitingFor(id);
    return {
      id: stripeId('subscription', id),
      object: 'subscription',
      status: one.status,
      created: seconds(one.createdAt),
      customer: stripeId('customer', one.customerId),
      currency,
      livemode: false,
      cancel_at_period_end: one.cancelAtPeriodEnd,
      canceled_at: one.canceledAt === null ? null : seconds(one.canceledAt),
      ended_at: one.endedAt === null ? null : seconds(one.endedAt),
      metadata: metadataOf(one),
      items: list(`/v1/subscription_items?subscription=${id}`, [
        {
          id: stripeId('item', id),
          object: 'subscription_item' as const,
          price: price(one.productId),
          quantity: 1,
          current_period_start: seconds(one.periodStart),
          current_period_end: seconds(one.periodEnd),
        },
      ]),
      schedule: schedule === null ? null : schedule.id,
      pending_update:
        waiting === null
          ? null
          : { expires_at: seconds(shop.now()) + 23 * 3600, subscription_items: null },
      latest_invoice: waiting === null ? null : waiting.invoiceId,
    } satisfies Shaped<Stripe.Subscription>;
  }

  const metadataOf = ({ checkoutId }: Subscription): Record<string, string> =>
    checkoutId === null ? {} : { ...shop.checkouts.get(checkoutId)?.metadata };

  function invoice(order: Order) {
    return {
      id: stripeId('invoice', order.id),
      object: 'invoice',
      status: 'paid',
      created: seconds(order.createdAt),
      currency,
      livemode: false,
      customer: stripeId('customer', order.customerId),
      amount_due: order.amountCents,
      amount_paid: order.amountCents,
      parent: {
        type: 'subscription_details',
        quote_details: null,
        subscription_details: {
          metadata: metadataOf(found(shop.subscriptions.get(order.subscriptionId ?? ''))),
          subscription: stripeId('subscription', order.subscriptionId ?? ''),
        },
      },
      payments: list(`/v1/invoice_payments?invoice=${order.id}`, [
        {
          id: `inpay_${order.id.replaceAll('-', '')}`,
          object: 'invoice_payment' as const,
          status: 'paid',
          amount_paid: order.amountCents,
          payment: {
            type: 'payment_intent' as const,
            payment_intent: stripeId('payment', order.id),
          },
        },
      ]),
    } satisfies Shaped<Stripe.Invoice>;
  }

  function session(checkout: Checkout) {
    const { status } = checkout;
    return {
      id: stripeId('session', checkout.id),
      object: 'checkout.session',
      mode: productOf(checkout.productId).interval === 'once' ? 'payment' : 'subscription',
      status: status === 'succeeded' ? 'complete' : status === 'open' ? 'open' : 'expired',
      payment_status: status === 'succeeded' ? 'paid' : 'unpaid',
      url: status === 'open' ? `${origin()}/checkout/${checkout.secret}` : null,
      created: seconds(checkout.createdAt),
      livemode: false,
      client_reference_id: checkout.externalCustomerId,
      customer: checkout.customerId === null ? null : stripeId('customer', checkout.customerId),
      subscription:
        checkout.subscriptionId === null ? null : stripeId('subscription', checkout.subscriptionId),
      success_url: checkout.successUrl,
      cancel_url: checkout.returnUrl,
      metadata: { ...checkout.metadata },
    } satisfies Partial<Stripe.Checkout.Session>;
  }

  function refund(order: Order, amountCents: number) {
    return {
      id: stripeId('refund', order.id),
      object: 'refund',
      amount: amountCents,
      created: seconds(shop.now()),
      currency,
      status: 'succeeded',
      payment_intent: stripeId('payment', order.id),
      metadata: {},
    } satisfies Partial<Stripe.Refund>;
  }

  function charge(order: Order) {
    return {
      id: `ch_${order.id.replaceAll('-', '')}`,
      object: 'charge',
      amount: order.amountCents,
      amount_refunded: order.refundedCents,
      created: seconds(order.createdAt),
      currency,
      customer: stripeId('customer', order.customerId),
      livemode: false,
      metadata: {},
      payment_intent: stripeId('payment', order.id),
      refunded: order.refundedCents === order.amountCents,
      status: 'succeeded',
    } satisfies Partial<Stripe.Charge>;
  }

  /** With its charge told whole. */
  function payment(order: Order) {
    const checkout = order.checkoutId === null ? undefined : shop.checkouts.get(order.checkoutId);
    return {
      id: stripeId('payment', order.id),
      object: 'payment_intent',
      status: 'succeeded',
      amount: order.amountCents,
      amount_received: order.amountCents,
      created: seconds(order.createdAt),
      currency,
      customer: stripeId('customer', order.customerId),
      livemode: false,
      metadata: order.reason === 'purchase' ? { ...checkout?.metadata } : {},
      latest_charge: charge(order),
    };
  }

  return { customer, subscription, invoice, session, refund, charge, payment };
}

interface ViewParts {
  readonly shop: Shop;
  readonly schedules: Schedules;
  readonly origin: () => string;
}

/** Lists hold a part of each of their objects too. */
type Shaped<Whole> = {
  readonly [Key in keyof Whole]?: Whole[Key] extends Stripe.ApiList<infer Item> | undefined
    ? {
        readonly object: 'list';
        readonly data: readonly Shaped<Item>[];
        readonly url: string;
        readonly has_more: boolean;
      }
    : Whole[Key] extends Stripe.Price
      ? Partial<Stripe.Price>
      : Key extends 'pending_update' | 'parent'
        ? unknown
        : Whole[Key];
};

const currency = 'usd';

export function list<Item>(url: string, data: readonly Item[]) {
  return { object: 'list' as const, url, has_more: false, data };
}

export function seconds(time: number): number {
  return Math.floor(time / 1000);
}

export type Views = ReturnType<typeof createViews>;
