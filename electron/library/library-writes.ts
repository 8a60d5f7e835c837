import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Scope, localScope, scopeSchema } from '../contract/account.ts';
import {
  type BlobHash,
  type JobId,
  type VersionId,
  blobHashSchema,
  versionIdSchema,
} from '../contract/ids.ts';
import type { KnownElsewhere } from './asset-witness.ts';
import type { NewEdited, NewVersions, StoredImage } from './additions.ts';
import { isNamedBySettings } from './named-blobs.ts';
import type { Store } from './store.ts';

/** Rows that come and go together with an asset; each call belongs into the caller's transaction. */

interface NewAsset {
  readonly scope: Scope;
  readonly name: string;
  /** Null for an asset that no dropped file made. */
  readonly sourceHash: BlobHash | null;
  /** What the account's other devices call it; null: it is new. */
  readonly known: KnownElsewhere | null;
  readonly now: number;
}

/** Returns the asset's number, its key inside the database. */
export function insertAsset(store: Store, asset: NewAsset): number {
  const { scope, name, sourceHash, known, now } = asset;
  return z.object({ number: z.number() }).parse(
    store.get(
      `insert into assets
         (id, scope, name, source_hash, heard_tags, rating, label, created_at, updated_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning number`,
      known?.id ?? randomUUID(),
      scope,
      known?.name ?? name,
      sourceHash,
      JSON.stringify(known?.tags ?? []),
      known?.rating ?? 0,
      known?.label ?? null,
      now,
      now,
    ),
  ).number;
}

interface NewVersion {
  readonly asset: number;
  readonly image: StoredImage;
  /** Null for an original. */
  readonly work: NewVersions | null;
  /** Left out where the editor had no part in it. */
  readonly edited?: Pick<NewEdited, 'parent' | 'document'>;
  readonly now: number;
}

export function insertVersion(
  store: Store,
  { asset, image, work, edited, now }: NewVersion,
): VersionId {
  const id = versionIdSchema.parse(randomUUID());
  store.run(
    'insert into blobs (hash, bytes, created_at) values (?, ?, ?) on conflict do update set missing = 0',
    image.hash,
    image.facts.bytes,
    now,
  );
  store.run(
    `insert into versions
       (id, asset, blob, facts, created_at, job_id, operation, provider, prompt, parent, receipt,
        mask, edit)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    asset,
    image.hash,
    JSON.stringify(image.facts),
    now,
    work?.jobId ?? null,
    work?.operation ?? null,
    work?.provider ?? null,
    work?.prompt ?? null,
    work?.parent?.versionId ?? edited?.parent.versionId ?? null,
    work === null ? null : JSON.stringify(work.receipt),
    work?.mask ?? null,
    edited === undefined ? null : JSON.stringify(edited.document),
  );
  return id;
}

export function blobsOf(store: Store, asset: number): readonly BlobHash[] {
  return z
    .array(z.object({ blob: blobHashSchema }))
    .parse(store.all('select distinct blob from versions where asset = ?', asset))
    .map(({ blob }) => blob);
}

/** The scope of a job's results: its own, whichever library is shown when they come. */
export function scopeOfJob(store: Store, jobId: JobId): Scope {
  return (
    z
      .object({ scope: scopeSchema })
      .optional()
      .parse(store.get('select scope from jobs where id = ?', jobId))?.scope ?? localScope
  );
}

/** Removes the blob's row unless a version still uses it; true where its file may go too. */
export function forgetBlob(store: Store, hash: BlobHash): boolean {
  return (
    store.run(
      'delete from blobs where hash = ? and not exists (select 1 from versions where blob = ?)',
      hash,
      hash,
    ) === 1 && !isNeededElsewhere(store, hash)
  );
}

/** Whether something other than the version that showed it needs a blob. */
export function isNeededElsewhere(store: Store, hash: BlobHash): boolean {
  return (
    store.get(
      `select 1 from versions where blob = ? or mask = ?
       union all select 1 from kept_blobs where hash = ?`,
      hash,
      hash,
      hash,
    ) !== undefined || isNamedBySettings(store, hash)
  );
}
