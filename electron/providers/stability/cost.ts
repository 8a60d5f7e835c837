import type { CostEstimate } from '../../contract/money.ts';
import type { PriceList } from '../../contract/price-list.ts';

const MICRO_USD_A_CREDIT = 10_000;

/**
 * A Stability request has one public price, whatever the size of the image. A model that the price
 * list does not know may cost as much as the dearest that it knows: never estimated as free.
 */
export function estimateStabilityCost(model: string, prices: PriceList): CostEstimate {
  const known = prices.models.stability ?? {};
  const price = known[model];
  if (price?.unit === 'call') {
    const credits = price.price / MICRO_USD_A_CREDIT;
    return {
      low: price.price,
      high: price.price,
      exact: true,
      basis: `${credits} credits × $0.01`,
    };
  }
  const dearest = Object.values(known).map((other) => (other.unit === 'call' ? other.price : 0));
  return {
    low: 0,
    high: Math.max(0, ...dearest),
    exact: false,
    basis: `no price known for ${model}`.slice(0, 200),
  };
}
