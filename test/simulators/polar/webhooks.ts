import { createHmac, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Delivery } from '../billing/deliveries.ts';
import type { Customer, Shop, ShopEvent } from '../billing/shop-types.ts';
import { customerSchema, customerStateSchema, orderSchema, subscriptionSchema } from './answers.ts';
import { checkoutSchema } from './checkout-answer.ts';
import type { Views } from './views.ts';

/** What happened in the shop, in Polar's webhooks: each body is checked before it leaves. */
export function toWebhooks(event: ShopEvent, shop: Shop, views: Views): readonly Delivery[] {
  const at = new Date(shop.now()).toISOString();
  const make = (type: string, schema: z.ZodType, data: unknown): Delivery => ({
    // Standard Webhooks: the same id for each try.
    id: `wh_${randomUUID()}`,
    type,
    body: JSON.stringify({ type, timestamp: at, data: schema.parse(data) }),
  });
  const stateOf = (customerId: string): readonly Delivery[] => {
    const customer: Customer | undefined = shop.customers.get(customerId);
    if (customer === undefined) return [];
    return [make('customer.state_changed', customerStateSchema, views.state(customer))];
  };
  switch (event.type) {
    case 'checkout-changed':
      return [make('checkout.updated', checkoutSchema, views.checkout(event.checkout))];
    case 'customer-created':
      return [make('customer.created', customerSchema, views.customer(event.customer))];
    case 'order-paid':
      return ['order.created', 'order.paid'].map((type) =>
        make(type, orderSchema, views.order(event.order)),
      );
    case 'order-refunded':
      return [make('order.refunded', orderSchema, views.order(event.order))];
    case 'subscription-changed': {
      const { subscription } = event;
      return [
        ...typesOf[event.change].map((type) =>
          make(type, subscriptionSchema, views.subscription(subscription)),
        ),
        ...stateOf(subscription.customerId),
      ];
    }
  }
}

const typesOf = {
  created: ['subscription.created', 'subscription.active'],
  updated: ['subscription.updated'],
  canceled: ['subscription.updated', 'subscription.canceled'],
  uncanceled: ['subscription.updated', 'subscription.uncanceled'],
  cycled: ['subscription.updated', 'subscription.cycled'],
  'past-due': ['subscription.updated', 'subscription.past_due'],
  'grace-over': [],
  recovered: ['subscription.updated', 'subscription.active'],
  ended: ['subscription.updated', 'subscription.revoked'],
} as const satisfies Record<
  Extract<ShopEvent, { type: 'subscription-changed' }>['change'],
  readonly string[]
>;

/**
 * Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, keyed by the secret as it is.
 * `now`: milliseconds.
 */
export function signWebhook(
  { id, body }: Delivery,
  secret: string,
  now: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', secret)
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
    'user-agent': 'polar.sh webhooks',
  };
}
