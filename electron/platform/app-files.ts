import { randomUUID } from 'node:crypto';
import Store from 'electron-store';
import { z } from 'zod';
import type { AccountBookFile } from '../cloud/session/account-book.ts';
import type { SettingsFile } from '../settings/settings-store.ts';
import { type WindowState, windowStateSchema } from './window-state.ts';

export interface AppFiles {
  readonly settings: SettingsFile;
  readonly accounts: AccountBookFile;
  /** A random id of this installation, made at its first start. */
  readonly installation: string;
  readonly window: { read(): WindowState | null; write(state: WindowState): void };
}

/** Settings, accounts and the window's place, in one small file each that electron-store writes whole. */
export function openAppFiles(): AppFiles {
  const settings = new Store<{ settings?: unknown }>({
    name: 'settings',
    clearInvalidConfig: true,
  });
  const accounts = new Store<{ accounts?: unknown; installation?: unknown }>({
    name: 'accounts',
    clearInvalidConfig: true,
  });
  const window = new Store<{ window?: unknown }>({ name: 'window', clearInvalidConfig: true });
  const installation = z
    .uuid()
    .catch(() => randomUUID())
    .parse(accounts.get('installation'));
  accounts.set('installation', installation);
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
    installation,
    window: {
      read: () => windowSchema.parse(window.get('window') ?? null),
      write: (state) => window.set('window', state),
    },
  };
}
