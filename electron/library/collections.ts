import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Scope } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import type { AssetId } from '../contract/ids.ts';
import {
  type Collection,
  type CollectionId,
  collectionIdSchema,
  collectionSchema,
} from '../contract/library.ts';
import type { Store } from './store.ts';

/**
 * Named, ordered choices of the shown library's images. Each call that names a collection throws
 * `not-found` where the shown library has none of that id.
 */
export interface Collections {
  /** By name. */
  list(): readonly Collection[];
  create(name: string): Collection;
  rename(id: CollectionId, name: string): void;
  /** The images stay in the library. */
  remove(id: CollectionId): void;
  /** Behind the others; passes over images of other libraries and those that it holds. */
  add(id: CollectionId, assetIds: readonly AssetId[]): void;
  takeOut(id: CollectionId, assetIds: readonly AssetId[]): void;
  /** Puts an image of the collection before another one of it, or last. */
  move(id: CollectionId, assetId: AssetId, before: AssetId | null): void;
}

export interface CollectionParts {
  readonly store: Store;
  readonly scope: () => Scope;
  readonly now: () => number;
  readonly onChanged: () => void;
}

const collectionsSchema = z.array(collectionSchema);
const placeSchema = z.object({ place: z.number() });

export function createCollections({ store, scope, now, onChanged }: CollectionParts): Collections {
  /** One transaction about one collection of the shown library. */
  function change(id: CollectionId, work: () => void): void {
    store.transaction(() => {
      if (
        store.get('select 1 from collections where id = ? and scope = ?', id, scope()) === undefined
      )
        throw fail('not-found', { params: { what: 'collection' } });
      work();
      store.afterCommit(onChanged);
    });
  }

  function nextPlace(id: CollectionId): number {
    return placeSchema.parse(
      store.get(
        'select coalesce(max(place), 0) + 1 as place from collection_assets where collection = ?',
        id,
      ),
    ).place;
  }

  /** The place of an image; behind the last one where the collection does not hold it. */
  function placeOf(id: CollectionId, assetId: AssetId | null): number {
    const row = store.get(
      `select place from collection_assets join assets on number = asset
       where collection = ? and assets.id = ?`,
      id,
      assetId,
    );
    return row === undefined ? nextPlace(id) : placeSchema.parse(row).place;
  }

  return {
    list: () =>
      collectionsSchema.parse(
        store.all(
          `select id, name,
             (select count(*) from collection_assets join assets on number = asset
              where collection = collections.id and trashed_at is null) as count
           from collections where scope = ? order by name collate nocase, id`,
          scope(),
        ),
      ),
    create: (name) => {
      const id = collectionIdSchema.parse(randomUUID());
      store.run('insert into collections values (?, ?, ?, ?)', id, scope(), name, now());
      onChanged();
      return { id, name, count: 0 };
    },
    rename: (id, name) =>
      change(id, () => store.run('update collections set name = ? where id = ?', name, id)),
    remove: (id) => change(id, () => store.run('delete from collections where id = ?', id)),
    add: (id, assetIds) =>
      change(id, () => {
        for (const [index, assetId] of assetIds.entries()) {
          store.run(
            `insert into collection_assets (collection, asset, place)
             select ?, number, ? from assets where id = ? and scope = ? on conflict do nothing`,
            id,
            nextPlace(id) + index,
            assetId,
            scope(),
          );
        }
      }),
    takeOut: (id, assetIds) =>
      change(id, () => {
        for (const assetId of assetIds) {
          store.run(
            `delete from collection_assets
             where collection = ? and asset = (select number from assets where id = ?)`,
            id,
            assetId,
          );
        }
      }),
    move: (id, assetId, before) =>
      change(id, () => {
        const place = placeOf(id, before);
        store.run(
          'update collection_assets set place = place + 1 where collection = ? and place >= ?',
          id,
          place,
        );
        store.run(
          `update collection_assets set place = ?
           where collection = ? and asset = (select number from assets where id = ?)`,
          place,
          id,
          assetId,
        );
      }),
  };
}
