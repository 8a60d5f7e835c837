import type { Product } from './shop-types.ts';

/** The end of a period that begins at `start`. */
export function afterInterval(start: number, interval: Product['interval']): number {
  const date = new Date(start);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + (interval === 'year' ? 12 : 1));
  // 31 January and a month is 28 February, not 3 March.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}
