import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Deliveries, createDeliveries } from '../billing/deliveries.ts';
import { pageRoutes } from '../billing/pages.ts';
import { createShop } from '../billing/shop.ts';
import {
  NotInShop,
  type Product,
  type Shop,
  type Subscription,
  found,
} from '../billing/shop-types.ts';
import { type Simulator, type SimulatorRoute, createSimulator } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';
import {
  customerSchema,
  customerSessionSchema,
  customerStateSchema,
  ingestedSchema,
  listSchema,
  orderSchema,
  productSchema,
  refundSchema,
  subscriptionSchema,
} from './answers.ts';
import { checkoutSchema } from './checkout-answer.ts';
import { bodies, checkPolarContract } from './contract.ts';
import { createViews } from './views.ts';
import { signWebhook, toWebhooks } from './webhooks.ts';
import { worded } from './worded.ts';

export interface PolarOptions {
  readonly products: readonly Product[];
  readonly webhookSecret: string;
  readonly port?: number;
  readonly graceDays?: number;
  readonly now?: () => number;
}

export interface PolarSimulator extends Simulator {
  readonly shop: Shop;
  readonly deliveries: Deliveries;
  /** Where webhooks go from now on. */
  setEndpoint(url: string): void;
  /** Usage events taken so far, by their `external_id`. */
  readonly usage: ReadonlyMap<string, unknown>;
}

/** A stand-in for api.polar.sh: the calls of the API 2026-10 used here, its checkout, its webhooks. */
export async function startPolarSimulator(options: PolarOptions): Promise<PolarSimulator> {
  const { webhookSecret, graceDays = 7, now = Date.now } = options;
  let endpoint: string | null = null;
  let origin = '';
  const deliveries = createDeliveries({
    endpoint: () => endpoint,
    // Signed by the real clock: receivers refuse what is older than five minutes.
    sign: (delivery) => Promise.resolve(signWebhook(delivery, webhookSecret, Date.now())),
  });
  const shop: Shop = createShop({
    products: options.products,
    graceDays,
    now,
    tell: (event) => {
      for (const delivery of toWebhooks(event, shop, views)) deliveries.take(delivery);
    },
  });
  const views = createViews(shop, () => origin);
  const usage = new Map<string, unknown>();
  const start = createSimulator({
    name: 'polar',
    routes: () => [
      ...apiRoutes({ shop, views, usage, origin: () => origin }),
      ...pageRoutes({ shop, worded }),
    ],
    checkContract: checkPolarContract,
    faults: {
      'rate-limited': () => jsonReply(429, { error: 'RateLimited' }, { 'retry-after': '1' }),
      'server-error-500': () => jsonReply(500, { error: 'InternalServerError' }),
      'bad-key': () => jsonReply(401, { error: 'unauthorized' }),
    },
    contentFaults: [],
  });
  const simulator = await start(options.port === undefined ? {} : { port: options.port });
  origin = simulator.url;
  return Object.assign(simulator, {
    shop,
    deliveries,
    usage,
    setEndpoint: (url: string) => {
      endpoint = url;
    },
  });
}

interface Api {
  readonly shop: Shop;
  readonly views: ReturnType<typeof createViews>;
  readonly usage: Map<string, unknown>;
  readonly origin: () => string;
}

