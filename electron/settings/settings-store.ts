import {
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
  settingsSchema,
} from '../contract/settings.ts';

/** The user's settings: always whole and valid. */
export interface SettingsStore {
  get(): Settings;
  /** Kept when it returns. Throws a ZodError where the patch is not valid; then nothing changes. */
  patch(patch: SettingsPatch): Settings;
  /** Calls the listener after each change; returns a function that stops it. */
  subscribe(listener: (settings: Settings) => void): () => void;
}

/** Grows where what was kept before has to be read otherwise. */
const fileVersion = 2;

type KeptSettings = Settings & { readonly fileVersion: number };

/** Where settings are kept; what it holds may be anything. */
export interface SettingsFile {
  read(): unknown;
  write(settings: KeptSettings): void;
}

export function createSettingsStore(file: SettingsFile): SettingsStore {
  const listeners = new Set<(settings: Settings) => void>();
  let current = goodSettings(file.read());

  return {
    get: () => current,
    patch: (patch) => {
      const next = { ...current, ...settingsPatchSchema.parse(patch) };
      file.write({ ...next, fileVersion });
      current = next;
      for (const listener of listeners) listener(next);
      return next;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Each setting by itself: one that is no longer valid falls back to its default, the others stay. */
function goodSettings(kept: unknown): Settings {
  if (typeof kept !== 'object' || kept === null) return settingsSchema.parse({});
  const entries = 'fileVersion' in kept ? Object.entries(kept) : sinceFirstVersion(kept);
  const good = entries.filter(
    ([key, value]) => settingsPatchSchema.safeParse({ [key]: value }).success,
  );
  return settingsSchema.parse(Object.fromEntries(good));
}

/** The first version kept defaults as if they were chosen: what equals one follows the configuration. */
const firstDefaults: Readonly<Record<string, unknown>> = {
  policy: 'primary-first',
  providerOrder: ['on-device', 'openai', 'anthropic', 'stability', 'compatible', 'cloud'],
};

function sinceFirstVersion(kept: object): readonly [string, unknown][] {
  return Object.entries(kept).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(firstDefaults[key]),
  );
}
