import { type ProviderId, providerIds } from '../contract/providers.ts';
import type { Candidate, Policy } from '../contract/receipt.ts';

type Comparison = (left: Candidate, right: Candidate) => number;

const byPrice: Comparison = (left, right) => left.estimate.high - right.estimate.high;
const byTime: Comparison = (left, right) => left.expectedMs - right.expectedMs;
const byQuality: Comparison = (left, right) => right.quality - left.quality;

/**
 * The order of candidates under a policy. Ties fall to the user's order of providers, so that the
 * result never depends on the order in which providers were gathered.
 */
export function candidateOrder(policy: Policy, providerOrder: readonly ProviderId[]): Comparison {
  const byOrder: Comparison = (left, right) =>
    rank(left.provider, providerOrder) - rank(right.provider, providerOrder);
  const criteria = [byLosses, ...policyCriteria(policy), byOrder];
  return (left, right) => {
    for (const compare of criteria) {
      const difference = compare(left, right);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Whatever the policy, a candidate that drops something comes after all that don't. */
const byLosses: Comparison = (left, right) =>
  Number(left.losses.length > 0) - Number(right.losses.length > 0);

function policyCriteria(policy: Policy): readonly Comparison[] {
  switch (policy) {
    case 'cheapest':
      return [byPrice, byTime];
    case 'fastest':
      return [byTime, byPrice];
    case 'best':
      return [byQuality, byPrice];
    case 'primary-first':
    case 'private':
    case 'pinned':
      return [];
  }
}

/** Providers that the user's order doesn't name come last, in the contract's order. */
function rank(provider: ProviderId, providerOrder: readonly ProviderId[]): number {
  const place = providerOrder.indexOf(provider);
  return place === -1 ? providerOrder.length + providerIds.indexOf(provider) : place;
}
