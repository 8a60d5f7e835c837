import { z } from 'zod';
import type { BlobHash } from '../contract/ids.ts';
import type { Store } from './store.ts';

/** Rows read before other work gets its turn. */
const pageSize = 200;

/** Columns of JSON that name masks, tables of colours and watermarks of edits, also of those undone. */
const settings = [
  { table: 'recipes', key: 'id', text: 'recipe' },
  { table: 'batches', key: 'id', text: 'recipe' },
  { table: 'mask_steps', key: "version || ' ' || printf('%05d', number)", text: 'step' },
  { table: 'edits', key: 'version', text: 'document' },
  { table: 'edit_snapshots', key: 'id', text: 'document' },
  {
    table: `(select version || printf('/%010d', sequence) as step, diff from edit_steps
             where diff like '%"blob"%')`,
    key: 'step',
    text: 'diff',
  },
  {
    table: `(select id, edit from versions where edit like '%"blob"%')`,
    key: 'id',
    text: 'edit',
  },
] as const;

/** All columns of JSON in which hashes of blobs may stand: also results, not yet saved or cached. */
const sources = [
  { table: 'jobs', key: 'id', text: "request || coalesce(outcome, '') || coalesce(result, '')" },
  { table: 'result_cache', key: 'key', text: 'value' },
  ...settings,
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

/**
 * Whether a mask, an edit or a recipe needs the blob. An image may be a watermark too: the same file,
 * kept once.
 */
export function isNamedBySettings(store: Store, hash: BlobHash): boolean {
  return settings.some(
    ({ table, text }) =>
      store.get(`select 1 from ${table} where instr(${text}, ?) > 0 limit 1`, hash) !== undefined,
  );
}
