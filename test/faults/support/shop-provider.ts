import type {
  BillingProvider,
  Offer,
  ProviderState,
} from '../../../supabase/functions/_shared/billing/billing-provider.ts';
import type { Product, Shop } from '../../simulators/billing/shop-types.ts';

/** The four offers, by the names of their products: `pro-month`. */
export const products: readonly Product[] = (['pro', 'studio'] as const).flatMap((plan) =>
  (['month', 'year'] as const).map((interval) => ({
    id: `${plan}-${interval}`,
    name: plan,
    priceCents: plan === 'pro' ? 1500 : 4500,
    interval,
    trialDays: 0,
    benefits: [plan],
  })),
);

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
  if (customer === undefined) return { customerRef: null, subscriptions: [], readAt };
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
      periodStart: one.periodStart,
      periodEnd: one.periodEnd,
      cancelAtPeriodEnd: one.cancelAtPeriodEnd,
      updatedAt: one.modifiedAt,
    })),
  };
}

/** A webhook says no more than whom it is about: that is all the functions read of one. */
export interface Notice {
  readonly deliveryId: string;
  readonly userId: string;
}

const never = () => Promise.reject(new Error('not part of this'));

/** A billing provider in this process: shops behind the interface that the functions know. */
export function createShopProvider(
  fetchState: (userId: string) => Promise<ProviderState>,
): BillingProvider {
  return {
    name: 'polar',
    capabilities: { portal: true, trials: true, scheduledChanges: true, usageMeters: false },
    createCheckout: never,
    portal: never,
    changePlan: never,
    cancel: never,
    resume: never,
    refund: never,
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
