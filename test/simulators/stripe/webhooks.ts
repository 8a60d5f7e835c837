import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import type { Delivery } from '../billing/deliveries.ts';
import type { Shop, ShopEvent } from '../billing/shop-types.ts';
import { apiVersion } from './contract.ts';
import { stripeId } from './ids.ts';
import { type Views, seconds } from './views.ts';

type EventType = Stripe.Event['type'];

/** What happened in the shop, in Stripe's events. */
export function toWebhooks(event: ShopEvent, shop: Shop, views: Views): readonly Delivery[] {
  const make = (type: EventType, object: object): Delivery => {
    const id = stripeId('event', randomUUID());
    const body = {
      id,
      object: 'event',
      api_version: apiVersion,
      created: seconds(shop.now()),
      livemode: false,
      pending_webhooks: 1,
      request: null,
      type,
      data: { object },
    };
    return { id, type, body: JSON.stringify(body) };
  };
  switch (event.type) {
    case 'checkout-changed': {
      const type = checkoutTypes[event.checkout.status];
      return type === null ? [] : [make(type, views.session(event.checkout))];
    }
    case 'customer-created':
      return [make('customer.created', views.customer(event.customer))];
    case 'order-paid':
      return event.order.subscriptionId === null
        ? [make('payment_intent.succeeded', views.payment(event.order))]
        : [make('invoice.paid', views.invoice(event.order))];
    case 'order-refunded':
      return [make('charge.refunded', views.charge(event.order))];
    case 'subscription-changed':
      switch (event.change) {
        // Stripe knows nothing of a grace: it is ours.
        case 'grace-over':
          return [];
        case 'created':
          return [make('customer.subscription.created', views.subscription(event.subscription))];
        case 'ended':
          return [make('customer.subscription.deleted', views.subscription(event.subscription))];
        case 'updated':
        case 'canceled':
        case 'uncanceled':
        case 'cycled':
        case 'past-due':
        case 'recovered':
          return [make('customer.subscription.updated', views.subscription(event.subscription))];
      }
  }
}

const checkoutTypes = {
  open: null,
  failed: null,
  succeeded: 'checkout.session.completed',
  expired: 'checkout.session.expired',
} as const satisfies Record<string, EventType | null>;

/** Stripe's own scheme by its own SDK. `now`: milliseconds. */
export function signWebhook(
  { body }: Pick<Delivery, 'body'>,
  secret: string,
  now: number,
): Readonly<Record<string, string>> {
  const header = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret,
    timestamp: seconds(now),
  });
  return { 'stripe-signature': header, 'user-agent': 'Stripe/1.0' };
}
