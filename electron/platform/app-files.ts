import Store from 'electron-store';
import { z } from 'zod';
import type { AccountBookFile } from '../cloud/session/account-book.ts';
import type { SettingsFile } from '../settings/settings-store.ts';
import { type WindowState, windowStateSchema } from './window-state.ts';

export interface AppFiles {
  readonly settings: SettingsFile;
  readonly accounts: AccountBookFile;
  readonly window: { read(): WindowState | null; write(state: WindowState): void };
}

/** Settings, the accounts and the window's place, in one small file each, written atomically by electron-store. */
export function openAppFiles(): AppFiles {
  const settings = new Store<{ settings?: unknown }>({
    name: 'settings',
    clearInvalidConfig: true,
  });
  const accounts = new Store<{ accounts?: unknown }>({
    name: 'accounts',
    clearInvalidConfig: true,
  });
  const window = new Store<{ window?: unknown }>({ name: 'window', clearInvalidConfig: true });
  const windowSchema = z.nullable(windowStateSchema).catch(null);
  return {
    settings: {
      read: () => settings.get('settings'),
      write: (value) => settings.set('settings', value),
    },
    accounts: {
      read: () => accounts.get('accounts'),
      write: (pages) => accounts.set('accounts', pages),
    },
    window: {
      read: () => windowSchema.parse(window.get('window') ?? null),
      write: (state) => window.set('window', state),
    },
  };
}
