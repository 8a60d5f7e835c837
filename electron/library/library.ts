import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Scope, localScope, scopeSchema } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import { type AssetId, type BlobHash, type VersionId, idSchema } from '../contract/ids.ts';
import type {
  Asset,
  AssetDetails,
  LibraryPage,
  LibraryQuery,
  Version,
} from '../contract/library.ts';
import type { NewAnnotation, NewOriginal, NewVersions } from './additions.ts';
import {
  annotationColumns,
  assetColumns,
  parseAnnotation,
  parseAsset,
  parseVersion,
  versionColumns,
} from './asset-rows.ts';
import { refreshAsset } from './derived-columns.ts';
import { type AssetWitness, type HeardOfAsset, noWitness } from './asset-witness.ts';
import { assetFilter } from './library-query.ts';
import { blobsOf, forgetBlob, insertAsset, insertVersion, scopeOfJob } from './library-writes.ts';
import type { Store } from './store.ts';

/** Assets, their versions and what is known about them. All synchronous; joins a transaction. */
export interface Library {
  /** Adds a dropped image, or finds the asset that the same file became before. */
  addOriginal(original: NewOriginal): { readonly asset: Asset; readonly added: boolean };
  findBySource(sourceHash: BlobHash, scope?: Scope): Asset | null;
  /** Adds results beside their source; a new asset where there is none, or where it was removed. */
  addVersions(results: NewVersions): {
    readonly assetId: AssetId;
    readonly versionIds: readonly VersionId[];
  };
  /** Keeps a text about a version; false where its asset was removed meanwhile. */
  addAnnotation(annotation: NewAnnotation): boolean;
  list(query: LibraryQuery, scope?: Scope): LibraryPage;
  /** Throws `not-found`. */
  scopeOf(assetId: AssetId): Scope;
  /** Throws `not-found`. */
  asset(assetId: AssetId): Asset;
  /** Throws `not-found`. */
  details(assetId: AssetId): AssetDetails;
  /** Throws `not-found`. */
  version(versionId: VersionId): Version;
  rename(assetId: AssetId, name: string): void;
  /** Takes over what the account's other devices say; passes over an unknown id. */
  hear(assetId: AssetId, heard: HeardOfAsset): void;
  /** Forgets assets; returns the blobs that nothing refers to any more. */
  remove(assetIds: readonly AssetId[]): readonly BlobHash[];
}

export interface LibraryOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly onAssetChanged: (asset: Asset) => void;
  readonly onAssetsRemoved: (assetIds: readonly AssetId[]) => void;
  readonly witness?: AssetWitness;
}

const numberRowSchema = z.object({ number: z.number() }).optional();

