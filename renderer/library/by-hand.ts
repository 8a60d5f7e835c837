import { call } from '../bridge.ts';
import { chooseOnly, readSpan, refreshLibrary, useLibrary } from './library-store.ts';
import { assetAt } from './pages.ts';

/** Moves the image that the keyboard is on within its collection, and goes along with it. */
export async function moveByHand(by: -1 | 1): Promise<void> {
  const { filter, focus, pages } = useLibrary.getState();
  if (filter.collection === null || filter.sort !== 'by-hand' || focus === null) return;
  const to = focus + by;
  const asset = assetAt(pages, focus);
  if (!asset || to < 0 || to >= (pages.total ?? 0)) return;
  const before = assetAt(pages, by < 0 ? to : to + 1)?.id ?? null;
  await call('collections.move', { id: filter.collection, assetId: asset.id, before });
  refreshLibrary();
  await readSpan({ from: focus, to });
  chooseOnly(to);
}
