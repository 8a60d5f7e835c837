import { z } from 'npm:zod@4.6.7';
import type { Offer, ProviderPurchase, ProviderSubscription } from './billing-provider.ts';
import type { Products } from './products.ts';
import { webAddress } from './web-address.ts';

/** What is read of Polar's answers, API 2026-10. */

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const subscriptionSchema = z.object({
  id: z.string(),
  status: z.string(),
  product_id: z.string(),
  current_period_start: time,
  current_period_end: time,
  cancel_at_period_end: z.boolean(),
  created_at: time,
  modified_at: time.nullable(),
  product: z.object({ benefits: z.array(z.object({ id: z.string() })) }),
  pending_update: z.object({ product_id: z.string().nullable() }).nullable(),
});
export const subscriptionsSchema = z.object({ items: z.array(subscriptionSchema) });
export const stateSchema = z.object({
  id: z.string(),
  granted_benefits: z.array(z.object({ benefit_id: z.string() })),
});
const orderSchema = z.object({
  id: z.string(),
  created_at: time,
  paid: z.boolean(),
  billing_reason: z.string(),
  product_id: z.string().nullable(),
  net_amount: z.int().nonnegative(),
  refunded_amount: z.int().nonnegative(),
  refundable_amount: z.int(),
  subscription_id: z.string().nullable(),
});
export const ordersSchema = z.object({ items: z.array(orderSchema) });
export const checkoutSchema = z.object({ id: z.string(), url: webAddress });
export const portalSchema = z.object({ customer_portal_url: webAddress });
export const ingestedSchema = z.object({ inserted: z.int().nonnegative() });
export const webhookSchema = z.object({
  type: z.string().max(100),
  timestamp: time,
  data: z.object({
    id: z.string().optional(),
    external_id: z.string().nullish(),
    customer_id: z.string().nullish(),
    external_customer_id: z.string().nullish(),
    customer: z.object({ id: z.string(), external_id: z.string().nullish() }).nullish(),
  }),
});

/** `grantedIds`: the benefits that the customer has now. */
export function toSubscription(
  one: z.infer<typeof subscriptionSchema>,
  {
    grantedIds,
    products,
  }: { readonly grantedIds: ReadonlySet<string>; readonly products: Products },
): ProviderSubscription {
  const offerOf = (id: string | null): Offer | null => (id === null ? null : products.offerOf(id));
  const status = statusOf(one.status);
  return {
    id: one.id,
    offer: offerOf(one.product_id),
    pendingOffer: offerOf(one.pending_update?.product_id ?? null),
    status,
    // A benefit that is granted for another subscription does not revive one that has ended.
    grants: status !== 'ended' && one.product.benefits.some(({ id }) => grantedIds.has(id)),
    startedAt: one.created_at,
    periodStart: one.current_period_start,
    periodEnd: one.current_period_end,
    cancelAtPeriodEnd: one.cancel_at_period_end,
    updatedAt: one.modified_at ?? one.created_at,
  };
}

/** What was bought once; null for the payments of subscriptions, and for what is not ours. */
export function toPurchase(
  order: z.infer<typeof orderSchema>,
  products: Products,
): ProviderPurchase | null {
  const pack = order.product_id === null ? null : products.packOf(order.product_id);
  if (pack === null || !order.paid || order.billing_reason !== 'purchase') return null;
  return {
    id: order.id,
    pack,
    paidCents: order.net_amount,
    refundedCents: order.refunded_amount,
    paidAt: order.created_at,
  };
}

function statusOf(status: string): ProviderSubscription['status'] {
  switch (status) {
    case 'trialing':
    case 'active':
    case 'past_due':
    case 'incomplete':
      return status;
    case 'canceled':
    case 'unpaid':
    case 'incomplete_expired':
      return 'ended';
    default:
      // Paused, or a state of a later API: what is granted decides.
      return 'past_due';
  }
}
