import { readdir } from 'node:fs/promises';
import type { Blobs } from './blobs.ts';
import { namedBlobs } from './named-blobs.ts';
import type { Store } from './store.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface GarbageOptions {
  readonly dataFolder: string;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly now: () => number;
}

/**
 * Deletes blobs that nothing refers to: old masks, and what a crash left behind. Only files older
 * than a day, and none while the database can't speak for them: a damaged one that was set aside
 * may know what an empty new one doesn't. Returns how many went.
 */
export async function collectGarbage(
  { dataFolder, store, blobs, now }: GarbageOptions,
  signal: AbortSignal,
): Promise<number> {
  const isEmpty = store.get('select 1 from versions limit 1') === undefined;
  if (isEmpty || (await hasDamagedDatabase(dataFolder))) return 0;
  const named = await namedBlobs(store, signal);
  return blobs.removeUnused({
    isNeeded: (hash) =>
      named.has(hash) ||
      store.get(
        `select 1 from versions where blob = ? union all select 1 from versions where mask = ?
         union all select 1 from kept_blobs where hash = ?`,
        hash,
        hash,
        hash,
      ) !== undefined,
    before: now() - dayMs,
    signal,
  });
}

async function hasDamagedDatabase(dataFolder: string): Promise<boolean> {
  return (await readdir(dataFolder)).some((name) => name.includes('.db.damaged-'));
}
