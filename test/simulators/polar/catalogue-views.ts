import type { Customer, Product } from '../billing/shop-types.ts';
import { idOf } from './ids.ts';

/** What is sold and who buys, as Polar words it. */

export const organizationId = idOf('organization');
export const currency = 'usd';

export function customerView({ id, externalId, email, createdAt }: Customer) {
  return {
    ...made(id, createdAt, null),
    metadata: {},
    external_id: externalId,
    email,
    email_verified: true,
    type: 'individual' as const,
    name: null,
    billing_name: null,
    billing_address: null,
    tax_id: null,
    locale: null,
    organization_id: organizationId,
    default_payment_method_id: null,
    deleted_at: null,
    first_user_event_at: null,
    avatar_url: null,
  };
}

export function productFields(product: Product) {
  return {
    ...made(product.id, 0, null),
    trial_interval: product.trialDays > 0 ? ('day' as const) : null,
    trial_interval_count: product.trialDays > 0 ? product.trialDays : null,
    name: product.name,
    description: null,
    visibility: 'public' as const,
    recurring_interval: recurringInterval(product.interval) ?? null,
    recurring_interval_count: product.interval === 'once' ? null : 1,
    meter_interval: null,
    meter_interval_count: null,
    is_recurring: product.interval !== 'once',
    is_archived: false,
    organization_id: organizationId,
  };
}

/** Undefined for what is paid once. */
export function recurringInterval(interval: Product['interval']): 'month' | 'year' | undefined {
  return interval === 'once' ? undefined : interval;
}

export function pricesView(product: Product) {
  return [
    {
      ...made(idOf(`price:${product.id}`), 0, null),
      source: 'catalog' as const,
      amount_type: 'fixed' as const,
      price_currency: currency,
      tax_behavior: null,
      is_archived: false,
      product_id: product.id,
      price_amount: product.priceCents,
    },
  ];
}

export function benefitsView(product: Product) {
  return product.benefits.map((name) => ({
    ...made(idOf(`benefit:${name}`), 0, null),
    type: 'feature_flag' as const,
    description: name,
    selectable: true,
    deletable: true,
    is_deleted: false,
    organization_id: organizationId,
  }));
}

export function productView(one: Product) {
  return {
    ...productFields(one),
    metadata: {},
    prices: pricesView(one),
    benefits: benefitsView(one).map((benefit) => ({
      ...benefit,
      metadata: {},
      visibility: 'public' as const,
      properties: {},
      visibility_configurable: true,
    })),
    medias: [] as [],
    attached_custom_fields: [] as [],
  };
}

export function made(id: string, createdAt: number, modifiedAt: number | null) {
  return { id, created_at: iso(createdAt), modified_at: isoOrNull(modifiedAt) };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}

export function known<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('The shop names a thing that it does not have');
  return thing;
}
