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

/** Where settings are kept; what it holds may be anything. */
export interface SettingsFile {
  read(): unknown;
  write(settings: Settings): void;
}

export function createSettingsStore(file: SettingsFile): SettingsStore {
  const listeners = new Set<(settings: Settings) => void>();
  let current = goodSettings(file.read());

  return {
    get: () => current,
    patch: (patch) => {
      const next = { ...current, ...settingsPatchSchema.parse(patch) };
      file.write(next);
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
  const good = Object.entries(kept).filter(
    ([key, value]) => settingsPatchSchema.safeParse({ [key]: value }).success,
  );
  return settingsSchema.parse(Object.fromEntries(good));
}
