import { BillingFailure, type BillingProvider } from './billing-provider.ts';
import type { BillingHandles } from './handles.ts';
import {
  approvableSchema,
  approvalPage,
  endsNow,
  subscriptionSchema,
  toSubscription,
  toPayments,
  webhookSchema,
} from './paypal-answers.ts';
import { type PayPalPlace, createPayPalClient } from './paypal-client.ts';
import { createPayPalVerifier } from './paypal-signature.ts';
import type { Products } from './products.ts';

export interface PayPalOptions extends PayPalPlace {
  /** PayPal's id of our endpoint: a part of what it signs. */
  readonly webhookId: string;
  /** Undefined: PayPal's own hosts. */
  readonly certificateOrigins?: readonly string[] | undefined;
  /** Offers by the ids of PayPal's plans. */
  readonly products: Products;
  readonly handles: BillingHandles;
}

const subscriptions = '/v1/billing/subscriptions';
/** Payments older than this are not given back. */
const refundableMs = 180 * 86_400_000;

/**
 * PayPal, Subscriptions v1. It has no page for invoices, no meters, no proration and no changes for
 * later: a new plan holds once the buyer has approved it, its price from the next payment on. What
 * is cancelled for good can't be taken back, so that a cancellation to the period's end suspends.
 */
export function createPayPalProvider(options: PayPalOptions): BillingProvider {
  const { products, handles, now } = options;
  const call = createPayPalClient(options);
  const verify = createPayPalVerifier({
    webhookId: options.webhookId,
    origins: options.certificateOrigins,
    fetch: options.fetch,
  });
  const pathOf = (id: string): string => `${subscriptions}/${encodeURIComponent(id)}`;
  const act = (id: string, action: 'suspend' | 'activate' | 'cancel', reason: string) =>
    call(`${pathOf(id)}/${action}`, { method: 'POST', body: { reason } });

  const refundPath = (payment: string) =>
    `/v2/payments/captures/${encodeURIComponent(payment)}/refund`;

  /** That came in, newest first. */
  async function payments(subscriptionId: string) {
    const range = new URLSearchParams({
      start_time: new Date(now() - refundableMs).toISOString(),
      // PayPal’s clock may be ahead of ours.
      end_time: new Date(now() + 86_400_000).toISOString(),
    });
    const { body } = await call(`${pathOf(subscriptionId)}/transactions?${range}`, {
      method: 'GET',
    });
    return toPayments(body);
  }

  return {
    name: 'paypal',
    capabilities: {
      portal: false,
      trials: true,
      scheduledChanges: false,
      usageMeters: false,
      packs: [],
    },

    async createCheckout({ userId, email, wanted, successUrl, returnUrl, operationId }) {
      if (wanted.kind === 'pack') throw new BillingFailure('not-supported');
      const { offer, trialDays } = wanted;
      const firstPayment = new Date(now() + trialDays * 86_400_000).toISOString();
      const { body } = await call(subscriptions, {
        method: 'POST',
        requestId: operationId,
        body: {
          plan_id: products.idOf(offer),
          custom_id: userId,
          ...(trialDays === 0 ? {} : { start_time: firstPayment }),
          subscriber: { email_address: email },
          application_context: {
            user_action: 'SUBSCRIBE_NOW',
            shipping_preference: 'NO_SHIPPING',
            return_url: successUrl,
            cancel_url: returnUrl,
          },
        },
      });
      const { id, links } = approvableSchema.parse(body);
      const url = approvalPage(links);
      if (id === undefined || url === undefined) throw new BillingFailure('unknown');
      await handles.keep(userId, id);
      return { id, url };
    },

    portal: () => Promise.reject(new BillingFailure('not-supported')),

    async changePlan(subscriptionId, { offer, when }) {
      if (when === 'next-period') throw new BillingFailure('not-supported');
      const { body } = await call(`${pathOf(subscriptionId)}/revise`, {
        method: 'POST',
        body: { plan_id: products.idOf(offer) },
      });
      const url = approvalPage(approvableSchema.parse(body).links);
      return url === undefined ? { status: 'done' } : { status: 'requires_action', url };
    },

    async cancel(subscriptionId, mode) {
      if (mode === 'now') await act(subscriptionId, 'cancel', endsNow);
      else await act(subscriptionId, 'suspend', 'cancelled to the end of the period');
    },

    async resume(subscriptionId) {
      await act(subscriptionId, 'activate', 'taken back');
    },

    async refund(subscriptionId, { cents, operationId }) {
      const newest = (await payments(subscriptionId)).find(
        (payment) => payment.status !== 'REFUNDED' && payment.cents >= cents,
      );
      if (newest === undefined) throw new BillingFailure('refused');
      const { currency } = newest;
      await call(refundPath(newest.id), {
        method: 'POST',
        requestId: operationId,
        body: { amount: { value: (cents / 100).toFixed(2), currency_code: currency } },
      });
    },

    async refundAll(subscriptionId) {
      let given = 0;
      for (const { id, status, cents } of await payments(subscriptionId)) {
        if (status !== 'REFUNDED') {
          // Without a sum it is what is left of it.
          await call(refundPath(id), { method: 'POST', requestId: `refund-all:${id}`, body: {} });
        }
        given += cents;
      }
      return given;
    },

    async fetchState(userId) {
      const readAt = now();
      const answers = await Promise.all(
        (await handles.of(userId)).map((id) =>
          call(pathOf(id), { method: 'GET' }).catch((error: unknown) => {
            // What was never approved is forgotten by PayPal after some days.
            if (error instanceof BillingFailure && error.kind === 'not-found') return null;
            throw error;
          }),
        ),
      );
      const held = answers
        .filter((answer) => answer !== null)
        .map(({ body, at }) => ({ one: subscriptionSchema.parse(body), at }))
        .filter(({ one }) => one.status !== 'APPROVAL_PENDING');
      return {
        // One purse at PayPal may pay for several accounts: each is a customer of its own here.
        customerRef: held.length === 0 ? null : userId,
        purchases: [],
        subscriptions: held.map(({ one, at }) => toSubscription(one, { products, now: at })),
        readAt,
      };
    },

    async verifyWebhook(body, headers) {
      await verify(body, headers);
      const {
        id,
        event_type: type,
        create_time: at,
        resource,
      } = webhookSchema.parse(JSON.parse(body));
      return {
        deliveryId: id,
        type,
        occurredAt: at,
        customerRef: null,
        userId: resource.custom_id ?? resource.custom ?? null,
      };
    },

    reportUsage: () => Promise.reject(new BillingFailure('not-supported')),
  };
}