export function createLibrary({
  store,
  now,
  onAssetChanged,
  onAssetsRemoved,
  witness = noWitness,
}: LibraryOptions): Library {
  function numberOf(assetId: AssetId): number | null {
    return (
      numberRowSchema.parse(store.get('select number from assets where id = ?', assetId))?.number ??
      null
    );
  }

  function requireNumber(assetId: AssetId): number {
    const number = numberOf(assetId);
    if (number === null) throw fail('not-found', { params: { what: 'asset' } });
    return number;
  }

  function assetAt(number: number): Asset {
    return parseAsset(
      store.get(
        `select ${assetColumns} from assets a join versions v on v.id = a.latest_version_id where a.number = ?`,
        number,
      ),
    );
  }

  /** Brings what is derived up to date and tells about it once it is on disk. */
  function changed(number: number): Asset {
    refreshAsset(store, number, now());
    const asset = assetAt(number);
    witness.written(asset.id);
    store.afterCommit(() => onAssetChanged(asset));
    return asset;
  }

  function findBySource(sourceHash: BlobHash, scope: Scope = localScope): Asset | null {
    const row = numberRowSchema.parse(
      store.get('select number from assets where scope = ? and source_hash = ?', scope, sourceHash),
    );
    return row === undefined ? null : assetAt(row.number);
  }

  return {
    findBySource,

    addOriginal: ({ name, sourceHash, image, scope = localScope }) =>
      store.transaction(() => {
        const present = findBySource(sourceHash, scope);
        if (present !== null) return { asset: present, added: false };
        const known = witness.knownElsewhere(scope, sourceHash);
        const number = insertAsset(store, { scope, name, sourceHash, known, now: now() });
        insertVersion(store, { asset: number, image, work: null, now: now() });
        return { asset: changed(number), added: true };
      }),

    addVersions: (results) =>
      store.transaction(() => {
        const parent = results.parent === null ? null : numberOf(results.parent.assetId);
        const number =
          parent ??
          insertAsset(store, {
            scope: scopeOfJob(store, results.jobId),
            name: results.name,
            sourceHash: null,
            known: null,
            now: now(),
          });
        const versionIds = results.images.map((image) =>
          insertVersion(store, { asset: number, image, work: results, now: now() }),
        );
        return { assetId: changed(number).id, versionIds };
      }),

    addAnnotation: ({ assetId, versionId, jobId, operation, provider, result, receipt }) =>
      store.transaction(() => {
        const number = numberOf(assetId);
        if (number === null) return false;
        store.run(
          `insert into annotations
             (id, asset, version_id, job_id, operation, provider, created_at, result, receipt)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          idSchema.parse(randomUUID()),
          number,
          versionId,
          jobId,
          operation,
          provider,
          now(),
          JSON.stringify(result),
          JSON.stringify(receipt),
        );
        changed(number);
        return true;
      }),

    list: (query, scope = localScope) => {
      const { where, values } = assetFilter(scope, query);
      const { total } = z
        .object({ total: z.number() })
        .parse(store.get(`select count(*) as total from assets a ${where}`, ...values));
      const rows = store.all(
        `select ${assetColumns}
         from (select number from assets a ${where} order by number desc limit ? offset ?) page
         cross join assets a on a.number = page.number
         cross join versions v on v.id = a.latest_version_id
         order by a.number desc`,
        ...values,
        query.limit,
        query.offset,
      );
      return { total, assets: rows.map(parseAsset) };
    },

    asset: (assetId) => assetAt(requireNumber(assetId)),

    scopeOf: (assetId) =>
      z
        .object({ scope: scopeSchema })
        .parse(store.get('select scope from assets where number = ?', requireNumber(assetId)))
        .scope,

    details: (assetId) => {
      const number = requireNumber(assetId);
      const versions = store.all(
        `select ${versionColumns} from versions v join assets a on a.number = v.asset
         where v.asset = ? order by v.number`,
        number,
      );
      const annotations = store.all(
        `select ${annotationColumns} from annotations n join assets a on a.number = n.asset
         where n.asset = ? order by n.number`,
        number,
      );
      return {
        asset: assetAt(number),
        versions: versions.map(parseVersion),
        annotations: annotations.map(parseAnnotation),
      };
    },

    version: (versionId) => {
      const row = store.get(
        `select ${versionColumns} from versions v join assets a on a.number = v.asset where v.id = ?`,
        versionId,
      );
      if (row === undefined) throw fail('not-found', { params: { what: 'version' } });
      return parseVersion(row);
    },

    rename: (assetId, name) => {
      store.transaction(() => {
        const number = requireNumber(assetId);
        store.run('update assets set name = ? where number = ?', name, number);
        changed(number);
      });
    },

    hear: (assetId, { name, tags }) => {
      store.transaction(() => {
        const number = numberOf(assetId);
        if (number === null) return;
        const heardTags = JSON.stringify(tags);
        const changes = store.run(
          `update assets set name = ?, heard_tags = ?
           where number = ? and (name <> ? or heard_tags <> ?)`,
          name,
          heardTags,
          number,
          name,
          heardTags,
        );
        if (changes > 0) changed(number);
      });
    },

    remove: (assetIds) =>
      store.transaction(() => {
        const numbers = assetIds.map(numberOf).filter((number) => number !== null);
        for (const assetId of assetIds) witness.removing(assetId);
        const blobs = numbers.flatMap((number) => blobsOf(store, number));
        for (const number of numbers) {
          store.run('delete from asset_search where rowid = ?', number);
          store.run('delete from assets where number = ?', number);
        }
        store.afterCommit(() => onAssetsRemoved(assetIds));
        return [...new Set(blobs)].filter((hash) => forgetBlob(store, hash));
      }),
  };
}
