import { z } from 'npm:zod@4.6.7';
import type { ProviderPurchase, ProviderSubscription } from './billing-provider.ts';
import type { Products } from './products.ts';
import { webAddress } from './web-address.ts';

/** What is read of Stripe's answers, API 2026-10-28. Times there are seconds. */

const seconds = z.int().transform((time) => time * 1000);
/** Named by its id, or told whole where that was asked for. */
const reference = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .nullable();

const scheduleSchema = z.object({
  id: z.string(),
  status: z.string(),
  phases: z.array(
    z.object({
      start_date: z.int(),
      end_date: z.int(),
      items: z.array(z.object({ price: reference })),
    }),
  ),
});

export const subscriptionSchema = z.object({
  id: z.string(),
  status: z.string(),
  created: seconds,
  cancel_at_period_end: z.boolean(),
  items: z.object({
    data: z
      .array(
        z.object({
          id: z.string(),
          price: z.object({ id: z.string() }),
          current_period_start: seconds,
          current_period_end: seconds,
        }),
      )
      .min(1),
  }),
  schedule: z.union([scheduleSchema, z.string()]).nullable(),
  pending_update: z.object({ expires_at: z.int() }).nullable(),
  latest_invoice: z
    .union([z.string(), z.object({ hosted_invoice_url: webAddress.nullish() })])
    .nullable(),
});
export type StripeSubscription = z.infer<typeof subscriptionSchema>;

export const invoicesSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      created: seconds,
      amount_paid: z.int(),
      payments: z.object({
        data: z.array(
          z.object({
            status: z.string(),
            payment: z.object({ payment_intent: reference.optional() }),
          }),
        ),
      }),
    }),
  ),
});

const metadata = z.record(z.string(), z.string());
export const pageSchema = z.object({ url: webAddress });
export const idSchema = z.object({ id: z.string() });
export const checkoutSchema = idSchema.extend(pageSchema.shape);
export const foundSchema = z.object({ data: z.array(idSchema) });
export const subscriptionsSchema = z.object({ data: z.array(subscriptionSchema) });
export const newScheduleSchema = idSchema.extend({
  phases: z.array(z.object({ start_date: z.int(), end_date: z.int() })),
});

export const paymentSchema = z.object({
  id: z.string(),
  status: z.string(),
  created: seconds,
  amount_received: z.int().nonnegative(),
  metadata,
  latest_charge: z.object({ amount_refunded: z.int().nonnegative() }).nullable(),
});
export const paymentsSchema = z.object({ data: z.array(paymentSchema) });

/** By the name that we wrote on it; null for the payments of subscriptions. */
export function toPurchase(payment: z.infer<typeof paymentSchema>): ProviderPurchase | null {
  const pack = payment.metadata['pack'];
  if (pack === undefined || payment.status !== 'succeeded') return null;
  return {
    id: payment.id,
    pack,
    paidCents: payment.amount_received,
    refundedCents: payment.latest_charge?.amount_refunded ?? 0,
    paidAt: payment.created,
  };
}

export const webhookSchema = z.object({
  id: z.string().max(200),
  type: z.string().max(100),
  created: seconds,
  data: z.object({
    object: z.object({
      object: z.string(),
      id: z.string().optional(),
      customer: reference.optional(),
      client_reference_id: z.string().nullish(),
      metadata: metadata.nullish(),
      // An invoice has that of its subscription here.
      parent: z
        .object({ subscription_details: z.object({ metadata: metadata.nullish() }).nullish() })
        .nullish(),
    }),
  }),
});

/** The payment that paid this invoice; null where it cost nothing. */
export function paymentOf(invoice: z.infer<typeof invoicesSchema>['data'][number]): string | null {
  return (
    invoice.payments.data.find(({ status }) => status === 'paid')?.payment.payment_intent ?? null
  );
}

/** Days for which what was bought may still be used after a renewal was not paid. */
const graceMs = 7 * 86_400_000;

/** `now`: by Stripe's own clock. */
export function toSubscription(
  one: StripeSubscription,
  { products, now }: { readonly products: Products; readonly now: number },
): ProviderSubscription | null {
  const [item] = one.items.data;
  if (item === undefined) return null;
  const status = statusOf(one.status);
  const next =
    typeof one.schedule === 'object' && one.schedule?.status === 'active'
      ? one.schedule.phases.find(({ start_date: start }) => start * 1000 > now)?.items[0]?.price
      : undefined;
  // The period moves on though its invoice was not paid: what is owed began with it.
  const inGrace = status === 'past_due' && now < item.current_period_start + graceMs;
  return {
    id: one.id,
    offer: products.offerOf(item.price.id),
    pendingOffer: typeof next === 'string' ? products.offerOf(next) : null,
    status,
    grants: status === 'trialing' || status === 'active' || inGrace,
    startedAt: one.created,
    periodStart: item.current_period_start,
    periodEnd: item.current_period_end,
    cancelAtPeriodEnd: one.cancel_at_period_end,
    // Stripe does not say when it changed: what was asked for later is newer.
    updatedAt: now,
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
    case 'incomplete_expired':
      return 'ended';
    default:
      // Unpaid, paused, or a state of a later API: it may come back, and grants nothing now.
      return 'past_due';
  }
}
