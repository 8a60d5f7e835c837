import { createHash, randomUUID } from 'node:crypto';
import { type Deliveries, createDeliveries } from '../billing/deliveries.ts';
import { pageRoutes } from '../billing/pages.ts';
import { createShop } from '../billing/shop.ts';
import type { Product, Shop } from '../billing/shop-types.ts';
import { type Simulator, type SimulatorRoute, createSimulator } from '../http-simulator.ts';
import type { Reply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';
import { apiRoutes } from './api.ts';
import { checkStripeContract, stripeError } from './contract.ts';
import { invoicePages } from './invoice-pages.ts';
import { type Schedules, createSchedules } from './schedules.ts';
import { createViews } from './views.ts';
import { signWebhook, toWebhooks } from './webhooks.ts';
import { worded } from './worded.ts';

export interface StripeOptions {
  readonly products: readonly Product[];
  readonly webhookSecret: string;
  readonly port?: number;
  readonly now?: () => number;
}

export interface StripeSimulator extends Simulator {
  readonly shop: Shop;
  readonly deliveries: Deliveries;
  /** Where webhooks go from now on. */
  setEndpoint(url: string): void;
}

/** A stand-in for api.stripe.com: the calls of the API 2026-10-28 used here, its pages, its webhooks. */
export async function startStripeSimulator(options: StripeOptions): Promise<StripeSimulator> {
  const { webhookSecret, now = Date.now } = options;
  let endpoint: string | null = null;
  let origin = '';
  const deliveries = createDeliveries({
    endpoint: () => endpoint,
    sign: (delivery) => Promise.resolve(signWebhook(delivery, webhookSecret, Date.now())),
  });
  const shop: Shop = createShop({
    products: options.products,
    // Stripe goes on trying: until then it calls the subscription past due.
    graceDays: 21,
    now,
    tell: (event) => {
      for (const delivery of toWebhooks(event, shop, views)) deliveries.take(delivery);
    },
  });
  const schedules: Schedules = createSchedules(() => shop);
  const views = createViews({ shop, schedules, origin: () => origin });
  const start = createSimulator({
    name: 'stripe',
    routes: () => [
      ...answeredOnce(apiRoutes({ shop, schedules, views, origin: () => origin }), shop),
      ...pageRoutes({ shop, worded }),
      ...invoicePages(shop, schedules),
    ],
    checkContract: checkStripeContract,
    faults: {
      'rate-limited': () =>
        stripeError(
          429,
          { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' },
          { 'retry-after': '1' },
        ),
      'server-error-500': () => stripeError(500, { type: 'api_error', message: 'Sorry.' }),
      'bad-key': () =>
        stripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key.' }),
    },
    contentFaults: [],
  });
  const simulator = await start(options.port === undefined ? {} : { port: options.port });
  origin = simulator.url;
  return Object.assign(simulator, {
    shop,
    deliveries,
    setEndpoint: (url: string) => {
      endpoint = url;
    },
  });
}

/**
 * Idempotency as Stripe has it: the same key again gets the first one's answer, with other
 * parameters a refusal. All answers tell the shop's time.
 */
function answeredOnce(routes: readonly SimulatorRoute[], shop: Shop): readonly SimulatorRoute[] {
  const known = new Map<string, { readonly asked: string; readonly reply: Reply }>();
  return routes.map((route) => ({
    ...route,
    handle: async (request, fault) => {
      const stamped = (reply: Reply, more: Readonly<Record<string, string>> = {}): Reply => ({
        ...reply,
        headers: {
          ...reply.headers,
          date: new Date(shop.now()).toUTCString(),
          'request-id': `req_${randomUUID()}`,
          ...more,
        },
      });
      const key = request.headers['idempotency-key'];
      if (request.method !== 'POST' || typeof key !== 'string') {
        return stamped(await route.handle(request, fault));
      }
      const asked = hashOf(request);
      const before = known.get(key);
      if (before === undefined) {
        const reply = await route.handle(request, fault);
        known.set(key, { asked, reply });
        return stamped(reply);
      }
      if (before.asked === asked) return stamped(before.reply, { 'idempotent-replayed': 'true' });
      const message = 'Keys for idempotent requests can only be used with the same parameters.';
      return stamped(stripeError(400, { type: 'idempotency_error', message }));
    },
  }));
}

function hashOf({ path, body }: SimulatedRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([path, body]))
    .digest('hex');
}
