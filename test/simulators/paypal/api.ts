import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import {
  type Checkout,
  type Shop,
  type Subscription,
  dayMs,
  found,
  running,
} from '../billing/shop-types.ts';
import type { SimulatorRoute } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';
import {
  refundSchema,
  revisedSchema,
  subscriptionSchema,
  tokenSchema,
  transactionsSchema,
} from './answers.ts';
import { bodies } from './contract.ts';
import type { Revisions } from './revisions.ts';
import { type Views, paypalId, subscriptionId } from './views.ts';
import { worded } from './worded.ts';

interface Api {
  readonly shop: Shop;
  readonly views: Views;
  readonly revisions: Revisions;
  readonly origin: () => string;
  readonly newToken: () => string;
}

/** The calls below /v1 and /v2. Requests have passed the contract. */
export function apiRoutes({ shop, views, revisions, ...rest }: Api): readonly SimulatorRoute[] {
  const known = new Map<string, Reply>();
  const notes = new Map<string, string>();
  /** The shop's time in each answer; what has a request id is done once. */
  const route = (
    method: SimulatorRoute['method'],
    path: RegExp,
    answer: (request: SimulatedRequest, id: string) => Reply,
  ): SimulatorRoute => ({
    method,
    path,
    handle: (request) => {
      const key = request.headers['paypal-request-id'];
      const before = typeof key === 'string' ? known.get(key) : undefined;
      const reply = before ?? worded(() => answer(request, path.exec(request.path)?.[1] ?? ''));
      if (typeof key === 'string' && reply.status < 500) known.set(key, reply);
      return {
        ...reply,
        headers: { ...reply.headers, date: new Date(shop.now()).toUTCString() },
      };
    },
  });
  const checkoutOf = (id: string): Checkout =>
    found([...shop.checkouts.values()].find((checkout) => subscriptionId(checkout) === id));
  const heldOf = (id: string): Subscription =>
    running(shop.subscriptions.get(checkoutOf(id).subscriptionId ?? ''));
  const subscription = (status: number, id: string): Reply =>
    answered(status, subscriptionSchema, views.subscription(checkoutOf(id), notes.get(id)));
  const act = (action: string, work: (held: Subscription) => void): SimulatorRoute =>
    route(
      'POST',
      new RegExp(`^/v1/billing/subscriptions/([^/]+)/${action}$`),
      (request, id): Reply => {
        const { body } = request;
        const { reason } = (body.kind === 'json' ? body.value : {}) as { reason: string };
        work(heldOf(id));
        notes.set(id, reason);
        return { status: 204, body: { kind: 'empty' } };
      },
    );

  return [
    route('POST', /^\/v1\/oauth2\/token$/, () =>
      answered(200, tokenSchema, {
        scope: 'https://uri.paypal.com/services/subscriptions',
        access_token: rest.newToken(),
        token_type: 'Bearer',
        app_id: 'APP-SIMULATED',
        expires_in: 32_400,
        nonce: randomUUID(),
      }),
    ),
    route('POST', /^\/v1\/billing\/subscriptions$/, (request) => {
      const body = bodies.subscription.parse(jsonOf(request));
      const checkout = shop.openCheckout({
        productId: body.plan_id,
        externalCustomerId: body.custom_id ?? null,
        email: body.subscriber?.email_address ?? null,
        successUrl: body.application_context?.return_url ?? `${rest.origin()}/thanks`,
        returnUrl: body.application_context?.cancel_url ?? null,
        metadata: {},
        ...(body.start_time === undefined
          ? {}
          : { trialDays: Math.round((Date.parse(body.start_time) - shop.now()) / dayMs) }),
      });
      return subscription(201, subscriptionId(checkout));
    }),
    route('GET', /^\/v1\/billing\/subscriptions\/([^/]+)$/, (_request, id) =>
      subscription(200, id),
    ),
    route('POST', /^\/v1\/billing\/subscriptions\/([^/]+)\/revise$/, (request, id) => {
      const { plan_id: plan } = bodies.revise.parse(jsonOf(request));
      found(shop.products.find((product) => product.id === plan));
      const secret = revisions.propose({ subscriptionId: heldOf(id).id, productId: plan });
      const href = `${rest.origin()}/revise/${secret}`;
      return answered(200, revisedSchema, {
        plan_id: plan,
        plan_overridden: false,
        links: [{ href, rel: 'approve', method: 'GET' }],
      });
    }),
    act('suspend', (held) => void shop.setCancelAtPeriodEnd(held.id, true)),
    act('activate', (held) => void shop.setCancelAtPeriodEnd(held.id, false)),
    act('cancel', (held) => void shop.revoke(held.id)),
    route('GET', /^\/v1\/billing\/subscriptions\/([^/]+)\/transactions$/, ({ query }, id) => {
      const from = Date.parse(query['start_time'] ?? '');
      const to = Date.parse(query['end_time'] ?? '');
      const orders = views
        .ordersOf(checkoutOf(id).subscriptionId ?? '')
        .filter(({ createdAt }) => createdAt >= from && createdAt <= to);
      return answered(200, transactionsSchema, {
        transactions: orders.map(views.transaction),
        links: [],
      });
    }),
    route('POST', /^\/v2\/payments\/captures\/([^/]+)\/refund$/, (request, id) => {
      const { amount } = bodies.refund.parse(jsonOf(request));
      const order = found([...shop.orders.values()].find((one) => paypalId(one.id) === id));
      const left = order.amountCents - order.refundedCents;
      const cents = amount === undefined ? left : Math.round(Number(amount.value) * 100);
      return answered(201, refundSchema, views.refund(shop.refund(order.id, cents), cents));
    }),
  ];
}

/** What leaves is what the contract says, or the simulator itself is wrong. */
function answered(status: number, schema: z.ZodType, value: unknown): Reply {
  return jsonReply(status, schema.parse(value));
}

function jsonOf({ body }: SimulatedRequest): unknown {
  return body.kind === 'json' ? body.value : undefined;
}
