import { z } from 'zod';
import { scopeSchema } from '../contract/account.ts';
import type { AssetId, VersionId } from '../contract/ids.ts';
import type { AssetAccess } from './asset-access.ts';
import { refreshAsset } from './derived-columns.ts';
import { insertAsset } from './library-writes.ts';
import type { Store } from './store.ts';

interface VersionParts {
  readonly store: Store;
  readonly access: AssetAccess;
}

const homeSchema = z
  .object({ number: z.number(), name: z.string(), scope: scopeSchema })
  .optional();
const numberSchema = z.object({ number: z.number() }).optional();

/**
 * Puts a version into the trash as an image of its own; null for an original, and for a version that is
 * in the trash already. Other devices never hear of that image. Joins the caller's transaction.
 */
export function discardVersion(
  { store, access, now }: VersionParts & { readonly now: number },
  id: VersionId,
): AssetId | null {
  const home = homeSchema.parse(
    store.get(
      `select a.number, a.name, a.scope from versions v join assets a on a.number = v.asset
       where v.id = ? and a.original_version_id <> v.id and a.trashed_at is null`,
      id,
    ),
  );
  if (home === undefined) return null;
  const { number: from, name, scope } = home;
  const number = insertAsset(store, { scope, name, sourceHash: null, known: null, now });
  store.run('update versions set asset = ? where id = ?', number, id);
  store.run('update assets set trashed_at = ?, version_of = ? where number = ?', now, from, number);
  refreshAsset(store, number, now);
  access.changed(from);
  return access.at(number).id;
}

/**
 * Makes an image in the trash a version again of the image from which it was discarded; false where it
 * was none, or where that image is gone or in the trash itself. Joins the caller's transaction.
 */
export function rejoin({ store, access }: VersionParts, number: number): boolean {
  const home = numberSchema.parse(
    store.get(
      `select home.number from assets a join assets home on home.number = a.version_of
       where a.number = ? and home.trashed_at is null`,
      number,
    ),
  );
  if (home === undefined) return false;
  store.run('update versions set asset = ? where asset = ?', home.number, number);
  store.run('delete from asset_search where rowid = ?', number);
  store.run('delete from assets where number = ?', number);
  access.changed(home.number);
  return true;
}
