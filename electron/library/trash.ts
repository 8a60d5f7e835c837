import { z } from 'zod';
import type { Scope } from '../contract/account.ts';
import { type AssetId, type BlobHash, type VersionId, assetIdSchema } from '../contract/ids.ts';
import type { AssetAccess } from './asset-access.ts';
import type { AssetWitness } from './asset-witness.ts';
import { blobsOf, forgetBlob } from './library-writes.ts';
import { discardVersion, rejoin } from './version-trash.ts';
import type { Store } from './store.ts';

/**
 * What was removed waits in the trash with all its versions: out of sight here, gone for the account's
 * other devices. Restored, it is as it was. Its files go only with `erase`.
 */
export interface Trash {
  /** Passes over what is in the trash already. */
  remove(assetIds: readonly AssetId[]): void;
  /**
   * Takes versions out of their images: each lies in the trash as an image of its own, and becomes a
   * version again when it is restored. Passes over originals. Returns those images.
   */
  discard(versionIds: readonly VersionId[]): readonly AssetId[];
  /** Passes over what is not in the trash. */
  restore(assetIds: readonly AssetId[]): void;
  /** For good, and only what is in the trash; returns the blobs that nothing refers to any more. */
  erase(assetIds: readonly AssetId[]): readonly BlobHash[];
  /** What has been in a scope's trash since before a time; null: in any scope's. */
  trashed(scope: Scope | null, before: number): readonly AssetId[];
}

export interface TrashParts {
  readonly store: Store;
  readonly access: AssetAccess;
  readonly witness: AssetWitness;
  readonly now: () => number;
  readonly onAssetsRemoved: (assetIds: readonly AssetId[]) => void;
}

/** So long removed images can be restored. */
export const trashDays = 30;

const idsSchema = z.array(z.object({ id: assetIdSchema }));

export function createTrash({ store, access, witness, now, onAssetsRemoved }: TrashParts): Trash {
  const numbers = (assetIds: readonly AssetId[], trashed: boolean): readonly number[] =>
    assetIds.flatMap((id) => {
      const number = access.numberOf(id);
      return number === null || access.isTrashed(number) !== trashed ? [] : [number];
    });

  return {
    remove: (assetIds) => {
      store.transaction(() => {
        for (const number of numbers(assetIds, false)) {
          witness.removing(access.at(number).id);
          store.run('update assets set trashed_at = ? where number = ?', now(), number);
        }
        store.afterCommit(() => onAssetsRemoved(assetIds));
      });
    },
    discard: (versionIds) =>
      store.transaction(() =>
        versionIds.flatMap((id) => discardVersion({ store, access, now: now() }, id) ?? []),
      ),
    restore: (assetIds) => {
      store.transaction(() => {
        for (const number of numbers(assetIds, true)) {
          const { id } = access.at(number);
          if (rejoin({ store, access }, number)) {
            store.afterCommit(() => onAssetsRemoved([id]));
            continue;
          }
          store.run(
            'update assets set trashed_at = null, version_of = null where number = ?',
            number,
          );
          access.touched(number);
        }
      });
    },
    erase: (assetIds) =>
      store.transaction(() => {
        const gone = numbers(assetIds, true);
        const blobs = gone.flatMap((number) => blobsOf(store, number));
        for (const number of gone) {
          store.run('delete from asset_search where rowid = ?', number);
          store.run('delete from assets where number = ?', number);
        }
        store.afterCommit(() => onAssetsRemoved(assetIds));
        return [...new Set(blobs)].filter((hash) => forgetBlob(store, hash));
      }),
    trashed: (scope, before) =>
      idsSchema
        .parse(
          scope === null
            ? store.all('select id from assets where trashed_at < ?', before)
            : store.all('select id from assets where scope = ? and trashed_at < ?', scope, before),
        )
        .map(({ id }) => id),
  };
}
