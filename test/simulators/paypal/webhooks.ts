import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { z } from 'zod';
import type { Delivery } from '../billing/deliveries.ts';
import { type Shop, type ShopEvent, type Subscription, found } from '../billing/shop-types.ts';
import { eventSchema, refundSchema, saleSchema, subscriptionSchema } from './answers.ts';
import type { Signer } from './certificate.ts';
import { type Views, paypalId } from './views.ts';

type Change = Extract<ShopEvent, { type: 'subscription-changed' }>['change'];

/** Renewals are told by their payment; the end of what was suspended, and of our grace, by nothing. */
const types: Readonly<Record<Change, string | null>> = {
  created: 'BILLING.SUBSCRIPTION.ACTIVATED',
  updated: 'BILLING.SUBSCRIPTION.UPDATED',
  canceled: 'BILLING.SUBSCRIPTION.SUSPENDED',
  uncanceled: 'BILLING.SUBSCRIPTION.ACTIVATED',
  cycled: null,
  'past-due': 'BILLING.SUBSCRIPTION.PAYMENT.FAILED',
  'grace-over': null,
  recovered: null,
  ended: 'BILLING.SUBSCRIPTION.CANCELLED',
};

interface Told {
  readonly type: string;
  readonly resourceType: 'subscription' | 'sale' | 'refund';
  readonly schema: z.ZodType;
  readonly resource: unknown;
}

/** What happened in the shop, in PayPal's webhooks: each body is checked before it leaves. */
export function toWebhooks(event: ShopEvent, shop: Shop, views: Views): readonly Delivery[] {
  const make = ({ type, resourceType, schema, resource }: Told): Delivery => {
    const body = eventSchema(schema).parse({
      id: `WH-${paypalId(randomUUID())}`,
      event_version: '1.0',
      create_time: new Date(shop.now()).toISOString(),
      resource_type: resourceType,
      event_type: type,
      summary: type,
      resource,
      links: [],
    });
    return { id: body.id, type, body: JSON.stringify(body) };
  };
  switch (event.type) {
    case 'checkout-changed':
    case 'customer-created':
      return [];
    case 'order-paid':
      return [
        make({
          type: 'PAYMENT.SALE.COMPLETED',
          resourceType: 'sale',
          schema: saleSchema,
          resource: views.sale(event.order),
        }),
      ];
    case 'order-refunded':
      return [
        make({
          type: 'PAYMENT.CAPTURE.REFUNDED',
          resourceType: 'refund',
          schema: refundSchema,
          resource: views.refund(event.order, event.amountCents),
        }),
      ];
    case 'subscription-changed': {
      const { subscription, change } = event;
      const type = change === 'ended' && subscription.cancelAtPeriodEnd ? null : types[change];
      if (type === null) return [];
      return [
        make({
          type,
          resourceType: 'subscription',
          schema: subscriptionSchema,
          resource: views.subscription(checkoutOf(subscription, shop)),
        }),
      ];
    }
  }
}

/** Its subscription is there already, though the checkout that made it is told of later. */
function checkoutOf({ id, checkoutId, customerId }: Subscription, shop: Shop) {
  const checkout = found(shop.checkouts.get(checkoutId ?? ''));
  return { ...checkout, subscriptionId: id, customerId };
}

interface Sender {
  readonly signer: Signer;
  readonly certificateUrl: string;
  readonly webhookId: string;
  readonly now: number;
}

/** PayPal's scheme: RSA-SHA256 over `id|time|webhook id|crc32(body)`. `now`: milliseconds. */
export function signWebhook(
  { body }: Pick<Delivery, 'body'>,
  { signer, certificateUrl, webhookId, now }: Sender,
): Readonly<Record<string, string>> {
  const id = randomUUID();
  const time = new Date(now).toISOString();
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': certificateUrl,
    'paypal-transmission-sig': signer.sign([id, time, webhookId, crc32(body)].join('|')),
  };
}
