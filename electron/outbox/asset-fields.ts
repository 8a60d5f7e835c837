import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import { type AssetId, blobHashSchema, timestampSchema } from '../contract/ids.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Fields } from './lay-over.ts';

const tagsSchema = z.array(z.string().max(100)).max(1000);

/** An image's row in the cloud, from whichever device; what it says more is passed over. */
export const assetFieldsSchema = z.object({
  name: z.string().min(1).max(255),
  tags: tagsSchema.default([]),
  source_hash: blobHashSchema.nullable().default(null),
  width: z.int().positive().nullable().default(null),
  height: z.int().positive().nullable().default(null),
  bytes: z.int().positive().nullable().default(null),
  created_at: timestampSchema.default(0),
  /** Blob of the version that the thumbnail shows. */
  thumbnail_of: blobHashSchema.nullable().default(null),
});

const localSchema = z
  .object({
    scope: scopeSchema,
    name: z.string(),
    tags: jsonColumn(tagsSchema),
    sourceHash: z.string().nullable(),
    createdAt: z.number(),
    blob: z.string(),
    facts: jsonColumn(z.object({ width: z.number(), height: z.number(), bytes: z.number() })),
  })
  .optional();

export interface LocalAsset {
  readonly scope: Scope;
  /** Of its newest version. */
  readonly blob: string;
  readonly fields: Fields;
}

/** Told once, by whichever device knew the image first. */
const lasting = ['source_hash', 'width', 'height', 'bytes', 'created_at'] as const;

/** The fields to be told, where the account knows some already. */
export function toldAsset({ fields }: LocalAsset, shown: Fields | null): Fields {
  const known = lasting.flatMap((name) => {
    const value = shown?.[name] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return { ...fields, ...Object.fromEntries(known) };
}

/** What an account has to know of an image of this device; never its pixels. */
export function localAsset(store: Store, id: AssetId): LocalAsset | null {
  const row = localSchema.parse(
    store.get(
      `select a.scope, a.name, a.tags, a.source_hash as sourceHash, a.created_at as createdAt,
         latest.blob, original.facts
       from assets a
       join versions latest on latest.id = a.latest_version_id
       join versions original on original.id = a.original_version_id
       where a.id = ?`,
      id,
    ),
  );
  if (row === undefined) return null;
  const { scope, name, tags, sourceHash, createdAt, blob, facts } = row;
  return {
    scope,
    blob,
    fields: {
      name,
      tags,
      source_hash: sourceHash,
      width: facts.width,
      height: facts.height,
      bytes: facts.bytes,
      created_at: createdAt,
    },
  };
}
