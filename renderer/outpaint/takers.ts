import type { ProviderInfo } from '../../electron/contract/providers.ts';
import type { Route } from '../../electron/contract/receipt.ts';
import type { Taker } from './limits.ts';

/** Who could outpaint, those of the route first and in its order. Pure. */
export function takersOf(
  providers: readonly ProviderInfo[],
  route: Route | null,
): readonly Taker[] {
  const order = route?.candidates.map(({ provider }) => provider) ?? [];
  const rank = (id: ProviderInfo['id']): number =>
    order.includes(id) ? order.indexOf(id) : order.length;
  return providers
    .toSorted((one, other) => rank(one.id) - rank(other.id))
    .flatMap(({ id, capabilities }) =>
      capabilities.flatMap(({ operation, image }) =>
        operation === 'outpaint' && image !== null ? [{ provider: id, image }] : [],
      ),
    );
}
