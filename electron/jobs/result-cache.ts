import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Blobs } from '../library/blobs.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { CachedResult, CacheStore } from '../router/ports.ts';
import { runOutputSchema } from './kept-outcome.ts';

const cachedResultSchema = z.object({
  value: jsonColumn(z.object({ output: runOutputSchema, seed: z.number().nullable() })),
});

/** The oldest entries beyond this many are forgotten. */
const mostEntries = 5000;

/** The router's cache: texts and image hashes in SQLite, the images among the library's blobs. */
export function createResultCache(options: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly now: () => number;
}): CacheStore {
  const { store, blobs, now } = options;

  return {
    get: async (key) => {
      const row = store.get('select value from result_cache where key = ?', key);
      const found = cachedResultSchema.safeParse(row);
      if (!found.success) return null;
      const { output, seed } = found.data.value;
      if (output.kind !== 'images') return { output, seed };
      const images = output.images.map((image) => ({ ...image, path: blobs.path(image.hash) }));
      for (const image of images) {
        // Removed with its asset: a miss.
        if (!(await blobs.has(image.hash))) return null;
      }
      return { output: { kind: 'images', images }, seed };
    },
    put: async (key, result) => {
      await keepCopies(blobs, result);
      store.transaction(() => {
        store.run(
          'insert or replace into result_cache (key, value, created_at) values (?, ?, ?)',
          key,
          JSON.stringify(result),
          now(),
        );
        store.run(
          `delete from result_cache where key in
             (select key from result_cache order by created_at desc limit -1 offset ${mostEntries})`,
        );
      });
    },
  };
}

async function keepCopies(blobs: Blobs, { output }: CachedResult): Promise<void> {
  if (output.kind !== 'images') return;
  for (const image of output.images) {
    if (await blobs.has(image.hash)) continue;
    const folder = await blobs.temporaryFolder();
    try {
      const copy = path.join(folder, image.hash);
      await copyFile(image.path, copy);
      await blobs.adopt(copy, image.hash);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
