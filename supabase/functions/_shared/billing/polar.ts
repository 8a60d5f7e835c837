import { createPolar, webhooks } from 'npm:@polar-sh/sdk@1.0.1/2026-10';
import { z } from 'npm:zod@4.6.7';
import {
  BillingFailure,
  type BillingProvider,
  type Offer,
  type ProviderSubscription,
} from './billing-provider.ts';
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

const time = z.string().transform((text) => Date.parse(text));
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
const subscriptionsSchema = z.object({ items: z.array(subscriptionSchema) });
const stateSchema = z.object({
  id: z.string(),
  granted_benefits: z.array(z.object({ benefit_id: z.string() })),
});
const ordersSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      created_at: time,
      refundable_amount: z.int(),
      subscription_id: z.string().nullable(),
    }),
  ),
});
const webhookSchema = z.object({
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

  return {
    name: 'polar',
    capabilities: { portal: true, trials: true, scheduledChanges: true, usageMeters: true },

    async createCheckout({ userId, email, offer, successUrl, returnUrl, operationId }) {
      const answer = await call(() =>
        polar.checkouts.create({
          products: [products.idOf(offer)],
          external_customer_id: userId,
          customer_email: email,
          success_url: successUrl,
          return_url: returnUrl,
          metadata: { operation_id: operationId },
        }),
      );
      return z.object({ id: z.string(), url: z.url() }).parse(answer);
    },

    async portal(userId, returnUrl) {
      const answer = await call(() =>
        polar.customerSessions.create({ external_customer_id: userId, return_url: returnUrl }),
      );
      return z.object({ customer_portal_url: z.url() }).parse(answer).customer_portal_url;
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
      const answer = await call(() =>
        polar.orders.list({ subscription_id: [subscriptionId], limit: 100 }),
      );
      const [newest] = ordersSchema
        .parse(answer)
        .items.filter(
          (order) => order.subscription_id === subscriptionId && order.refundable_amount >= cents,
        )
        .sort((left, right) => right.created_at - left.created_at);
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

    async fetchState(userId) {
      const readAt = now();
      const state = await call(() => polar.customers.getStateExternal(userId)).catch(orNull);
      if (state === null) return { customerRef: null, subscriptions: [], readAt };
      const { id, granted_benefits: granted } = stateSchema.parse(state);
      const grantedIds = new Set(granted.map(({ benefit_id: benefit }) => benefit));
      return {
        customerRef: id,
        subscriptions: (await listSubscriptions(userId)).map((one) =>
          toSubscription(one, { grantedIds, products }),
        ),
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
      return z.object({ inserted: z.int() }).parse(answer).inserted;
    },
  };

  async function setCancel(subscriptionId: string, cancel: boolean): Promise<void> {
    await call(() => polar.subscriptions.update(subscriptionId, { cancel_at_period_end: cancel }));
  }
}

function toSubscription(
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
    periodStart: one.current_period_start,
    periodEnd: one.current_period_end,
    cancelAtPeriodEnd: one.cancel_at_period_end,
    updatedAt: one.modified_at ?? one.created_at,
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
