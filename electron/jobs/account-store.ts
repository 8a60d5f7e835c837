import type { ProviderId } from '../contract/providers.ts';
import type { Store } from '../library/store.ts';
import type { AccountStore } from '../router/ports.ts';

/** The router's account breakers on SQLite: they outlive a restart. */
export interface SqliteAccountStore extends AccountStore {
  /** The user acted: a new key, more credit. */
  reopen(provider: ProviderId): void;
}

export function createAccountStore(store: Store, now: () => number): SqliteAccountStore {
  return {
    isClosed: (provider) =>
      store.get('select 1 from accounts where provider = ?', provider) !== undefined,
    close: (provider, error) => {
      store.run(
        'insert or replace into accounts (provider, error, closed_at) values (?, ?, ?)',
        provider,
        JSON.stringify(error),
        now(),
      );
    },
    reopen: (provider) => {
      store.run('delete from accounts where provider = ?', provider);
    },
  };
}
