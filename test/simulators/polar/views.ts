import type { z } from 'zod';
import type {
  Checkout,
  Customer,
  Order,
  Product,
  Shop,
  Subscription,
} from '../billing/shop-types.ts';
import type {
  customerSchema,
  customerStateSchema,
  orderSchema,
  productSchema,
  refundSchema,
  subscriptionSchema,
} from './answers.ts';
import type { checkoutSchema } from './checkout-answer.ts';
import {
  currency,
  customerView,
  iso,
  isoOrNull,
  known,
  made,
  organizationId,
  pricesView,
  productFields,
  productView,
  recurringInterval,
} from './catalogue-views.ts';
import { checkoutView } from './checkout-view.ts';
import { idOf } from './ids.ts';

/** The shop's things as Polar words them. `origin`: where the simulator's own pages are. */
export interface Views {
  customer(customer: Customer): z.input<typeof customerSchema>;
  state(customer: Customer): z.input<typeof customerStateSchema>;
  product(product: Product): z.input<typeof productSchema>;
  subscription(subscription: Subscription): z.input<typeof subscriptionSchema>;
  order(order: Order): z.input<typeof orderSchema>;
  checkout(checkout: Checkout): z.input<typeof checkoutSchema>;
  refund(order: Order, amountCents: number): z.input<typeof refundSchema>;
}

export function createViews(shop: Shop, origin: () => string): Views {
  const productOf = (id: string): Product => known(shop.products.find((one) => one.id === id));
  const customerOf = (id: string): Customer => known(shop.customers.get(id));

  function subscriptionFields(one: Subscription) {
    const { priceCents, interval } = productOf(one.productId);
    return {
      ...made(one.id, one.createdAt, one.modifiedAt),
      amount: priceCents,
      currency,
      recurring_interval: known(recurringInterval(interval)),
      recurring_interval_count: 1,
      status: one.status,
      current_period_start: iso(one.periodStart),
      current_period_end: iso(one.periodEnd),
      current_meter_period_start: null,
      current_meter_period_end: null,
      trial_start: one.trialEnd === null ? null : iso(one.createdAt),
      trial_end: isoOrNull(one.trialEnd),
      cancel_at_period_end: one.cancelAtPeriodEnd,
      canceled_at: isoOrNull(one.canceledAt),
      started_at: iso(one.createdAt),
      ends_at: one.cancelAtPeriodEnd ? iso(one.periodEnd) : isoOrNull(one.endedAt),
      ended_at: isoOrNull(one.endedAt),
      past_due_at: isoOrNull(one.pastDueAt),
      pause_at_period_end: false,
      paused_at: null,
      resumes_at: null,
      customer_id: one.customerId,
      product_id: one.productId,
      discount_id: null,
      checkout_id: one.checkoutId,
      seats: null,
      customer_cancellation_reason: null,
      customer_cancellation_comment: null,
      metadata: {},
    };
  }

  return {
    customer: customerView,
    product: productView,
    state: (one) => ({
      ...customerView(one),
      active_subscriptions: [...shop.subscriptions.values()]
        .filter(({ customerId }) => customerId === one.id)
        .flatMap((subscription) => {
          const { status } = subscription;
          // Polar lists those that pay or are tried; who is past due is not among them.
          if (status !== 'active' && status !== 'trialing') return [];
          const all = subscriptionFields(subscription);
          return [
            {
              ...made(all.id, subscription.createdAt, subscription.modifiedAt),
              custom_field_data: {},
              metadata: {},
              status,
              amount: all.amount,
              currency,
              recurring_interval: all.recurring_interval,
              current_period_start: all.current_period_start,
              current_period_end: all.current_period_end,
              trial_start: all.trial_start,
              trial_end: all.trial_end,
              cancel_at_period_end: all.cancel_at_period_end,
              canceled_at: all.canceled_at,
              started_at: all.started_at,
              ends_at: all.ends_at,
              product_id: all.product_id,
              discount_id: null,
              meters: [] as [],
            },
          ];
        }),
      granted_benefits: shop.benefitsOf(one.id).map(({ name, since }) => ({
        ...made(idOf(`grant:${one.id}:${name}`), since, null),
        granted_at: iso(since),
        benefit_id: idOf(`benefit:${name}`),
        benefit_type: 'feature_flag' as const,
        benefit_metadata: { name },
        properties: {},
      })),
      active_meters: [],
    }),
    subscription: (one) => {
      const sold = productOf(one.productId);
      return {
        ...subscriptionFields(one),
        custom_field_data: {},
        customer: customerView(customerOf(one.customerId)),
        product: productView(sold),
        discount: null,
        prices: pricesView(sold),
        meters: [],
        pending_update:
          one.pendingProductId === null
            ? null
            : {
                ...made(idOf(`pending:${one.id}:${one.pendingProductId}`), one.modifiedAt, null),
                applies_at: iso(one.periodEnd),
                product_id: one.pendingProductId,
                seats: null,
              },
      };
    },
    order: (one) => {
      const sold = productOf(one.productId);
      const subscription =
        one.subscriptionId === null ? null : known(shop.subscriptions.get(one.subscriptionId));
      const reason = {
        purchase: 'purchase',
        create: 'subscription_create',
        cycle: 'subscription_cycle',
        update: 'subscription_update',
      } as const;
      return {
        ...made(one.id, one.createdAt, one.modifiedAt),
        status:
          one.refundedCents === 0
            ? ('paid' as const)
            : one.refundedCents < one.amountCents
              ? ('partially_refunded' as const)
              : ('refunded' as const),
        paid: true,
        subtotal_amount: one.amountCents,
        discount_amount: 0,
        net_amount: one.amountCents,
        tax_amount: 0,
        total_amount: one.amountCents,
        applied_balance_amount: 0,
        due_amount: one.amountCents,
        refunded_amount: one.refundedCents,
        refunded_tax_amount: 0,
        refundable_amount: one.amountCents - one.refundedCents,
        refundable_tax_amount: 0,
        currency,
        billing_reason: reason[one.reason],
        billing_name: null,
        billing_address: null,
        invoice_number: `SIM-${one.id.slice(0, 8)}`,
        is_invoice_generated: true,
        receipt_number: null,
        seats: null,
        customer_id: one.customerId,
        product_id: one.productId,
        discount_id: null,
        subscription_id: one.subscriptionId,
        checkout_id: one.checkoutId,
        next_payment_attempt_at: null,
        metadata: {},
        custom_field_data: {},
        platform_fee_amount: 0,
        platform_fee_currency: null,
        customer: customerView(customerOf(one.customerId)),
        product: { ...productFields(sold), metadata: {} },
        discount: null,
        subscription: subscription === null ? null : subscriptionFields(subscription),
        items: [
          {
            ...made(idOf(`item:${one.id}`), one.createdAt, null),
            label: sold.name,
            amount: one.amountCents,
            tax_amount: 0,
            proration: one.reason === 'update',
            product_price_id: idOf(`price:${sold.id}`),
          },
        ],
        description: sold.name,
      };
    },
    checkout: (one) => checkoutView(one, productOf(one.productId), origin()),
    refund: (order, amountCents) => ({
      ...made(idOf(`refund:${order.id}:${order.refundedCents}`), order.modifiedAt, null),
      metadata: {},
      status: 'succeeded',
      reason: 'customer_request',
      amount: amountCents,
      tax_amount: 0,
      currency,
      organization_id: organizationId,
      order_id: order.id,
      subscription_id: order.subscriptionId,
      customer_id: order.customerId,
      revoke_benefits: false,
      dispute: null,
    }),
  };
}
