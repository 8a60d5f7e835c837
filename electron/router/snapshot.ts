import { budgetLeft } from './budget.ts';
import type { RouteSnapshot } from './choose-route.ts';
import type { ProviderSnapshot } from './offers.ts';
import type { ConnectedProvider, RouterPorts } from './ports.ts';
import type { ProviderStates } from './provider-states.ts';

/** Gathers what a decision depends on. */
export function takeSnapshot(ports: RouterPorts, states: ProviderStates): RouteSnapshot {
  const settings = ports.settings();
  return {
    providers: ports.providers().map((connected) => snapshotOf(connected, ports, states)),
    settings,
    prices: ports.prices(),
    online: ports.online(),
    budgetLeft: budgetLeft({
      store: ports.budget,
      limits: settings.budgets,
      now: ports.clock.now(),
    }),
  };
}

export function snapshotOf(
  { provider, configured, simulated, local }: ConnectedProvider,
  ports: Pick<RouterPorts, 'accounts'>,
  states: ProviderStates,
): ProviderSnapshot {
  return {
    id: provider.id,
    capabilities: provider.capabilities,
    configured,
    simulated,
    local,
    breakerOpen: states.isOpen(provider.id),
    accountClosed: ports.accounts.isClosed(provider.id),
    estimate: (request, prices) => provider.getCostEstimate(request, prices),
    medianMs: (capability) => states.medianMs(provider.id, capability),
  };
}
