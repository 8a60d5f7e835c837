import { z } from 'zod';
import { idSchema } from '../contract/ids.ts';
import type { SyncedKind } from '../contract/sync.ts';
import { assetFieldsSchema } from './asset-fields.ts';
import { jobFieldsSchema } from './job-fields.ts';
import type { Fields } from './lay-over.ts';
import { recipeFieldsSchema, recipeKeySchema } from './recipe-fields.ts';
import { type HeardName, isKnown } from './row-name.ts';
import { usageFieldsSchema } from './usage-fields.ts';

/** What a row has to be for this app to use it; another device, or a newer app, may send anything. */
const kinds: Readonly<Record<SyncedKind, { readonly key: z.ZodType; readonly fields: z.ZodType }>> =
  {
    asset: { key: idSchema, fields: assetFieldsSchema },
    job: { key: idSchema, fields: jobFieldsSchema },
    usage: { key: idSchema, fields: usageFieldsSchema },
    // The value is judged where it is applied: which are allowed depends on the setting.
    setting: { key: z.string().max(60), fields: z.object({ value: z.unknown() }) },
    recipe: { key: recipeKeySchema, fields: recipeFieldsSchema },
  };

export function isReadable(row: HeardName, fields: Fields): boolean {
  if (!isKnown(row)) return false;
  const { kind, key } = row;
  return kinds[kind].key.safeParse(key).success && kinds[kind].fields.safeParse(fields).success;
}
