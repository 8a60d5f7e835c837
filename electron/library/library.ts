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
import type { NewAnnotation, NewEdited, NewOriginal, NewVersions } from './additions.ts';
import { createAssetAccess } from './asset-access.ts';
import { annotationColumns, parseAnnotation, parseVersion, versionColumns } from './asset-rows.ts';
import { type AssetWitness, type HeardOfAsset, noWitness } from './asset-witness.ts';
import { type Curation, createCuration } from './curation.ts';
import { type FileStates, createFileStates } from './file-states.ts';
import { createAssetList } from './asset-list.ts';
import { type Looks, createLooks } from './looks.ts';
import { insertAsset, insertVersion, scopeOfJob } from './library-writes.ts';
import type { Store } from './store.ts';
import { type Trash, createTrash } from './trash.ts';

/** Assets, their versions and what is known about them. All synchronous; joins a transaction. */
export interface Library extends Trash, Curation, FileStates {
  readonly looks: Looks;
  /** Adds a dropped image, or finds the asset that the same file became before, even in the trash. */
  addOriginal(original: NewOriginal): { readonly asset: Asset; readonly added: boolean };
  /** Null also where the asset needs its file again: it is in the trash, or the file is missing. */
  findBySource(sourceHash: BlobHash, scope?: Scope): Asset | null;
  /** Adds results beside their source; a new asset where there is none, or where it was removed. */
  addVersions(results: NewVersions): {
    readonly assetId: AssetId;
    readonly versionIds: readonly VersionId[];
  };
  /** Adds what the editor made beside what it was made of. Throws `not-found`. */
  addEdited(edited: NewEdited): VersionId;
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
  const access = createAssetAccess({ store, now, onAssetChanged, witness });
  const { numberOf, requireNumber, changed } = access;
  const looks = createLooks(store);
  const trash = createTrash({ store, access, witness, now, onAssetsRemoved });

  function bySource(sourceHash: BlobHash, scope: Scope): number | null {
    const row = numberRowSchema.parse(
      store.get('select number from assets where scope = ? and source_hash = ?', scope, sourceHash),
    );
    return row?.number ?? null;
  }

  /** Whoever drops a file again wants it back: out of the trash, and in the place of a lost one. */
  function cameAgain(number: number, hash: BlobHash): { asset: Asset; added: boolean } {
    const { id } = access.at(number);
    const isBack = access.isTrashed(number);
    const isHealed =
      store.run('update blobs set missing = 0 where hash = ? and missing = 1', hash) > 0;
    trash.restore([id]);
    return { asset: isHealed ? access.touched(number) : access.at(number), added: isBack };
  }

  return {
    ...trash,
    ...createCuration(store, access),
    ...createFileStates(store, access),
    looks,
    findBySource: (sourceHash, scope = localScope) => {
      const number = bySource(sourceHash, scope);
      if (number === null || access.isTrashed(number)) return null;
      const asset = access.at(number);
      return asset.missing ? null : asset;
    },

    addOriginal: ({ name, sourceHash, image, scope = localScope }) =>
      store.transaction(() => {
        const present = bySource(sourceHash, scope);
        if (present !== null) return cameAgain(present, image.hash);
        const known = witness.knownElsewhere(scope, sourceHash);
        const number = insertAsset(store, { scope, name, sourceHash, known, now: now() });
        insertVersion(store, { asset: number, image, work: null, now: now() });
        return { asset: changed(number), added: true };
      }),

    addVersions: (results) =>
      store.transaction(() => {
        const source = results.parent === null ? null : numberOf(results.parent.assetId);
        // What was paid for is not put into the trash.
        const parent = source === null || access.isTrashed(source) ? null : source;
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

    addEdited: (edited) =>
      store.transaction(() => {
        const asset = requireNumber(edited.parent.assetId);
        const { image } = edited;
        const id = insertVersion(store, { asset, image, work: null, edited, now: now() });
        changed(asset);
        return id;
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

    list: createAssetList(store, looks),

    asset: (assetId) => access.at(requireNumber(assetId)),

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
        asset: access.at(number),
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

    hear: (assetId, { name, tags, rating, label }) => {
      store.transaction(() => {
        const number = numberOf(assetId);
        if (number === null) return;
        const heard = [name, JSON.stringify(tags), rating, label];
        const changes = store.run(
          `update assets set name = ?, heard_tags = ?, rating = ?, label = ?
           where number = ? and (name, heard_tags, rating, label) is not (?, ?, ?, ?)`,
          ...heard,
          number,
          ...heard,
        );
        if (changes > 0) changed(number);
      });
    },
  };
}
