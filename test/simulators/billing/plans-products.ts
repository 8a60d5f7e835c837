import { idOf } from '../polar/ids.ts';
import type { Product } from './shop-types.ts';

const product = (
  plan: 'pro' | 'studio',
  interval: 'month' | 'year',
  priceCents: number,
): Product => ({
  id: idOf(`${plan}-${interval}`),
  name: `${plan === 'pro' ? 'Pro' : 'Studio'} by the ${interval}`,
  priceCents,
  interval,
  trialDays: 0,
  benefits: [plan],
});

const pack = (credits: number, priceCents: number): Product => ({
  id: idOf(`credits-${credits}`),
  name: `${credits} credits`,
  priceCents,
  interval: 'once',
  trialDays: 0,
  benefits: [],
});

/** The plans and packs of the app's defaults, as a simulated shop sells them. */
export const products = {
  proMonth: product('pro', 'month', 1500),
  proYear: product('pro', 'year', 14_400),
  studioMonth: product('studio', 'month', 4500),
  studioYear: product('studio', 'year', 43_200),
  credits500: pack(500, 800),
  credits2000: pack(2000, 2900),
} as const;

export const plansProducts: readonly Product[] = Object.values(products);

/** `BILLING_PRODUCTS` for functions that sell them. */
export const productIds = JSON.stringify({
  pro: { month: products.proMonth.id, year: products.proYear.id },
  studio: { month: products.studioMonth.id, year: products.studioYear.id },
  packs: { 'credits-500': products.credits500.id, 'credits-2000': products.credits2000.id },
});
