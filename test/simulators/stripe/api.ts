import { randomUUID } from 'node:crypto';
import { type Customer, type Order, Refused, type Shop, found } from '../billing/shop-types.ts';
import type { SimulatorRoute } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';
import { bodies, given } from './contract.ts';
import { shopIdOf, stripeId } from './ids.ts';
import type { Schedules } from './schedules.ts';
import { type Views, list } from './views.ts';
import { worded } from './worded.ts';

interface Api {
  readonly shop: Shop;
  readonly schedules: Schedules;
  readonly views: Views;
  readonly origin: () => string;
}

/** The calls below /v1. Requests have passed the contract. */
export function apiRoutes({ shop, schedules, views, origin }: Api): readonly SimulatorRoute[] {
  const route = (
    method: SimulatorRoute['method'],
    path: RegExp,
    answer: (request: SimulatedRequest, id: string) => object,
  ): SimulatorRoute => ({
    method,
    path,
    handle: (request): Reply =>
      worded(() => jsonReply(200, answer(request, path.exec(request.path)?.[1] ?? ''))),
  });
  const customerOf = (id: string): Customer => found(shop.customers.get(shopIdOf('customer', id)));
  const subscriptionOf = (id: string) =>
    found(shop.subscriptions.get(shopIdOf('subscription', id)));
  /** With its schedule told whole. */
  const withSchedule = (one: ReturnType<typeof subscriptionOf>) => ({
    ...views.subscription(one),
    schedule: schedules.of(one.id),
  });
  const orders = (keep: (order: Order) => boolean): readonly Order[] =>
    [...shop.orders.values()].filter(keep).reverse();

  return [
    route('POST', /^\/v1\/customers$/, (request) => {
      const { email, metadata } = bodies.customer.parse(given(request));
      const externalId = metadata?.['user_id'] ?? null;
      return views.customer(
        shop.createCustomer({ externalId, email: email ?? 'nobody@example.test' }),
      );
    }),
    route('GET', /^\/v1\/customers\/search$/, ({ query }) => {
      const [, wanted = ''] = /'([^']+)'$/.exec(query['query'] ?? '') ?? [];
      const customer = shop.customerByExternalId(wanted);
      const data = customer === undefined ? [] : [views.customer(customer)];
      return {
        ...list('/v1/customers/search', data),
        object: 'search_result',
        next_page: null,
      };
    }),
    route('POST', /^\/v1\/checkout\/sessions$/, (request) => {
      const body = bodies.session.parse(given(request));
      const customer = body.customer === undefined ? null : customerOf(body.customer);
      const checkout = shop.openCheckout({
        productId: body.line_items[0]?.price ?? '',
        externalCustomerId: customer?.externalId ?? body.client_reference_id ?? null,
        email: customer?.email ?? null,
        successUrl: body.success_url,
        returnUrl: body.cancel_url ?? null,
        metadata: (body.subscription_data ?? body.payment_intent_data ?? body).metadata ?? {},
        trialDays: body.subscription_data?.trial_period_days,
      });
      return views.session(checkout);
    }),
    route('POST', /^\/v1\/billing_portal\/sessions$/, (request) => {
      const { customer, return_url: returnUrl } = bodies.portal.parse(given(request));
      return {
        id: `bps_${randomUUID()}`,
        object: 'billing_portal.session',
        customer: stripeId('customer', customerOf(customer).id),
        return_url: returnUrl ?? null,
        url: `${origin()}/portal?session=${randomUUID()}`,
      };
    }),
    route('GET', /^\/v1\/subscriptions$/, ({ query }) => {
      const { id } = customerOf(query['customer'] ?? '');
      const held = [...shop.subscriptions.values()].filter(({ customerId }) => customerId === id);
      return list('/v1/subscriptions', held.reverse().map(withSchedule));
    }),
    route('GET', /^\/v1\/subscriptions\/(\w+)$/, (_request, id) =>
      withSchedule(subscriptionOf(id)),
    ),
    route('POST', /^\/v1\/subscriptions\/(\w+)$/, (request, id) => {
      const subscription = subscriptionOf(id);
      // Stripe's rule: whatever changes goes through the schedule then.
      if (schedules.of(subscription.id) !== null) throw new Refused('already-canceled');
      const body = bodies.subscription.parse(given(request));
      if ('cancel_at_period_end' in body) {
        return views.subscription(
          subscription.cancelAtPeriodEnd === body.cancel_at_period_end
            ? subscription
            : shop.setCancelAtPeriodEnd(subscription.id, body.cancel_at_period_end),
        );
      }
      const [item] = body.items;
      if (item?.id !== undefined && item.id !== stripeId('item', subscription.id)) {
        throw new Refused('already-canceled');
      }
      schedules.change(subscription.id, item?.price ?? '');
      const waiting = schedules.waitingFor(subscription.id);
      return {
        ...views.subscription(subscriptionOf(id)),
        latest_invoice:
          waiting === null
            ? null
            : {
                id: waiting.invoiceId,
                object: 'invoice',
                status: 'open',
                hosted_invoice_url: `${origin()}/invoice/${waiting.secret}`,
              },
      };
    }),
    route('DELETE', /^\/v1\/subscriptions\/(\w+)$/, (_request, id) =>
      views.subscription(shop.revoke(subscriptionOf(id).id)),
    ),
    route('POST', /^\/v1\/subscription_schedules$/, (request) => {
      const { from_subscription: id } = bodies.fromSubscription.parse(given(request));
      return schedules.create(subscriptionOf(id).id);
    }),
    route('POST', /^\/v1\/subscription_schedules\/(\w+)\/release$/, (_request, id) =>
      schedules.release(id),
    ),
    route('POST', /^\/v1\/subscription_schedules\/(\w+)$/, (request, id) =>
      schedules.setPhases(id, bodies.schedule.parse(given(request)).phases),
    ),
    route('GET', /^\/v1\/invoices$/, ({ query }) => {
      const id = shopIdOf('subscription', query['subscription'] ?? '');
      return list(
        '/v1/invoices',
        orders(({ subscriptionId }) => subscriptionId === id).map(views.invoice),
      );
    }),
    route('GET', /^\/v1\/payment_intents$/, ({ query }) => {
      const { id } = customerOf(query['customer'] ?? '');
      return list(
        '/v1/payment_intents',
        orders(({ customerId }) => customerId === id).map(views.payment),
      );
    }),
    route('GET', /^\/v1\/payment_intents\/(\w+)$/, (_request, id) =>
      views.payment(found(shop.orders.get(shopIdOf('payment', id)))),
    ),
    route('POST', /^\/v1\/refunds$/, (request) => {
      const { payment_intent: payment, amount } = bodies.refund.parse(given(request));
      const order = found(shop.orders.get(shopIdOf('payment', payment)));
      const cents = amount ?? order.amountCents - order.refundedCents;
      return views.refund(shop.refund(order.id, cents), cents);
    }),
  ];
}
