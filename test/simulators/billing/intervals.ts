import type { Product, Subscription } from './shop-types.ts';

/** The end of a period that begins at `start`; what is paid once has none. */
export function afterInterval(start: number, interval: Product['interval']): number {
  if (interval === 'once') throw new Error('What is paid once has no periods');
  const date = new Date(start);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + (interval === 'year' ? 12 : 1));
  // 31 January and a month is 28 February, not 3 March.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}

interface ChangeOfProduct {
  readonly before: Product;
  readonly product: Product;
  readonly now: number;
}

/** Cents: the difference for what is left of the period; another interval begins a new one. */
export function dueNow(
  { periodStart, periodEnd }: Pick<Subscription, 'periodStart' | 'periodEnd'>,
  { before, product, now }: ChangeOfProduct,
): number {
  const left = (periodEnd - now) / (periodEnd - periodStart);
  return before.interval === product.interval
    ? Math.round((product.priceCents - before.priceCents) * left)
    : Math.round(product.priceCents - before.priceCents * left);
}