function apiRoutes({ shop, views, usage, origin }: Api): readonly SimulatorRoute[] {
  const route = (
    method: SimulatorRoute['method'],
    path: RegExp,
    handle: (request: SimulatedRequest, id: string) => Reply,
  ): SimulatorRoute => ({
    method,
    path,
    handle: (request) =>
      worded(() => handle(request, decodeURIComponent(path.exec(request.path)?.[1] ?? ''))),
  });
  const list = (item: z.ZodType, items: readonly unknown[]): Reply =>
    answer(200, listSchema(item), {
      items,
      pagination: { total_count: items.length, max_page: 1 },
    });
  const customerOf = (externalId: string) => {
    const customer = shop.customerByExternalId(externalId);
    if (customer === undefined) throw new NotInShop();
    return customer;
  };
  const ofCustomer = ({ query }: SimulatedRequest, customerId: string): boolean =>
    query['external_customer_id'] === undefined ||
    shop.customers.get(customerId)?.externalId === query['external_customer_id'];

  const isAskedFor = ({ query }: SimulatedRequest, subscriptionId: string | null): boolean => {
    const { subscription_id: wanted, product_billing_type: type } = query;
    if (wanted !== undefined && wanted !== subscriptionId) return false;
    return type === undefined || (type === 'recurring') === (subscriptionId !== null);
  };

  return [
    route('POST', /^\/v1\/checkouts\/$/, (request) => {
      const body = bodies.checkout.parse(jsonOf(request));
      const checkout = shop.openCheckout({
        productId: body.products[0] ?? '',
        externalCustomerId: body.external_customer_id ?? null,
        email: body.customer_email ?? null,
        successUrl: body.success_url ?? `${origin()}/thanks`,
        returnUrl: body.return_url ?? null,
        metadata: Object.fromEntries(
          Object.entries(body.metadata ?? {}).map(([key, value]) => [key, String(value)]),
        ),
        trialDays: body.allow_trial === false ? 0 : (body.trial_interval_count ?? undefined),
      });
      return answer(201, checkoutSchema, views.checkout(checkout));
    }),
    route('GET', /^\/v1\/checkouts\/([^/]+)$/, (_request, id) =>
      answer(200, checkoutSchema, views.checkout(found(shop.checkouts.get(id)))),
    ),
    route('POST', /^\/v1\/customers\/$/, (request) => {
      const { email, external_id: externalId } = bodies.customer.parse(jsonOf(request));
      const customer = shop.createCustomer({ externalId: externalId ?? null, email });
      return answer(201, customerSchema, views.customer(customer));
    }),
    route('GET', /^\/v1\/customers\/external\/([^/]+)\/state$/, (_request, id) =>
      answer(200, customerStateSchema, views.state(customerOf(id))),
    ),
    route('GET', /^\/v1\/customers\/external\/([^/]+)$/, (_request, id) =>
      answer(200, customerSchema, views.customer(customerOf(id))),
    ),
    route('POST', /^\/v1\/customer-sessions\/$/, (request) => {
      const body = bodies.session.parse(jsonOf(request));
      const customer = customerOf(body.external_customer_id);
      const token = `polar_cst_${randomUUID()}`;
      return answer(201, customerSessionSchema, {
        id: randomUUID(),
        created_at: new Date(shop.now()).toISOString(),
        modified_at: null,
        token,
        expires_at: new Date(shop.now() + 3_600_000).toISOString(),
        return_url: body.return_url ?? null,
        customer_portal_url: `${origin()}/portal?customer_session_token=${token}`,
        customer_id: customer.id,
        customer: views.customer(customer),
      });
    }),
    route('GET', /^\/v1\/subscriptions\/$/, (request) =>
      list(
        subscriptionSchema,
        [...shop.subscriptions.values()]
          .filter(({ customerId }) => ofCustomer(request, customerId))
          .filter(
            ({ status }) =>
              request.query['active'] === undefined ||
              (request.query['active'] === 'true') === (status !== 'canceled'),
          )
          .map(views.subscription),
      ),
    ),
    route('PATCH', /^\/v1\/subscriptions\/([^/]+)$/, (request, id) => {
      const body = bodies.subscription.parse(jsonOf(request));
      const changed: Subscription =
        'product_id' in body
          ? shop.changeProduct(id, {
              productId: body.product_id,
              when: body.proration_behavior === 'next_period' ? 'next-period' : 'now',
            })
          : shop.setCancelAtPeriodEnd(id, body.cancel_at_period_end);
      return answer(200, subscriptionSchema, views.subscription(changed));
    }),
    route('DELETE', /^\/v1\/subscriptions\/([^/]+)$/, (_request, id) =>
      answer(200, subscriptionSchema, views.subscription(shop.revoke(id))),
    ),
    route('GET', /^\/v1\/orders\/$/, (request) =>
      list(
        orderSchema,
        [...shop.orders.values()]
          .filter(({ customerId }) => ofCustomer(request, customerId))
          .filter(({ subscriptionId }) => isAskedFor(request, subscriptionId))
          .map(views.order),
      ),
    ),
    route('POST', /^\/v1\/refunds\/$/, (request) => {
      const { order_id: id, amount } = bodies.refund.parse(jsonOf(request));
      return answer(201, refundSchema, views.refund(shop.refund(id, amount), amount));
    }),
    route('GET', /^\/v1\/products\/$/, () => list(productSchema, shop.products.map(views.product))),
    route('POST', /^\/v1\/events\/ingest$/, (request) => {
      const { events } = bodies.ingest.parse(jsonOf(request));
      let duplicates = 0;
      for (const event of events) {
        const key = event.external_id ?? randomUUID();
        if (usage.has(key)) duplicates += 1;
        else usage.set(key, event);
      }
      return answer(200, ingestedSchema, { inserted: events.length - duplicates, duplicates });
    }),
  ];
}

/** What leaves is what the contract says, or the simulator itself is wrong. */
function answer(status: number, schema: z.ZodType, value: unknown): Reply {
  return jsonReply(status, schema.parse(value));
}

function jsonOf({ body }: SimulatedRequest): unknown {
  return body.kind === 'json' ? body.value : undefined;
}
