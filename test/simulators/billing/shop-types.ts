/** What is sold: one price, paid again each interval, or once. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  readonly interval: 'month' | 'year' | 'once';
  readonly trialDays: number;
  /** What a subscriber is granted, by name. */
  readonly benefits: readonly string[];
}

export interface Customer {
  readonly id: string;
  /** The shop's own id of its user. */
  readonly externalId: string | null;
  readonly email: string;
  readonly createdAt: number;
}

export type SubscriptionStatus = 'trialing' | 'active' | 'past_due' | 'canceled';

export interface Subscription {
  readonly id: string;
  readonly customerId: string;
  readonly checkoutId: string | null;
  readonly createdAt: number;
  readonly productId: string;
  /** A change that waits for the period's end. */
  readonly pendingProductId: string | null;
  readonly status: SubscriptionStatus;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly trialEnd: number | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly canceledAt: number | null;
  readonly endedAt: number | null;
  readonly pastDueAt: number | null;
  readonly modifiedAt: number;
}

export type OrderReason = 'create' | 'cycle' | 'update' | 'purchase';

export interface Order {
  readonly id: string;
  readonly customerId: string;
  /** Null: of what is paid once. */
  readonly subscriptionId: string | null;
  readonly productId: string;
  readonly checkoutId: string | null;
  readonly reason: OrderReason;
  readonly amountCents: number;
  readonly refundedCents: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type CheckoutStatus = 'open' | 'succeeded' | 'failed' | 'expired';

export interface Checkout {
  readonly id: string;
  readonly secret: string;
  readonly productId: string;
  readonly externalCustomerId: string | null;
  readonly email: string | null;
  readonly successUrl: string;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly trialDays: number;
  readonly status: CheckoutStatus;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What happened, in the order in which it did; each dialect words it as its own webhooks. */
export type ShopEvent =
  | { readonly type: 'checkout-changed'; readonly checkout: Checkout }
  | { readonly type: 'customer-created'; readonly customer: Customer }
  | {
      readonly type: 'subscription-changed';
      readonly change:
        | 'created'
        | 'updated'
        | 'canceled'
        | 'uncanceled'
        | 'cycled'
        | 'past-due'
        | 'grace-over'
        | 'recovered'
        | 'ended';
      readonly subscription: Subscription;
    }
  | { readonly type: 'order-paid'; readonly order: Order }
  | { readonly type: 'order-refunded'; readonly order: Order; readonly amountCents: number };

export interface Shop {
  readonly products: readonly Product[];
  readonly customers: ReadonlyMap<string, Customer>;
  readonly checkouts: ReadonlyMap<string, Checkout>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly orders: ReadonlyMap<string, Order>;
  now(): number;
  openCheckout(wanted: CheckoutWanted): Checkout;
  customerByExternalId(externalId: string): Customer | undefined;
  createCustomer(wanted: { readonly externalId: string | null; readonly email: string }): Customer;
  /** The buyer pays; a declined card leaves the checkout open. */
  pay(checkoutId: string): Checkout;
  decline(checkoutId: string): Checkout;
  changeProduct(id: string, change: ProductChange): Subscription;
  setCancelAtPeriodEnd(id: string, cancel: boolean): Subscription;
  /** Ends it now. */
  revoke(id: string): Subscription;
  refund(orderId: string, amountCents: number): Order;
  /** The card of this customer is refused from now on, or taken again. */
  setCardWorks(customerId: string, works: boolean): void;
  cardWorks(customerId: string): boolean;
  /** The bank asks the buyer before this card pays for a change. */
  setCardAsks(customerId: string, asks: boolean): void;
  /** Lets time pass: trials and periods end, renewals are paid or fail, what was pending comes. */
  advance(ms: number): void;
  /** Benefits held now: of a subscription that pays, or is within its grace. */
  benefitsOf(customerId: string): readonly { readonly name: string; readonly since: number }[];
}

export interface CheckoutWanted {
  readonly productId: string;
  readonly externalCustomerId: string | null;
  readonly email: string | null;
  readonly successUrl: string;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Undefined: as the product has it. */
  readonly trialDays?: number | undefined;
}

export interface ProductChange {
  readonly productId: string;
  /** `now-unbilled`: the new price is paid from the next period on. */
  readonly when: 'now' | 'next-period' | 'now-unbilled';
}

export interface ShopOptions {
  readonly products: readonly Product[];
  /** Benefits outlive a failed payment by this many days. */
  readonly graceDays: number;
  readonly now: () => number;
  readonly tell: (event: ShopEvent) => void;
}

export const dayMs = 86_400_000;

/** A thing that the shop does not have: answered 404. */
export class NotInShop extends Error {}
export type RefusalReason =
  | 'checkout-closed'
  | 'already-canceled'
  | 'card-refused'
  | 'action-required'
  | 'refunded-already';

/** What the shop refuses in the thing's present state. */
export class Refused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.reason = reason;
  }
}

export function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new NotInShop();
  return thing;
}

/** Refuses what has ended. */
export function running(subscription: Subscription | undefined): Subscription {
  const known = found(subscription);
  if (known.status === 'canceled') throw new Refused('already-canceled');
  return known;
}

/** It pays, or its last payment failed less than a grace ago. `now`: milliseconds. */
export function givesBenefits(
  { status, pastDueAt }: Subscription,
  now: number,
  graceDays: number,
): boolean {
  if (status === 'active' || status === 'trialing') return true;
  return status === 'past_due' && pastDueAt !== null && now < pastDueAt + graceDays * dayMs;
}
