import Store from 'electron-store';
import { z } from 'zod';
import type { SettingsFile } from '../settings/settings-store.ts';
import { type WindowState, windowStateSchema } from './window-state.ts';

export interface AppFiles {
  readonly settings: SettingsFile;
  readonly window: { read(): WindowState | null; write(state: WindowState): void };
}

/** Settings and the window's place, in one small file each, written atomically by electron-store. */
export function openAppFiles(): AppFiles {
  const settings = new Store<{ settings?: unknown }>({
    name: 'settings',
    clearInvalidConfig: true,
  });
  const window = new Store<{ window?: unknown }>({ name: 'window', clearInvalidConfig: true });
  const windowSchema = z.nullable(windowStateSchema).catch(null);
  return {
    settings: {
      read: () => settings.get('settings'),
      write: (value) => settings.set('settings', value),
    },
    window: {
      read: () => windowSchema.parse(window.get('window') ?? null),
      write: (state) => window.set('window', state),
    },
  };
}
