import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import { type AssetId, blobHashSchema, timestampSchema } from '../contract/ids.ts';
import { assetLabelSchema, mostStars } from '../contract/library.ts';
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
  // Another device may send anything: no rating makes an image unreadable.
  rating: z
    .unknown()
    .default(0)
    .transform((stars) => Math.min(Math.max(Math.round(Number(stars)) || 0, 0), mostStars)),
  label: assetLabelSchema.nullable().catch(null),
});

const localSchema = z
  .object({
    scope: scopeSchema,
    name: z.string(),
    tags: jsonColumn(tagsSchema),
    sourceHash: z.string().nullable(),
    createdAt: z.number(),
    rating: z.number(),
    label: z.string().nullable(),
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

/** Not told of an image that never had them. */
const marks = { rating: 0, label: null } as const;

/** The fields to be told, where the account knows some already. */
export function toldAsset(asset: LocalAsset, shown: Fields | null): Fields {
  const fields = Object.fromEntries(
    Object.entries(asset.fields).filter(
      ([name, value]) =>
        !(name === 'rating' || name === 'label') ||
        value !== marks[name] ||
        (shown?.[name] ?? value) !== value,
    ),
  );
  const known = lasting.flatMap((name) => {
    const value = shown?.[name] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return { ...fields, ...Object.fromEntries(known) };
}

/** What an account has to know of an image of this device, never its pixels; null: it is not there. */
export function localAsset(store: Store, id: AssetId): LocalAsset | null {
  const row = localSchema.parse(
    store.get(
      `select a.scope, a.name, a.tags, a.source_hash as sourceHash, a.created_at as createdAt,
         a.rating, a.label, latest.blob, original.facts
       from assets a
       join versions latest on latest.id = a.latest_version_id
       join versions original on original.id = a.original_version_id
       where a.id = ? and a.trashed_at is null`,
      id,
    ),
  );
  if (row === undefined) return null;
  const { scope, name, tags, sourceHash, createdAt, rating, label, blob, facts } = row;
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
      rating,
      label,
    },
  };
}
