import { z } from 'zod';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { LatencySamples, LatencyStore } from '../router/ports.ts';

/** The router's latencies on SQLite. */
export interface SqliteLatencyStore extends LatencyStore {
  /** Writes what came in since, in one transaction. Never throws: they are worth no failure. */
  flush(): void;
}

const rowSchema = z.object({
  key: z.string(),
  samples: jsonColumn(z.array(z.number().nonnegative())),
});

/** Collects in memory, since a commit of its own for each answer would cost more than it is worth. */
export function createLatencyStore(store: Store): SqliteLatencyStore {
  const unwritten = new Map<string, LatencySamples>();

  return {
    load: () =>
      store.all('select key, samples from latencies').flatMap((row) => {
        const parsed = rowSchema.safeParse(row);
        return parsed.success ? [parsed.data] : [];
      }),
    save: (latest) => {
      unwritten.set(latest.key, latest);
    },
    flush: () => {
      if (unwritten.size === 0) return;
      try {
        store.transaction(() => {
          for (const { key, samples } of unwritten.values()) {
            store.run(
              'insert or replace into latencies (key, samples) values (?, ?)',
              key,
              JSON.stringify(samples),
            );
          }
        });
        unwritten.clear();
      } catch {
        // Kept for the next time.
      }
    },
  };
}
