import type { Engine } from '../engine.ts';
import type { ProviderHub } from '../providers/provider-hub.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Handlers } from './handle.ts';

type ProviderChannel = Extract<keyof Handlers, `providers.${string}` | `settings.${string}`>;

export interface ProviderHandlerOptions {
  readonly engine: Engine;
  readonly hub: ProviderHub;
  readonly settings: SettingsStore;
}

export function providerHandlers(options: ProviderHandlerOptions): Pick<Handlers, ProviderChannel> {
  const { engine, hub, settings } = options;
  return {
    'providers.list': () => [...hub.infos()],
    'providers.set-key': async ({ provider, key }) => {
      const health = await hub.setKey(provider, key);
      // The user acted: an account that was closed for its old key may be tried again.
      if (health.status === 'ok') engine.reopenAccount(provider);
      return health;
    },
    'providers.remove-key': (provider) => hub.removeKey(provider),
    'providers.check': async (provider) => {
      const health = await hub.check(provider);
      if (health.status === 'ok') engine.reopenAccount(provider);
      return health;
    },
    'settings.get': () => settings.get(),
    'settings.set': (patch) => settings.patch(patch),
  };
}
