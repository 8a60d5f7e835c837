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

/** Texts that may be lost in a crash: each is saved with its job, and asking again is cheap. */
const mostUnwritten = 50;

export interface SqliteResultCache extends CacheStore {
  /** Writes the texts that came in since, in one transaction. Never throws: they are worth no failure. */
  flush(): void;
}

/**
 * The router's cache: texts and image hashes in SQLite, the images among the library's blobs. Texts
 * are collected first, since a commit for each would cost more than it is worth.
 */
export function createResultCache(options: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly now: () => number;
}): SqliteResultCache {
  const { store, blobs, now } = options;
  const unwritten = new Map<string, CachedResult>();

  function write(results: Iterable<readonly [string, CachedResult]>): void {
    store.transaction(() => {
      for (const [key, result] of results) {
        store.run(
          'insert or replace into result_cache (key, value, created_at) values (?, ?, ?)',
          key,
          JSON.stringify(result),
          now(),
        );
      }
      store.run(
        `delete from result_cache where key in
           (select key from result_cache order by created_at desc limit -1 offset ${mostEntries})`,
      );
    });
  }

  function flush(): void {
    if (unwritten.size === 0) return;
    try {
      write(unwritten);
      unwritten.clear();
    } catch {
      // Kept for the next time.
    }
  }

  return {
    get: async (key) => {
      const collected = unwritten.get(key);
      if (collected !== undefined) return collected;
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
      if (result.output.kind === 'images') {
        await keepCopies(blobs, result.output);
        write([[key, result]]);
        return;
      }
      unwritten.set(key, result);
      if (unwritten.size >= mostUnwritten) flush();
    },
    flush,
  };
}

async function keepCopies(
  blobs: Blobs,
  { images }: Extract<CachedResult['output'], { readonly kind: 'images' }>,
): Promise<void> {
  for (const image of images) {
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
