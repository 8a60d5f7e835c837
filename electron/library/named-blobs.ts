import { z } from 'zod';
import type { Store } from './store.ts';

/** Rows read before other work gets its turn. */
const pageSize = 200;

/** Where hashes of blobs may stand in JSON: masks, results not yet saved, cached results. */
const sources = [
  { table: 'jobs', key: 'id', text: "request || coalesce(outcome, '') || coalesce(result, '')" },
  { table: 'result_cache', key: 'key', text: 'value' },
  { table: 'mask_steps', key: "version || ' ' || printf('%05d', number)", text: 'step' },
] as const;

const pageSchema = z.array(z.object({ key: z.string(), text: z.string() }));

/** Every SHA-256 that a job or a cached result mentions, however old its schema is. */
export async function namedBlobs(store: Store, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const { table, key, text } of sources) {
    let after = '';
    for (;;) {
      if (signal.aborted) return named;
      const page = pageSchema.parse(
        store.all(
          `select ${key} as key, ${text} as text from ${table}
           where ${key} > ? order by ${key} limit ${pageSize}`,
          after,
        ),
      );
      for (const row of page) {
        for (const [hash] of row.text.matchAll(/\b[0-9a-f]{64}\b/g)) named.add(hash);
      }
      after = page.at(-1)?.key ?? '';
      if (page.length < pageSize) break;
      await new Promise(setImmediate);
    }
  }
  return named;
}
