import { z } from 'zod';
import { type AccountId, accountIdSchema } from '../contract/account.ts';
import type { Store } from '../library/store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Fields } from './lay-over.ts';
import type { Recorder } from './recorder.ts';
import type { RowName } from './row-name.ts';
import type { SyncStates } from './sync-state.ts';
import {
  type Compared,
  type SyncedSetting,
  type SyncedValues,
  compareSettings,
  syncedSettings,
} from './synced-settings.ts';

/**
 * Keeps the settings file and an account's settings together. The file is no part of the database,
 * so that nothing commits with it: both sides are compared with what they were the last time, at the
 * start and after each change, and a crash in between heals itself.
 */
export interface SettingsFollower {
  /** Call it when the account is shown, when the file changed, and when a pull is complete. */
  compare(account: AccountId): void;
  /** Takes the account's value, whatever was changed here. */
  accept(account: AccountId, name: string): void;
}

export interface SettingsFollowerParts {
  readonly store: Store;
  readonly settings: Pick<SettingsStore, 'get' | 'patch'>;
  readonly recorder: Recorder;
  readonly states: SyncStates;
}

export function createSettingsFollower(parts: SettingsFollowerParts): SettingsFollower {
  const { store, settings, recorder, states } = parts;
  let isApplying = false;

  function compare(account: AccountId): void {
    // Before the first pull nobody knows what the account has.
    if (isApplying || !states.get(account).hasPulled) return;
    const owner = ownerOf(store);
    const file = owner === null ? "nobody's" : owner === account ? 'ours' : 'other';
    const { settings: compared } = states.get(account);
    const { apply, tell } = compareSettings({
      here: settings.get(),
      there: valuesOf(recorder, account),
      compared,
      file,
    });
    if (Object.keys(apply).length > 0) {
      isApplying = true;
      try {
        settings.patch(apply);
      } finally {
        isApplying = false;
      }
    }
    store.transaction(() => {
      for (const [name, value] of Object.entries(tell)) {
        recorder.tell({ account, kind: 'setting', key: name }, () => ({ value }));
      }
      const next = comparedNow(account);
      if (file === 'ours' && JSON.stringify(next) === JSON.stringify(compared)) return;
      states.set(account, { settings: next });
      store.run('insert or replace into settings_owner (id, account) values (1, ?)', account);
    });
  }

  function comparedNow(account: AccountId): Record<string, Compared> {
    const [here, there] = [settings.get(), valuesOf(recorder, account)];
    return Object.fromEntries(
      syncedSettings.map((name) => [name, { here: here[name], there: there[name] }]),
    );
  }

  return {
    compare,
    accept: (account, name) => {
      const known = syncedSettings.find((synced) => synced === name);
      if (known === undefined) return;
      const { settings: compared } = states.get(account);
      // As if nothing had been heard of it: the account's value is news, the one here is not.
      const forgotten = { here: settings.get()[known] };
      states.set(account, { settings: { ...compared, [known]: forgotten } });
      compare(account);
    },
  };
}

/** What the account's settings are with the operations that wait. */
function valuesOf(recorder: Recorder, account: AccountId): SyncedValues {
  const shown = (key: SyncedSetting): Fields | null => {
    const row: RowName = { account, kind: 'setting', key };
    return recorder.shown(row);
  };
  return Object.fromEntries(
    syncedSettings.flatMap((name) => {
      const value = shown(name)?.['value'];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Whose values the file holds. */
function ownerOf(store: Store): AccountId | null {
  return (
    z
      .object({ account: accountIdSchema })
      .optional()
      .parse(store.get('select account from settings_owner'))?.account ?? null
  );
}
