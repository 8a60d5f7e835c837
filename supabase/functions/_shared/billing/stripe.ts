import Stripe from 'npm:stripe@23.1.0';
import { BillingFailure, type BillingProvider, type Wanted } from './billing-provider.ts';
import type { BillingHandles } from './handles.ts';
import type { Products } from './products.ts';
import {
  type StripeSubscription,
  checkoutSchema,
  foundSchema,
  idSchema,
  newScheduleSchema,
  pageSchema,
  paymentsSchema,
  subscriptionSchema,
  subscriptionsSchema,
  toPurchase,
  toSubscription,
  webhookSchema,
} from './stripe-answers.ts';
import { type StripePlace, call, createStripeClient } from './stripe-client.ts';
import { createStripeRefunds } from './stripe-refunds.ts';

export interface StripeOptions extends StripePlace {
  readonly webhookSecret: string;
  /** Offers by the ids of Stripe's prices. */
  readonly products: Products;
  readonly handles: BillingHandles;
  readonly now: () => number;
}

/**
 * Stripe, API 2026-10-28. What changes something carries an idempotency key: our operation's id, so
 * that the SDK's one retry has the first one's effect. Its types promise; its answers are parsed.
 */
export function createStripeProvider(options: StripeOptions): BillingProvider {
  const { products, handles } = options;
  const stripe = createStripeClient(options);
  const crypto = Stripe.createSubtleCryptoProvider();

  /** The search is told of new customers late: ids that we were given come first. */
  async function findCustomer(userId: string): Promise<string | null> {
    const [known] = await handles.of(userId);
    if (known !== undefined) return known;
    const found = await call(() =>
      stripe.customers.search({ query: `metadata['user_id']:'${userId}'`, limit: 1 }),
    );
    const [first] = foundSchema.parse(found).data;
    if (first !== undefined) await handles.keep(userId, first.id);
    return first?.id ?? null;
  }

  async function customerFor(userId: string, email: string): Promise<string> {
    const known = await findCustomer(userId);
    if (known !== null) return known;
    const made = await call(() =>
      stripe.customers.create(
        { email, metadata: { user_id: userId } },
        { idempotencyKey: `customer:${userId}:${email}` },
      ),
    );
    const { id } = idSchema.parse(made);
    await handles.keep(userId, id);
    return id;
  }

  async function requiredCustomer(userId: string): Promise<string> {
    const customer = await findCustomer(userId);
    if (customer === null) throw new BillingFailure('not-found');
    return customer;
  }

  async function read(subscriptionId: string): Promise<StripeSubscription> {
    return subscriptionSchema.parse(
      await call(() => stripe.subscriptions.retrieve(subscriptionId, { expand: ['schedule'] })),
    );
  }

  /** A subscription under a schedule takes no other orders. */
  async function releaseSchedule({ schedule }: StripeSubscription): Promise<void> {
    if (schedule === null) return;
    const id = typeof schedule === 'string' ? schedule : schedule.id;
    await call(() => stripe.subscriptionSchedules.release(id));
  }

  return {
    name: 'stripe',
    capabilities: {
      portal: true,
      trials: true,
      scheduledChanges: true,
      usageMeters: false,
      packs: products.packs,
    },

    async createCheckout({ userId, email, wanted, successUrl, returnUrl, operationId }) {
      const price = priceOf(wanted);
      const customer = await customerFor(userId, email);
      const metadata = { user_id: userId, operation_id: operationId };
      const session = await call(() =>
        stripe.checkout.sessions.create(
          {
            ...modeOf(wanted, metadata),
            customer,
            client_reference_id: userId,
            line_items: [{ price, quantity: 1 }],
            success_url: successUrl,
            cancel_url: returnUrl,
            metadata,
          },
          { idempotencyKey: operationId },
        ),
      );
      return checkoutSchema.parse(session);
    },

    async portal(userId, returnUrl) {
      const customer = await requiredCustomer(userId);
      const session = await call(() =>
        stripe.billingPortal.sessions.create({ customer, return_url: returnUrl }),
      );
      return pageSchema.parse(session).url;
    },

    async changePlan(subscriptionId, { offer, when }) {
      const price = products.idOf(offer);
      const held = await read(subscriptionId);
      await releaseSchedule(held);
      if (when === 'next-period') {
        await changeAtPeriodEnd(held, price);
        return { status: 'done' };
      }
      const [item] = held.items.data;
      const answer = await call(() =>
        stripe.subscriptions.update(subscriptionId, {
          items: [{ ...(item === undefined ? {} : { id: item.id }), price }],
          proration_behavior: 'always_invoice',
          // Nothing changes before the difference is paid.
          payment_behavior: 'pending_if_incomplete',
          expand: ['latest_invoice'],
        }),
      );
      const changed = subscriptionSchema.parse(answer);
      if (changed.pending_update === null) return { status: 'done' };
      const invoice = changed.latest_invoice;
      const page = typeof invoice === 'object' ? invoice?.hosted_invoice_url : undefined;
      if (typeof page !== 'string') throw new BillingFailure('card-refused');
      return { status: 'requires_action', url: page };
    },

    async cancel(subscriptionId, mode) {
      if (mode === 'now') {
        await call(() => stripe.subscriptions.cancel(subscriptionId));
        return;
      }
      await releaseSchedule(await read(subscriptionId));
      await setCancel(subscriptionId, true);
    },

    resume: (subscriptionId) => setCancel(subscriptionId, false),

    ...createStripeRefunds(stripe),

    async fetchState(userId) {
      const readAt = options.now();
      const customer = await findCustomer(userId);
      if (customer === null) {
        return { customerRef: null, subscriptions: [], purchases: [], readAt };
      }
      const answer = await call(() =>
        stripe.subscriptions.list({
          customer,
          status: 'all',
          limit: 100,
          expand: ['data.schedule'],
        }),
      );
      // Its type says a record; over fetch it is what fetch gives.
      const headers = new Headers(answer.lastResponse.headers);
      const said = Date.parse(headers.get('date') ?? '');
      const now = Number.isNaN(said) ? readAt : said;
      const { data } = subscriptionsSchema.parse(answer);
      const payments = await call(() =>
        stripe.paymentIntents.list({ customer, limit: 100, expand: ['data.latest_charge'] }),
      );
      return {
        customerRef: customer,
        subscriptions: data.flatMap((one) => toSubscription(one, { products, now }) ?? []),
        purchases: paymentsSchema.parse(payments).data.flatMap((one) => toPurchase(one) ?? []),
        readAt,
      };
    },

    async verifyWebhook(body, headers) {
      const given = headers.get('stripe-signature') ?? '';
      try {
        await stripe.webhooks.constructEventAsync(
          body,
          given,
          options.webhookSecret,
          undefined,
          crypto,
        );
      } catch (cause) {
        throw new BillingFailure('bad-signature', { cause });
      }
      const { id, type, created, data } = webhookSchema.parse(JSON.parse(body));
      const { object } = data;
      return {
        deliveryId: id,
        type,
        occurredAt: created,
        customerRef: object.object === 'customer' ? (object.id ?? null) : (object.customer ?? null),
        userId:
          object.metadata?.['user_id'] ??
          object.parent?.subscription_details?.metadata?.['user_id'] ??
          object.client_reference_id ??
          null,
      };
    },

    reportUsage: () => Promise.reject(new BillingFailure('not-supported')),
  };

  function priceOf(wanted: Wanted): string {
    return wanted.kind === 'pack' ? products.idOfPack(wanted.pack.id) : products.idOf(wanted.offer);
  }

  /** Two steps, as Stripe has it: the running period becomes a phase, the next one follows it. */
  async function changeAtPeriodEnd(held: StripeSubscription, price: string): Promise<void> {
    const schedule = newScheduleSchema.parse(
      await call(() => stripe.subscriptionSchedules.create({ from_subscription: held.id })),
    );
    const [phase] = schedule.phases;
    const [item] = held.items.data;
    if (phase === undefined || item === undefined) throw new BillingFailure('unknown');
    await call(() =>
      stripe.subscriptionSchedules.update(schedule.id, {
        end_behavior: 'release',
        proration_behavior: 'none',
        phases: [
          {
            start_date: phase.start_date,
            end_date: phase.end_date,
            items: [{ price: item.price.id, quantity: 1 }],
          },
          { start_date: phase.end_date, items: [{ price, quantity: 1 }] },
        ],
      }),
    );
  }

  async function setCancel(subscriptionId: string, cancel: boolean): Promise<void> {
    await call(() => stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: cancel }));
  }
}

/** What was bought is written on the payment, where it is found again. */
function modeOf(wanted: Wanted, metadata: Readonly<Record<string, string>>) {
  if (wanted.kind === 'pack') {
    const payment_intent_data = { metadata: { ...metadata, pack: wanted.pack.id } };
    return { mode: 'payment' as const, payment_intent_data };
  }
  const trial = wanted.trialDays > 0 ? { trial_period_days: wanted.trialDays } : {};
  return { mode: 'subscription' as const, subscription_data: { metadata, ...trial } };
}
