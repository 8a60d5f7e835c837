import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Pool, Sql } from '../postgres/database.ts';
import type { ObjectFiles } from './files.ts';
import type { BucketLimits, Incoming } from './incoming.ts';
import type { ObjectName } from './object-name.ts';
import { refuse } from './storage-error.ts';

/** Whoever asks, as the database's policies know them. */
export type Caller = JWTPayload & { readonly role: 'anon' | 'authenticated' | 'service_role' };
export const service: Caller = { role: 'service_role' };

export interface StoredObject {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly metadata: {
    readonly size: number;
    readonly mimetype: string;
    readonly cacheControl: string;
  };
}

export interface Objects {
  /** @throws StorageError no such bucket */
  limitsOf(bucket: string): Promise<BucketLimits>;
  /** Whether the caller might write this now; nothing is written. @throws StorageError if not */
  assertMayWrite(object: ObjectName, caller: Caller, upsert: boolean): Promise<void>;
  /** Stores a file for its owner. @throws StorageError taken, too large */
  write(
    object: ObjectName,
    incoming: Incoming,
    how: {
      readonly upsert: boolean;
      readonly owner?: string | undefined;
      readonly mostBytes: number;
    },
  ): Promise<StoredObject>;
  /** @throws StorageError not found: also where the caller may not see it */
  find(object: ObjectName, caller: Caller): Promise<StoredObject>;
  open(object: StoredObject): Promise<ReadableStream<Uint8Array>>;
  /** Those that were there and that the caller may remove. */
  remove(
    bucket: string,
    names: readonly string[],
    caller: Caller,
  ): Promise<readonly StoredObject[]>;
}

/** Hosted projects take no more by default, whatever a bucket says. */
const mostBytes = 50 * 1024 * 1024;
const uniqueViolation = '23505';
const notAllowed = '42501';

interface ObjectsParts {
  /** Connections of a role that may become each of the callers'. */
  readonly sql: Pool;
  readonly files: ObjectFiles;
}

export function createObjects({ sql, files }: ObjectsParts): Objects {
  function as<T>(caller: Caller, work: (tx: Sql) => Promise<T>): Promise<T> {
    return sql.begin(async (tx) => {
      await tx`select
        set_config('role', ${caller.role}, true),
        set_config('storage.allow_delete_query', 'true', true),
        set_config('request.jwt.claims', ${JSON.stringify(caller)}, true),
        set_config('request.jwt.claim.sub', ${caller.sub ?? ''}, true),
        set_config('request.jwt.claim.role', ${caller.role}, true)`;
      return work(tx);
    }) as Promise<T>;
  }

  async function insert(tx: Sql, { bucket, name }: ObjectName, row: NewRow): Promise<StoredObject> {
    const [stored] = await tx<StoredObject[]>`
      insert into storage.objects (bucket_id, name, owner, owner_id, version, metadata)
      values (
        ${bucket}, ${name}, ${row.owner ?? null}, ${row.owner ?? null}, ${row.version},
        ${sql.json(row.metadata)}
      )
      returning id, name, version, metadata`;
    if (stored === undefined) throw refuse('accessDenied');
    return stored;
  }

  async function find(tx: Sql, { bucket, name }: ObjectName): Promise<StoredObject | undefined> {
    const [stored] = await tx<StoredObject[]>`
      select id, name, version, metadata from storage.objects
      where bucket_id = ${bucket} and name = ${name}`;
    return stored;
  }

  async function remove(tx: Sql, bucket: string, names: readonly string[]) {
    return tx<StoredObject[]>`
      delete from storage.objects
      where bucket_id = ${bucket} and name in ${tx(names)}
      returning id, name, version, metadata`;
  }

  return {
    async limitsOf(bucket) {
      const [row] = await as(
        service,
        (tx) => tx<{ most: string | null; types: string[] | null }[]>`
          select file_size_limit as most, allowed_mime_types as types
          from storage.buckets where id = ${bucket}`,
      );
      if (row === undefined) throw refuse('noSuchBucket');
      const types = row.types?.length === 0 ? null : row.types;
      return { mostBytes: Math.min(mostBytes, Number(row.most ?? mostBytes)), mediaTypes: types };
    },

    async assertMayWrite(object, caller, upsert) {
      const tried = new Error('it was a try');
      const row = { owner: caller.sub, version: randomUUID(), metadata: {} };
      try {
        await as(caller, async (tx) => {
          if (upsert) await remove(tx, object.bucket, [object.name]);
          await insert(tx, object, row);
          throw tried;
        });
      } catch (error) {
        if (error !== tried) throw told(error);
      }
    },

    async write(object, { mediaType, cacheControl, body }, { upsert, owner, mostBytes: most }) {
      const version = randomUUID();
      const size = await files.write(version, body, most);
      const metadata = { size, mimetype: mediaType, cacheControl };
      let replaced: readonly StoredObject[] = [];
      try {
        const stored = await as(service, async (tx) => {
          if (upsert) replaced = await remove(tx, object.bucket, [object.name]);
          return insert(tx, object, { owner, version, metadata });
        });
        for (const old of replaced) await files.remove(old.version);
        return stored;
      } catch (error) {
        await files.remove(version);
        throw told(error);
      }
    },

    async find(object, caller) {
      const stored = await as(caller, (tx) => find(tx, object));
      if (stored === undefined) throw refuse('noSuchKey');
      return stored;
    },

    async open({ version }) {
      const body = await files.read(version);
      if (body === null) throw refuse('noSuchKey');
      return body;
    },

    async remove(bucket, names, caller) {
      const removed = await as(caller, (tx) => remove(tx, bucket, names));
      for (const { version } of removed) await files.remove(version);
      return removed;
    },
  };
}

interface NewRow {
  readonly owner: string | undefined;
  readonly version: string;
  readonly metadata: Readonly<Record<string, string | number>>;
}

/** What the database refused, in upstream's words. */
function told(error: unknown): unknown {
  switch ((error as { code?: string }).code) {
    case uniqueViolation:
      return refuse('duplicate');
    case notAllowed:
      return refuse('accessDenied');
    default:
      return error;
  }
}
