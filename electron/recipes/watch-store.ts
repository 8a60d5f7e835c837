import { z } from 'zod';
import { type BatchId, batchIdSchema } from '../contract/batches.ts';
import type { Store } from '../library/store.ts';
import type { Input } from './walk-inputs.ts';

/** How a file is known again without reading it. */
export interface FileMark {
  readonly size: number;
  /** Whole milliseconds. */
  readonly changedAt: number;
}

export interface MarkedInput extends Input {
  readonly mark: FileMark;
}

/** What was taken from watched folders. Each call joins the caller's transaction. */
export interface WatchStore {
  /** Batches that watch, of all scopes. */
  watching(): readonly BatchId[];
  stopWatching(id: BatchId): void;
  /** Whether the file was taken as it is now. */
  isTaken(id: BatchId, file: string, mark: FileMark): boolean;
  /**
   * Files become waiting items: new ones behind the others, changed ones in their old place. One
   * that is still waiting is left for the next look.
   */
  take(id: BatchId, files: readonly MarkedInput[]): void;
}

const idRowsSchema = z.array(z.object({ id: batchIdSchema }));
const foundSchema = z.object({ found: z.number() });

export function createWatchStore(store: Store): WatchStore {
  return {
    watching: () =>
      idRowsSchema
        .parse(store.all('select id from batches where watching = 1'))
        .map(({ id }) => id),
    stopWatching: (id) => {
      store.run('update batches set watching = 0 where id = ?', id);
    },
    isTaken: (id, file, { size, changedAt }) =>
      store.get(
        `select 1 from batch_items
         where batch = ? and path = ? and size = ? and changed_at = ?`,
        id,
        file,
        size,
        changedAt,
      ) !== undefined,
    take: (id, files) => {
      let { found } = foundSchema.parse(store.get('select found from batches where id = ?', id));
      for (const { path, folder, mark } of files) {
        const isChanged = store.run(
          `update batch_items set status = 'waiting', jobs = '[]', error = null,
             spent_before = spent_before + cost, cost = 0, size = ?, changed_at = ?
           where batch = ? and path = ? and status <> 'waiting'`,
          mark.size,
          mark.changedAt,
          id,
          path,
        );
        if (isChanged > 0) continue;
        found += store.run(
          `insert or ignore into batch_items (batch, number, path, folder, status, size, changed_at)
           values (?, ?, ?, ?, 'waiting', ?, ?)`,
          id,
          found + 1,
          path,
          folder,
          mark.size,
          mark.changedAt,
        );
      }
      store.run('update batches set found = ? where id = ?', found, id);
    },
  };
}
