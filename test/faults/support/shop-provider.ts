import type {
  BillingProvider,
  Offer,
  ProviderState,
} from '../../../supabase/functions/_shared/billing/billing-provider.ts';
import type { Order, Product, Shop } from '../../simulators/billing/shop-types.ts';

/** The four offers, by the names of their products: `pro-month`. */
export const offers: readonly Product[] = (['pro', 'studio'] as const).flatMap((plan) =>
  (['month', 'year'] as const).map((interval) => ({
    id: `${plan}-${interval}`,
    name: plan,
    priceCents: plan === 'pro' ? 1500 : 4500,
    interval,
    trialDays: 0,
    benefits: [plan],
  })),
);
export const packs: readonly Product[] = [500, 2000].map((credits) => ({
  id: `credits-${credits}`,
  name: `${credits} credits`,
  priceCents: credits === 500 ? 800 : 2900,
  interval: 'once',
  trialDays: 0,
  benefits: [],
}));
export const products = [...offers, ...packs];

function offerOf(productId: string): Offer {
  const [plan, interval] = productId.split('-');
  return {
    plan: plan === 'studio' ? 'studio' : 'pro',
    interval: interval === 'year' ? 'year' : 'month',
  };
}

/** What a provider would answer about this user now. */
export function stateOf(shop: Shop, userId: string): ProviderState {
  const readAt = shop.now();
  const customer = shop.customerByExternalId(userId);
  if (customer === undefined)
    return { customerRef: null, subscriptions: [], purchases: [], readAt };
  const granted = shop.benefitsOf(customer.id).length > 0;
  return {
    customerRef: customer.id,
    readAt,
    subscriptions: [...shop.subscriptions.values()].map((one) => ({
      id: one.id,
      offer: offerOf(one.productId),
      pendingOffer: one.pendingProductId === null ? null : offerOf(one.pendingProductId),
      status: one.status === 'canceled' ? 'ended' : one.status,
      grants: one.status !== 'canceled' && granted,
      startedAt: one.createdAt,
      periodStart: one.periodStart,
      periodEnd: one.periodEnd,
      cancelAtPeriodEnd: one.cancelAtPeriodEnd,
      updatedAt: one.modifiedAt,
    })),
    purchases: purchasesOf(shop).map((one) => ({
      id: one.id,
      pack: one.productId,
      paidCents: one.amountCents,
      refundedCents: one.refundedCents,
      paidAt: one.createdAt,
    })),
  };
}

export function purchasesOf(shop: Shop): readonly Order[] {
  return [...shop.orders.values()].filter(({ reason }) => reason === 'purchase');
}

/** A webhook says no more than whom it is about: that is all the functions read of one. */
export interface Notice {
  readonly deliveryId: string;
  readonly userId: string;
}

const never = () => Promise.reject(new Error('not part of this'));

interface Parts {
  readonly fetchState: (userId: string) => Promise<ProviderState>;
  /** The shop that sold this. */
  readonly shopOf: (subscriptionId: string) => Shop;
  /** The shop has done it: here the function may die before it hears of it. */
  readonly acted?: (deed: 'ending' | 'paying back') => Promise<void>;
}

/** A billing provider in this process: shops behind the interface that the functions know. */
export function createShopProvider({
  fetchState,
  shopOf,
  acted = () => Promise.resolve(),
}: Parts): BillingProvider {
  return {
    name: 'polar',
    capabilities: {
      portal: true,
      trials: true,
      scheduledChanges: true,
      usageMeters: false,
      packs: packs.map(({ id }) => id),
    },
    createCheckout: never,
    portal: never,
    changePlan: never,
    cancel: async (id) => {
      shopOf(id).revoke(id);
      await acted('ending');
    },
    resume: never,
    refund: never,
    refundAll: async (id) => {
      const shop = shopOf(id);
      let cents = 0;
      for (const order of shop.orders.values()) {
        if (order.subscriptionId !== id) continue;
        const left = order.amountCents - order.refundedCents;
        if (left > 0) shop.refund(order.id, left);
        cents += order.amountCents;
      }
      await acted('paying back');
      return cents;
    },
    reportUsage: never,
    fetchState,
    verifyWebhook: (body) => {
      const { deliveryId, userId } = JSON.parse(body) as Notice;
      return Promise.resolve({
        deliveryId,
        type: 'customer.state_changed',
        occurredAt: Date.now(),
        customerRef: null,
        userId,
      });
    },
  };
}
