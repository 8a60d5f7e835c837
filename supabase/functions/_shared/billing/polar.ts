import { createPolar, webhooks } from 'npm:@polar-sh/sdk@1.0.1/2026-10';
import { z } from 'npm:zod@4.6.7';
import { BillingFailure, type BillingProvider, type Wanted } from './billing-provider.ts';
import {
  checkoutSchema,
  ingestedSchema,
  ordersSchema,
  portalSchema,
  stateSchema,
  subscriptionsSchema,
  toPurchase,
  toSubscription,
  webhookSchema,
} from './polar-answers.ts';
import type { Products } from './products.ts';

export interface PolarOptions {
  readonly accessToken: string;
  readonly webhookSecret: string;
  /** Without a slash at its end; undefined: Polar itself. */
  readonly baseUrl?: string | undefined;
  readonly products: Products;
  readonly now: () => number;
}

const timeoutSeconds = 8;

/** Polar, API 2026-10. Its answers are not checked by its SDK: they are parsed here. */
export function createPolarProvider(options: PolarOptions): BillingProvider {
  const { products, now } = options;
  const polar = createPolar({
    accessToken: options.accessToken,
    timeout: timeoutSeconds,
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
  });

  async function listSubscriptions(userId: string) {
    const answer = await call(() =>
      polar.subscriptions.list({ external_customer_id: [userId], limit: 100 }),
    );
    return subscriptionsSchema.parse(answer).items;
  }

  async function listOrders(wanted: Parameters<typeof polar.orders.list>[0]) {
    const sorting = ['-created_at' as const];
    const answer = await call(() => polar.orders.list({ ...wanted, sorting, limit: 100 }));
    return ordersSchema.parse(answer).items;
  }

  async function ordersOf(subscriptionId: string) {
    const orders = await listOrders({ subscription_id: [subscriptionId] });
    return orders.filter((order) => order.subscription_id === subscriptionId);
  }

  return {
    name: 'polar',
    capabilities: {
      portal: true,
      trials: true,
      scheduledChanges: true,
      usageMeters: true,
      packs: products.packs,
    },

    async createCheckout({ userId, email, wanted, successUrl, returnUrl, operationId }) {
      const sold = soldAs(wanted);
      const answer = await call(() =>
        polar.checkouts.create({
          ...sold,
          external_customer_id: userId,
          customer_email: email,
          success_url: successUrl,
          return_url: returnUrl,
          metadata: { operation_id: operationId },
        }),
      );
      return checkoutSchema.parse(answer);
    },

    async portal(userId, returnUrl) {
      const answer = await call(() =>
        polar.customerSessions.create({ external_customer_id: userId, return_url: returnUrl }),
      );
      return portalSchema.parse(answer).customer_portal_url;
    },

    async changePlan(subscriptionId, { offer, when }) {
      await call(() =>
        polar.subscriptions.update(subscriptionId, {
          product_id: products.idOf(offer),
          proration_behavior: when === 'now' ? 'invoice' : 'next_period',
        }),
      );
      return { status: 'done' };
    },

    async cancel(subscriptionId, mode) {
      if (mode === 'now') await call(() => polar.subscriptions.revoke(subscriptionId));
      else await setCancel(subscriptionId, true);
    },

    resume: (subscriptionId) => setCancel(subscriptionId, false),

    async refund(subscriptionId, { cents, operationId }) {
      const [newest] = (await ordersOf(subscriptionId)).filter(
        ({ refundable_amount: left }) => left >= cents,
      );
      if (newest === undefined) throw new BillingFailure('refused');
      await call(() =>
        polar.refunds.create({
          order_id: newest.id,
          reason: 'customer_request',
          amount: cents,
          metadata: { operation_id: operationId },
        }),
      );
    },

    async refundAll(subscriptionId) {
      let cents = 0;
      for (const order of await ordersOf(subscriptionId)) {
        const { id, refundable_amount: left, refunded_amount: before } = order;
        if (left > 0) {
          await call(() =>
            polar.refunds.create({ order_id: id, reason: 'duplicate', amount: left }),
          );
        }
        cents += before + left;
      }
      return cents;
    },

    async fetchState(userId) {
      const readAt = now();
      const state = await call(() => polar.customers.getStateExternal(userId)).catch(orNull);
      if (state === null) return { customerRef: null, subscriptions: [], purchases: [], readAt };
      const { id, granted_benefits: granted } = stateSchema.parse(state);
      const grantedIds = new Set(granted.map(({ benefit_id: benefit }) => benefit));
      return {
        customerRef: id,
        subscriptions: (await listSubscriptions(userId)).map((one) =>
          toSubscription(one, { grantedIds, products }),
        ),
        purchases: (
          await listOrders({ external_customer_id: [userId], product_billing_type: 'one_time' })
        ).flatMap((order) => toPurchase(order, products) ?? []),
        readAt,
      };
    },

    async verifyWebhook(body, headers) {
      const given = Object.fromEntries(headers);
      try {
        await webhooks.validateEvent(body, given, options.webhookSecret);
      } catch (cause) {
        // Verified, and of a type that this SDK doesn't know: not ours to refuse.
        if (!(cause instanceof webhooks.PolarWebhookUnknownTypeError)) {
          throw new BillingFailure('bad-signature', { cause });
        }
      }
      const { type, timestamp, data } = webhookSchema.parse(JSON.parse(body));
      const aboutCustomer = type.startsWith('customer.');
      return {
        deliveryId: headers.get('webhook-id') ?? '',
        type,
        occurredAt: timestamp,
        customerRef:
          data.customer?.id ?? data.customer_id ?? (aboutCustomer ? (data.id ?? null) : null),
        userId:
          data.customer?.external_id ??
          data.external_customer_id ??
          (aboutCustomer ? (data.external_id ?? null) : null),
      };
    },

    async reportUsage(reports) {
      const answer = await call(() =>
        polar.events.ingest({
          events: reports.map(({ id, userId, credits, at }) => ({
            name: 'credits_used',
            external_id: id,
            external_customer_id: userId,
            timestamp: new Date(at).toISOString(),
            metadata: { credits },
          })),
        }),
      );
      return ingestedSchema.parse(answer).inserted;
    },
  };

  function soldAs(wanted: Wanted) {
    if (wanted.kind === 'pack') return { products: [products.idOfPack(wanted.pack.id)] };
    const { offer, trialDays } = wanted;
    return {
      products: [products.idOf(offer)],
      ...(trialDays > 0
        ? { trial_interval: 'day' as const, trial_interval_count: trialDays }
        : { allow_trial: false }),
    };
  }

  async function setCancel(subscriptionId: string, cancel: boolean): Promise<void> {
    await call(() => polar.subscriptions.update(subscriptionId, { cancel_at_period_end: cancel }));
  }
}

function orNull(error: unknown): null {
  if (error instanceof BillingFailure && error.kind === 'not-found') return null;
  throw error;
}

const failureSchema = z.object({ statusCode: z.int(), retryAfter: z.number().nullish() });

/** The SDK's errors by their status, never by their words; without one, nobody knows. */
async function call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    const failure = failureSchema.safeParse(cause);
    switch (failure.data?.statusCode) {
      case undefined:
        throw new BillingFailure('unknown', { cause });
      case 402:
        throw new BillingFailure('card-refused', { cause });
      case 404:
        throw new BillingFailure('not-found', { cause });
      case 429:
        throw new BillingFailure('rate-limited', {
          cause,
          retryAfterSeconds: failure.data?.retryAfter ?? 60,
        });
      default:
        throw new BillingFailure('refused', { cause });
    }
  }
}
