import type { AssetId } from '../../electron/contract/ids.ts';
import { type AssetLabel, assetLabels } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { inBatches } from '../stores/batches.ts';
import { chosenIds, refreshLibrary, useLibrary } from './library-store.ts';
import { canUndo } from './undo.ts';

/** What is done with the chosen images; each in as many calls as it takes. */

export interface Marks {
  readonly rating?: number;
  readonly label?: AssetLabel | null;
}

/** The marks that a key gives: 0 to 5 stars; 6 to 9 a colour, and once more no colour. */
export function marksOfKey(key: string, shown: AssetLabel | null): Marks | null {
  if (!/^[0-9]$/.test(key)) return null;
  const digit = Number(key);
  if (digit <= 5) return { rating: digit };
  const label = assetLabels[digit - 6] ?? null;
  return { label: label === shown ? null : label };
}

export async function markAssets(ids: readonly AssetId[], marks: Marks): Promise<void> {
  for (const batch of inBatches(ids))
    await call('library.mark', { assetIds: [...batch], ...marks });
}

/** Returns how many went into the trash. */
export async function trashChosen(): Promise<number> {
  const ids = chosenIds();
  for (const batch of inBatches(ids)) await call('library.remove', [...batch]);
  canUndo(() => restoreAssets(ids));
  return ids.length;
}

export async function restoreAssets(ids: readonly AssetId[]): Promise<void> {
  for (const batch of inBatches(ids)) await call('library.restore', [...batch]);
  // They leave the trash, where they may be in sight.
  useLibrary.setState({ chosen: new Map() });
  refreshLibrary();
}

/** For good. */
export async function deleteAssets(ids: readonly AssetId[]): Promise<void> {
  for (const batch of inBatches(ids)) await call('library.delete', [...batch]);
}
