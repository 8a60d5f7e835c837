import { z } from 'zod';
import type { AccountId } from '../contract/account.ts';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';
import { isNeededElsewhere } from '../library/library-writes.ts';
import type { Store } from '../library/store.ts';

const hashesSchema = z.array(z.object({ hash: blobHashSchema }));

/** Tables with rows of an account beside its images, which are removed one by one. */
const tables = [
  { name: 'collections', column: 'scope' },
  { name: 'jobs', column: 'scope' },
  { name: 'attempts', column: 'scope' },
  { name: 'usage_ledger', column: 'scope' },
  { name: 'recipes', column: 'scope' },
  { name: 'batches', column: 'scope' },
  { name: 'outbox', column: 'account' },
  { name: 'synced_rows', column: 'account' },
  { name: 'unsynced', column: 'account' },
  { name: 'heard_thumbnails', column: 'account' },
  { name: 'sync_state', column: 'account' },
  { name: 'settings_owner', column: 'account' },
] as const;

/**
 * Forgets what an account has left on this device; the cloud hears nothing of it. Returns the files
 * that only it used. What was spent still counts in this device's budgets.
 */
export function eraseAccount(store: Store, account: AccountId): readonly BlobHash[] {
  return store.transaction(() => {
    const candidates = hashesSchema.parse(
      store.all(
        `select distinct v.blob as hash from versions v join assets a on a.number = v.asset
           where a.scope = ?
         union select hash from kept_blobs where owner like '%/' || ? || '%'`,
        account,
        account,
      ),
    );
    store.run(
      'delete from asset_search where rowid in (select number from assets where scope = ?)',
      account,
    );
    store.run('delete from assets where scope = ?', account);
    store.run("delete from kept_blobs where owner like '%/' || ? || '%'", account);
    store.run(
      'delete from batch_stamps where recipe_hash in (select recipe_hash from batches where scope = ?)',
      account,
    );
    for (const { name, column } of tables) {
      store.run(`delete from ${name} where ${column} = ?`, account);
    }
    store.run('delete from blobs where hash not in (select blob from versions)');
    return candidates.map(({ hash }) => hash).filter((hash) => !isNeededElsewhere(store, hash));
  });
}
