import { create } from 'zustand';
import type { AssetId } from '../../electron/contract/ids.ts';
import type { Collection, CollectionId } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { inBatches } from '../stores/batches.ts';
import { shownLibrary } from '../stores/shown-library.ts';

/** The shown library's collections, by name. */
export const useCollections = create<{ readonly collections: readonly Collection[] }>(() => ({
  collections: [],
}));

export async function loadCollections(): Promise<void> {
  const asked = shownLibrary();
  const collections = await call('collections.list', undefined);
  if (asked === shownLibrary()) useCollections.setState({ collections });
}

export async function addToCollection(
  id: CollectionId,
  assetIds: readonly AssetId[],
): Promise<void> {
  for (const batch of inBatches(assetIds))
    await call('collections.add', { id, assetIds: [...batch] });
}

export async function takeOutOfCollection(
  id: CollectionId,
  assetIds: readonly AssetId[],
): Promise<void> {
  for (const batch of inBatches(assetIds))
    await call('collections.take-out', { id, assetIds: [...batch] });
}
