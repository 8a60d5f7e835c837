import { z } from 'npm:zod@4.6.7';
import type { BillingInterval, ProviderSubscription } from './billing-provider.ts';
import type { Products } from './products.ts';
import { webAddress } from './web-address.ts';

/** What is read of PayPal's answers: Subscriptions v1, Payments v2. */

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const linksSchema = z.array(z.object({ rel: z.string(), href: webAddress }));

export const tokenSchema = z.object({ access_token: z.string(), expires_in: z.number() });

/** Made, or to be approved: the page on which the buyer does. */
export const approvableSchema = z.object({ id: z.string().optional(), links: linksSchema });

export function approvalPage(links: z.infer<typeof linksSchema>): string | undefined {
  return links.find(({ rel }) => rel === 'approve')?.href;
}

export const subscriptionSchema = z.object({
  id: z.string(),
  plan_id: z.string(),
  status: z.enum(['APPROVAL_PENDING', 'APPROVED', 'ACTIVE', 'SUSPENDED', 'CANCELLED', 'EXPIRED']),
  status_change_note: z.string().optional(),
  custom_id: z.string().optional(),
  create_time: time,
  start_time: time.optional(),
  billing_info: z
    .object({
      failed_payments_count: z.int(),
      last_payment: z.object({ time }).optional(),
      next_billing_time: time.optional(),
    })
    .optional(),
});

const transactionsSchema = z.object({
  transactions: z
    .array(
      z.object({
        id: z.string(),
        status: z.enum(['COMPLETED', 'DECLINED', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED']),
        time,
        amount_with_breakdown: z.object({
          gross_amount: z.object({
            currency_code: z.string().length(3),
            value: z.string().regex(/^-?\d+(\.\d{1,2})?$/),
          }),
        }),
      }),
    )
    .default([]),
});

/** Payments that came in, newest first; refunds are transactions of their own, with sums below 0. */
export function toPayments(body: unknown) {
  return transactionsSchema
    .parse(body)
    .transactions.map(
      ({ id, status, time: at, amount_with_breakdown: { gross_amount: gross } }) => ({
        id,
        status,
        at,
        currency: gross.currency_code,
        cents: Math.round(Number(gross.value) * 100),
      }),
    )
    .filter(({ status, cents }) => cents > 0 && status !== 'DECLINED' && status !== 'PENDING')
    .sort((left, right) => right.at - left.at);
}

export const webhookSchema = z.object({
  id: z.string().max(200),
  event_type: z.string().max(100),
  create_time: time,
  resource: z.object({ custom_id: z.string().nullish(), custom: z.string().nullish() }),
});

/** The note of a cancellation that ends what was paid for too. */
export const endsNow = 'ended at once';

/** Days for which what was bought may still be used after a renewal was not paid. */
const graceMs = 7 * 86_400_000;

/** `now`: by PayPal's own clock. */
export function toSubscription(
  one: z.infer<typeof subscriptionSchema>,
  { products, now }: { readonly products: Products; readonly now: number },
): ProviderSubscription {
  const offer = products.offerOf(one.plan_id);
  const info = one.billing_info;
  const trialEnd = trialEndOf(one);
  const periodStart = info?.last_payment?.time ?? one.create_time;
  const paidUntil =
    trialEnd ??
    (info?.last_payment === undefined && info?.next_billing_time !== undefined
      ? info.next_billing_time
      : afterInterval(periodStart, offer?.interval ?? 'month'));
  const failed = (info?.failed_payments_count ?? 0) > 0;
  const standing = standingOf(one, { failed, paid: now < paidUntil });
  return {
    id: one.id,
    offer,
    pendingOffer: null,
    status: standing.status,
    grants: standing.grants || (standing.status === 'past_due' && now < paidUntil + graceMs),
    startedAt: one.create_time,
    periodStart,
    periodEnd:
      standing.status === 'active' && !standing.cancels
        ? (info?.next_billing_time ?? paidUntil)
        : paidUntil,
    cancelAtPeriodEnd: standing.cancels,
    // Time alone changes what is granted: what was asked for later is newer.
    updatedAt: now,
  };
}

/** Whoever tries it first pays later: the first payment is due at its start. */
function trialEndOf(one: z.infer<typeof subscriptionSchema>): number | null {
  const { start_time: start, create_time: made, billing_info: info } = one;
  if (start === undefined || info?.last_payment !== undefined) return null;
  return start - made > 43_200_000 ? start : null;
}

interface Standing {
  readonly status: ProviderSubscription['status'];
  readonly grants: boolean;
  readonly cancels: boolean;
}

/** Suspended by us is cancelled to the end of what was paid: PayPal can take only that back. */
function standingOf(
  one: z.infer<typeof subscriptionSchema>,
  { failed, paid }: { readonly failed: boolean; readonly paid: boolean },
): Standing {
  const { status, status_change_note: note } = one;
  const running = trialEndOf(one) === null ? 'active' : 'trialing';
  const ended: Standing = { status: 'ended', grants: false, cancels: false };
  switch (status) {
    case 'APPROVAL_PENDING':
    case 'APPROVED':
      return { status: 'incomplete', grants: false, cancels: false };
    case 'ACTIVE':
      if (failed) return { status: 'past_due', grants: false, cancels: false };
      return { status: running, grants: true, cancels: false };
    case 'SUSPENDED':
      if (failed) return { status: 'past_due', grants: false, cancels: false };
      return paid ? { status: running, grants: true, cancels: true } : ended;
    case 'CANCELLED':
      return paid && note !== endsNow ? { status: 'canceled', grants: true, cancels: true } : ended;
    case 'EXPIRED':
      return ended;
  }
}

function afterInterval(start: number, interval: BillingInterval): number {
  const date = new Date(start);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + (interval === 'year' ? 12 : 1));
  // 31 January and a month is 28 February, not 3 March.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}
