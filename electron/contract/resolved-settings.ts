import { type ProviderId, providerIds } from './providers.ts';
import type { Configuration } from './remote-config.ts';
import type { Settings } from './settings.ts';

/** The user's settings, with nothing left to the configuration any more. */
export interface ResolvedSettings extends Settings {
  readonly policy: NonNullable<Settings['policy']>;
  readonly providerOrder: readonly ProviderId[];
}

/**
 * The user's settings with the configuration's values where they leave the choice to it. What either
 * has switched off is off: nothing that is configured opens what the user has closed. Pure.
 */
export function resolveSettings(
  settings: Settings,
  configuration: Configuration,
): ResolvedSettings {
  const switchedOff = providerIds.filter((id) => !configuration.providers[id].enabled);
  return {
    ...settings,
    policy: settings.policy ?? configuration.policy,
    providerOrder: settings.providerOrder ?? configuration.fallbackOrder,
    disabledProviders: [...new Set([...settings.disabledProviders, ...switchedOff])],
  };
}
