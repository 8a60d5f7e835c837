import { randomUUID } from 'node:crypto';
import { afterInterval, dueNow } from './intervals.ts';
import {
  type Checkout,
  type Customer,
  type Order,
  type OrderReason,
  type Product,
  Refused,
  type Shop,
  type ShopEvent,
  type ShopOptions,
  type Subscription,
  dayMs,
  found,
  givesBenefits,
  running,
} from './shop-types.ts';

/** Days after which a payment that keeps failing ends the subscription. */
const dunningDays = 21;
const checkoutLifeMs = 60 * 60_000;

/** A small shop with subscriptions: the truth behind each billing provider's simulator. */
export function createShop(options: ShopOptions): Shop {
  const { products, tell } = options;
  const customers = new Map<string, Customer>();
  const checkouts = new Map<string, Checkout>();
  const subscriptions = new Map<string, Subscription>();
  const orders = new Map<string, Order>();
  const refusedCards = new Set<string>();
  const askingCards = new Set<string>();
  let passed = 0;
  const now = (): number => options.now() + passed;

  function productOf(id: string): Product {
    return found(products.find((product) => product.id === id));
  }

  function change(
    id: string,
    changes: Partial<Subscription>,
    told: Extract<ShopEvent, { type: 'subscription-changed' }>['change'],
  ): Subscription {
    const subscription = { ...found(subscriptions.get(id)), ...changes, modifiedAt: now() };
    subscriptions.set(id, subscription);
    tell({ type: 'subscription-changed', change: told, subscription });
    return subscription;
  }

  function bill(subscription: Subscription, reason: OrderReason, amountCents: number): void {
    const { id: subscriptionId, customerId, productId } = subscription;
    const checkoutId = reason === 'create' ? subscription.checkoutId : null;
    take({ customerId, subscriptionId, productId, checkoutId, reason, amountCents });
  }

  function take(paid: Omit<Order, 'id' | 'refundedCents' | 'createdAt' | 'modifiedAt'>): void {
    const times = { createdAt: now(), modifiedAt: now() };
    const order: Order = { id: randomUUID(), ...paid, refundedCents: 0, ...times };
    orders.set(order.id, order);
    tell({ type: 'order-paid', order });
  }

  function createCustomer(wanted: Pick<Customer, 'externalId' | 'email'>): Customer {
    const customer = { id: randomUUID(), ...wanted, createdAt: now() };
    customers.set(customer.id, customer);
    tell({ type: 'customer-created', customer });
    return customer;
  }

  const customerByExternalId = (externalId: string): Customer | undefined =>
    [...customers.values()].find((customer) => customer.externalId === externalId);

  function setCheckout(id: string, changes: Partial<Checkout>): Checkout {
    const checkout = { ...found(checkouts.get(id)), ...changes, modifiedAt: now() };
    checkouts.set(id, checkout);
    tell({ type: 'checkout-changed', checkout });
    return checkout;
  }

  function openOne(id: string): Checkout {
    const checkout = found(checkouts.get(id));
    if (checkout.status !== 'open') throw new Refused('checkout-closed');
    return checkout;
  }

  function end(subscription: Subscription): Subscription {
    const at = now();
    return change(
      subscription.id,
      { status: 'canceled', endedAt: at, canceledAt: subscription.canceledAt ?? at },
      'ended',
    );
  }

  /** One period is over. */
  function turn(subscription: Subscription): void {
    if (subscription.cancelAtPeriodEnd) return void end(subscription);
    const productId = subscription.pendingProductId ?? subscription.productId;
    const start = subscription.periodEnd;
    const next = {
      productId,
      pendingProductId: null,
      periodStart: start,
      periodEnd: afterInterval(start, productOf(productId).interval),
    };
    if (refusedCards.has(subscription.customerId)) {
      change(
        subscription.id,
        { ...next, status: 'past_due', pastDueAt: subscription.pastDueAt ?? now() },
        'past-due',
      );
      return;
    }
    const renewed = change(
      subscription.id,
      { ...next, status: 'active', pastDueAt: null },
      'cycled',
    );
    bill(renewed, 'cycle', productOf(productId).priceCents);
  }

  /** The next moment at which something happens by itself, and what. */
  function nextTurn(until: number): { readonly at: number; readonly run: () => void } | null {
    const turns = [...subscriptions.values()]
      .filter(({ status }) => status !== 'canceled')
      .flatMap((subscription) => {
        const { periodEnd, pastDueAt } = subscription;
        const all = [{ at: periodEnd, run: () => turn(subscription) }];
        if (pastDueAt !== null) {
          const graceEnd = pastDueAt + options.graceDays * dayMs;
          if (graceEnd > now()) {
            all.push({
              at: graceEnd,
              run: () => void change(subscription.id, {}, 'grace-over'),
            });
          }
          all.push({ at: pastDueAt + dunningDays * dayMs, run: () => void end(subscription) });
        }
        return all;
      })
      .filter(({ at }) => at <= until)
      .sort((left, right) => left.at - right.at);
    return turns[0] ?? null;
  }

  return {
    products,
    customers,
    checkouts,
    subscriptions,
    orders,
    now,
    createCustomer,
    customerByExternalId,
    openCheckout: (wanted) => {
      const checkout: Checkout = {
        id: randomUUID(),
        secret: randomUUID().replaceAll('-', ''),
        ...wanted,
        trialDays: wanted.trialDays ?? productOf(wanted.productId).trialDays,
        status: 'open',
        customerId: null,
        subscriptionId: null,
        createdAt: now(),
        modifiedAt: now(),
      };
      checkouts.set(checkout.id, checkout);
      return checkout;
    },
    pay: (id) => {
      const checkout = openOne(id);
      if (now() > checkout.createdAt + checkoutLifeMs)
        return setCheckout(id, { status: 'expired' });
      const known =
        checkout.externalCustomerId === null
          ? undefined
          : customerByExternalId(checkout.externalCustomerId);
      const customer =
        known ??
        createCustomer({
          externalId: checkout.externalCustomerId,
          email: checkout.email ?? 'buyer@example.test',
        });
      const product = productOf(checkout.productId);
      if (product.interval === 'once') {
        const { id: productId, priceCents: amountCents } = product;
        const bought = { productId, amountCents, reason: 'purchase', checkoutId: id } as const;
        take({ ...bought, customerId: customer.id, subscriptionId: null });
        return setCheckout(id, { status: 'succeeded', customerId: customer.id });
      }
      const start = now();
      const trialEnd = checkout.trialDays > 0 ? start + checkout.trialDays * dayMs : null;
      const subscription: Subscription = {
        id: randomUUID(),
        customerId: customer.id,
        checkoutId: id,
        createdAt: start,
        productId: product.id,
        pendingProductId: null,
        status: trialEnd === null ? 'active' : 'trialing',
        periodStart: start,
        periodEnd: trialEnd ?? afterInterval(start, product.interval),
        trialEnd,
        cancelAtPeriodEnd: false,
        canceledAt: null,
        endedAt: null,
        pastDueAt: null,
        modifiedAt: start,
      };
      subscriptions.set(subscription.id, subscription);
      tell({ type: 'subscription-changed', change: 'created', subscription });
      if (trialEnd === null) bill(subscription, 'create', product.priceCents);
      return setCheckout(id, {
        status: 'succeeded',
        customerId: customer.id,
        subscriptionId: subscription.id,
      });
    },
    decline: (id) => setCheckout(openOne(id).id, {}),
    changeProduct: (id, { productId, when }) => {
      const subscription = running(subscriptions.get(id));
      const product = productOf(productId);
      if (when === 'next-period') {
        const pending = productId === subscription.productId ? null : productId;
        return change(id, { pendingProductId: pending }, 'updated');
      }
      if (when === 'now-unbilled')
        return change(id, { productId, pendingProductId: null }, 'updated');
      if (refusedCards.has(subscription.customerId)) throw new Refused('card-refused');
      if (askingCards.has(subscription.customerId)) throw new Refused('action-required');
      const before = productOf(subscription.productId);
      const sameInterval = before.interval === product.interval;
      const start = sameInterval ? subscription.periodStart : now();
      const changed = change(
        id,
        {
          productId,
          pendingProductId: null,
          periodStart: start,
          periodEnd: sameInterval ? subscription.periodEnd : afterInterval(start, product.interval),
        },
        'updated',
      );
      const due = dueNow(subscription, { before, product, now: now() });
      if (due > 0 && subscription.status !== 'trialing') bill(changed, 'update', due);
      return changed;
    },
    setCancelAtPeriodEnd: (id, cancel) => {
      const subscription = running(subscriptions.get(id));
      if (cancel && subscription.cancelAtPeriodEnd) throw new Refused('already-canceled');
      return change(
        id,
        { cancelAtPeriodEnd: cancel, canceledAt: cancel ? now() : null },
        cancel ? 'canceled' : 'uncanceled',
      );
    },
    revoke: (id) => end(running(subscriptions.get(id))),
    refund: (id, amountCents) => {
      const order = found(orders.get(id));
      if (order.refundedCents + amountCents > order.amountCents)
        throw new Refused('refunded-already');
      const refunded = {
        ...order,
        refundedCents: order.refundedCents + amountCents,
        modifiedAt: now(),
      };
      orders.set(id, refunded);
      tell({ type: 'order-refunded', order: refunded, amountCents });
      return refunded;
    },
    setCardWorks: (customerId, works) => {
      if (!works) return void refusedCards.add(customerId);
      refusedCards.delete(customerId);
      for (const subscription of subscriptions.values()) {
        if (subscription.customerId !== customerId || subscription.status !== 'past_due') continue;
        const paid = change(subscription.id, { status: 'active', pastDueAt: null }, 'recovered');
        bill(paid, 'cycle', productOf(paid.productId).priceCents);
      }
    },
    setCardAsks: (customerId, asks) =>
      void (asks ? askingCards.add(customerId) : askingCards.delete(customerId)),
    cardWorks: (customerId) => !refusedCards.has(customerId),
    advance: (ms) => {
      const end = now() + ms;
      for (let next = nextTurn(end); next !== null; next = nextTurn(end)) {
        passed += Math.max(0, next.at - now());
        next.run();
      }
      passed += end - now();
    },
    benefitsOf: (customerId) =>
      [...subscriptions.values()]
        .filter((subscription) => subscription.customerId === customerId)
        .filter((subscription) => givesBenefits(subscription, now(), options.graceDays))
        .flatMap(({ productId, createdAt }) =>
          productOf(productId).benefits.map((name) => ({ name, since: createdAt })),
        ),
  };
}
