import {
  type ResolvedSettings,
  resolveSettings,
} from '../../electron/contract/resolved-settings.ts';
import {
  type Settings,
  type SettingsPatch,
  settingsSchema,
} from '../../electron/contract/settings.ts';
import { useConfiguration } from '../stores/configuration.ts';
import { changeSettings, useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';

const defaults = settingsSchema.parse({});

interface UsedSettings {
  readonly settings: Settings;
  /** With the configuration's values where the user leaves the choice to it. */
  readonly resolved: ResolvedSettings;
  readonly change: (patch: SettingsPatch) => void;
}

/** The settings, and how to change some of them; what fails is said in a toast. */
export function useSettings(): UsedSettings {
  const settings = useSession((state) => state.settings) ?? defaults;
  const configuration = useConfiguration(({ state }) => state?.configuration);
  return {
    settings,
    resolved: configuration
      ? resolveSettings(settings, configuration)
      : // Until the main process has answered.
        {
          ...settings,
          policy: settings.policy ?? 'primary-first',
          providerOrder: settings.providerOrder ?? [],
        },
    change: (patch) => {
      attempt(() => changeSettings(patch));
    },
  };
}
