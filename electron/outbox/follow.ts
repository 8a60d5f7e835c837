import { assetIdSchema } from '../contract/ids.ts';
import type { Library } from '../library/library.ts';
import type { Store } from '../library/store.ts';
import { assetFieldsSchema, localAsset, toldAsset } from './asset-fields.ts';
import { layOver } from './lay-over.ts';
import type { Mirror } from './mirror.ts';
import type { OutboxTable } from './outbox-table.ts';
import type { Recipes } from '../recipes/recipe-store.ts';
import { recipeFieldsSchema, recipeKeySchema } from './recipe-fields.ts';
import type { Recorder } from './recorder.ts';
import { type HeardName, type RowName, isKnown } from './row-name.ts';

export interface FollowParts {
  readonly store: Store;
  readonly library: Pick<Library, 'hear'>;
  readonly recipes: Pick<Recipes, 'hear'>;
  readonly mirror: Mirror;
  readonly outbox: OutboxTable;
  readonly recorder: Recorder;
}

/**
 * Lets this device's own images and jobs follow what the account's other devices said of them, in the
 * transaction that took it in. Nothing here is ever deleted by another device: the pixels may be the
 * only ones there are. What was deleted elsewhere stays, and is told no more until it is brought back.
 */
export function follow(parts: FollowParts, row: HeardName): void {
  const { store, mirror, outbox } = parts;
  if (!isKnown(row)) return;
  if (row.kind === 'recipe') return followRecipe(parts, row);
  if (!isHere(store, row)) return;
  const heard = mirror.get(row);
  if (heard === null || heard.deleted) {
    // Unless this device, knowing of the deletion, is about to bring the row back.
    const base = heard?.seq ?? null;
    const isBroughtBack = outbox.ofRow(row).some(({ baseSeq }) => baseSeq === base);
    if (!isBroughtBack) mirror.setUnsynced(row, true);
  } else if (row.kind === 'asset') {
    takeOver(parts, row);
    syncAgain(parts, row);
  }
}

/** Recipes are the same on all devices; what this device has yet to tell is laid over. */
function followRecipe({ recipes, recorder }: FollowParts, row: RowName): void {
  const id = recipeKeySchema.safeParse(row.key);
  if (!id.success) return;
  const shown = recorder.shown(row);
  const fields = recipeFieldsSchema.safeParse(shown);
  // One that only a newer app can read leaves what is here alone.
  if (shown === null) recipes.hear(row.account, id.data, null);
  else if (fields.success) recipes.hear(row.account, id.data, fields.data.recipe);
}

/** Name and marks as they are with what waits to be sent; all tags that the account knows. */
function takeOver({ library, mirror, outbox, recorder }: FollowParts, row: RowName): void {
  const id = assetIdSchema.safeParse(row.key);
  // What is told again was heard before.
  const toldAgain = outbox.ofRow(row).filter(({ was }) => was !== null);
  const heard = assetFieldsSchema.safeParse(layOver(mirror.get(row), toldAgain));
  const shown = assetFieldsSchema.safeParse(recorder.shown(row));
  if (!id.success || !heard.success || !shown.success || mirror.isUnsynced(row)) return;
  const { name, rating, label } = shown.data;
  library.hear(id.data, { name, tags: heard.data.tags, rating, label });
}

/**
 * Another device has brought back what was deleted: what is here is synced again, beginning with the
 * account's word of it. Where a word of this device was refused, its user decides first.
 */
function syncAgain(parts: FollowParts, row: RowName): void {
  const { store, mirror, outbox, recorder } = parts;
  if (!mirror.isUnsynced(row) || outbox.refusedOfRow(row).length > 0) return;
  mirror.setUnsynced(row, false);
  takeOver(parts, row);
  const asset = localAsset(store, assetIdSchema.parse(row.key));
  if (asset !== null) recorder.tell(row, (shown) => toldAsset(asset, shown));
}

/** Whether the row tells of something that this device has itself. */
export function isHere(store: Store, { account, kind, key }: RowName): boolean {
  if (kind !== 'asset' && kind !== 'job') return false;
  const table = kind === 'asset' ? '(select * from assets where trashed_at is null)' : 'jobs';
  return store.get(`select 1 from ${table} where id = ? and scope = ?`, key, account) !== undefined;
}
