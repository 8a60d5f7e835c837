import { Refused, type Shop, dayMs } from '../../simulators/billing/shop-types.ts';
import type { Step } from './billing-steps.ts';
import { purchasesOf } from './shop-provider.ts';

/** What somebody does at the provider. */
export type Order = Exclude<Step, { readonly step: 'deliver' | 'overtake' | 'drop' | 'sync' }>;

/** Does it; what the shop refuses has no effect. */
export function order(step: Order, shop: Shop, userId: string): void {
  const held = [...shop.subscriptions.values()].find(({ status }) => status !== 'canceled');
  const customer = shop.customerByExternalId(userId);
  try {
    switch (step.step) {
      case 'buy':
        if (held !== undefined && !step.beside) return;
        return pay(shop, userId, step);
      case 'top-up':
        return pay(shop, userId, { ...step, trialDays: 0 });
      case 'refund-top-up': {
        const bought = purchasesOf(shop).find((one) => one.refundedCents < one.amountCents);
        if (bought === undefined) return;
        const left = bought.amountCents - bought.refundedCents;
        return void shop.refund(bought.id, Math.ceil(left * step.share));
      }
      case 'pass':
        return shop.advance(step.days * dayMs);
      case 'card':
        if (customer !== undefined) shop.setCardWorks(customer.id, step.works);
        return;
      case 'change':
        if (held === undefined) return;
        return void shop.changeProduct(held.id, { productId: step.product, when: step.when });
      case 'cancel':
      case 'resume':
        if (held === undefined) return;
        return void shop.setCancelAtPeriodEnd(held.id, step.step === 'cancel');
      case 'revoke':
        if (held !== undefined) shop.revoke(held.id);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

function pay(
  shop: Shop,
  userId: string,
  { product, trialDays }: { readonly product: string; readonly trialDays: number },
): void {
  const { id } = shop.openCheckout({
    productId: product,
    externalCustomerId: userId,
    email: null,
    successUrl: '',
    returnUrl: null,
    metadata: {},
    trialDays,
  });
  shop.pay(id);
}
