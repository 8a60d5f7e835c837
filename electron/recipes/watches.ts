import { stat } from 'node:fs/promises';
import type { BatchId } from '../contract/batches.ts';
import { fail } from '../contract/app-error.ts';
import type { Store } from '../library/store.ts';
import type { Clock } from '../router/ports.ts';
import type { BatchRow, BatchStore } from './batch-store.ts';
import { walkInputs } from './walk-inputs.ts';
import { type WatchedPair, feedsItself, realFolder } from './watch-loops.ts';
import type { FileMark, MarkedInput, WatchStore } from './watch-store.ts';

export interface WatchesOptions {
  readonly store: Pick<Store, 'transaction'>;
  readonly batches: Pick<BatchStore, 'get'>;
  readonly watches: WatchStore;
  readonly clock: Clock;
  /** Between two looks at a folder: also how long a file has to stay as it is. */
  readonly everyMs: number;
  /** A batch has items that wait. */
  readonly onGrown: (id: BatchId) => void;
}

export interface Watches {
  /** Looks into a batch's folder until the batch no longer watches. */
  begin(id: BatchId): void;
  beginAll(): void;
  close(): Promise<void>;
}

/** A large folder, or one far away, is looked at so much more rarely. */
const restPerLook = 20;
const takenAtOnce = 200;

/**
 * Looks at watched folders again and again, rather than waiting for the system to tell: it tells
 * nothing of network folders, of what happened before the start, and of when a file is complete. A
 * file is taken once two looks found the same size and time.
 */
export function createWatches(options: WatchesOptions): Watches {
  const { store, batches, watches, clock, everyMs, onGrown } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const following = new Map<BatchId, Promise<void>>();

  async function follow(id: BatchId): Promise<void> {
    let unsettled: ReadonlyMap<string, FileMark> = new Map();
    while (!signal.aborted) {
      const row = batches.get(id);
      if (row === null || !row.watching) return;
      const startedAt = clock.now();
      unsettled = await look(row, unsettled);
      await clock.sleep(Math.max(everyMs, restPerLook * (clock.now() - startedAt)), signal);
    }
  }

  /** Takes what has settled; returns what is new or has changed since the last look. */
  async function look(
    { id, inputs, folder }: BatchRow,
    before: ReadonlyMap<string, FileMark>,
  ): Promise<ReadonlyMap<string, FileMark>> {
    const unsettled = new Map<string, FileMark>();
    let settled: MarkedInput[] = [];
    const take = (): void => {
      if (settled.length === 0) return;
      const files = settled;
      settled = [];
      store.transaction(() => watches.take(id, files));
      onGrown(id);
    };
    for await (const input of walkInputs(inputs, folder)) {
      if (signal.aborted) return unsettled;
      const mark = await markOf(input.path);
      if (mark === null || watches.isTaken(id, input.path, mark)) continue;
      const last = before.get(input.path);
      if (last?.size === mark.size && last.changedAt === mark.changedAt) {
        settled.push({ ...input, mark });
        if (settled.length >= takenAtOnce) take();
      } else unsettled.set(input.path, mark);
    }
    take();
    return unsettled;
  }

  function begin(id: BatchId): void {
    if (following.has(id)) return;
    const ended = follow(id)
      // A disk that fails is told of by the batch's own work.
      .catch(() => undefined)
      .finally(() => following.delete(id));
    following.set(id, ended);
  }

  return {
    begin,
    beginAll: () => {
      for (const id of watches.watching()) begin(id);
    },
    close: async () => {
      closing.abort();
      await Promise.all(following.values());
    },
  };
}

/** Null where it is gone, or has nothing in it yet. */
async function markOf(file: string): Promise<FileMark | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    return size === 0 ? null : { size, changedAt: Math.floor(mtimeMs) };
  } catch {
    return null;
  }
}

/** Throws `invalid-request` where there is not one folder, or what comes of it would come back to it. */
export async function requireWatchable(
  { inputs, folder }: { readonly inputs: readonly string[]; readonly folder: string | null },
  others: readonly BatchRow[],
): Promise<void> {
  const [from] = inputs;
  const isFolder =
    from !== undefined &&
    inputs.length === 1 &&
    (await stat(from).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  if (!isFolder) throw fail('invalid-request', { cause: 'not one folder' });
  if (folder === null) return;
  const pairs = await Promise.all(others.map(pairOf));
  const added = { from: await realFolder(from), to: await realFolder(folder) };
  if (feedsItself(added, pairs.flat())) {
    throw fail('invalid-request', { cause: 'the outputs would come back into the watched folder' });
  }
}

async function pairOf({ inputs, folder }: BatchRow): Promise<readonly WatchedPair[]> {
  const [from] = inputs;
  if (from === undefined || folder === null) return [];
  return [{ from: await realFolder(from), to: await realFolder(folder) }];
}
