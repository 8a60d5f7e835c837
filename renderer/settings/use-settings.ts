import {
  type Settings,
  type SettingsPatch,
  settingsSchema,
} from '../../electron/contract/settings.ts';
import { changeSettings, useSession } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';

const defaults = settingsSchema.parse({});

/** The settings, and how to change some of them; what fails is said in a toast. */
export function useSettings(): {
  readonly settings: Settings;
  readonly change: (patch: SettingsPatch) => void;
} {
  const settings = useSession((state) => state.settings) ?? defaults;
  return {
    settings,
    change: (patch) => {
      attempt(() => changeSettings(patch));
    },
  };
}
