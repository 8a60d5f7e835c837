import {
  type AppError,
  type AppErrorKind,
  AppFailure,
  fail,
  toAppError,
} from '../contract/app-error.ts';
import type { BatchState } from '../contract/batches.ts';
import { requireFreeSpace } from '../library/free-space.ts';
import type { Store } from '../library/store.ts';
import type { BatchRow, BatchStore, ItemRow } from './batch-store.ts';
import type { BatchRun, ItemEnd, ItemParts } from './item-parts.ts';
import { runItem, stampKey } from './run-item.ts';
import { CapReached } from './run-step.ts';
import type { Stamps } from './stamps.ts';
import { walkInputs } from './walk-inputs.ts';
import type { WatchStore } from './watch-store.ts';

export interface BatchParts extends ItemParts {
  readonly store: Pick<Store, 'transaction'>;
  readonly batches: BatchStore;
  readonly watches: Pick<WatchStore, 'stopWatching'>;
  readonly stamps: Stamps;
  /** Items in hand at once: enough to keep workers and providers busy. */
  readonly atOnce: (run: BatchRun) => number;
}

export interface BatchWatch {
  /** No further item begins once it says so. */
  isPaused(): boolean;
  started(): void;
  ended(item: ItemRow, end: ItemEnd): void;
  /** An item as it was written down at its end. */
  wrote(item: ItemRow): void;
  /** Written to disk, or the list of inputs has grown. */
  changed(): void;
}

/** Inputs that are written down at once; between them other work of the process gets its turn. */
const listedAtOnce = 200;
const readAtOnce = 64;
/** Ended items are kept together so long: a commit waits for the disk. */
const writeEveryMs = 200;

/** What would fail the other items too. */
const failsAll: ReadonlySet<AppErrorKind> = new Set<AppErrorKind>([
  'disk-full',
  'storage-failed',
  'budget-reached',
  'provider-bad-key',
  'provider-no-credit',
  'credits-used-up',
  'plan-lacks-models',
  'plan-batch-limit',
  'account-signed-out',
]);

/**
 * Works through a batch until it is done, paused or ended by its signal, and says which. Inputs are
 * listed while the first ones are worked on; memory holds those in hand only.
 */
export async function runBatch(
  parts: BatchParts,
  {
    batch,
    run,
    watch,
  }: { readonly batch: BatchRow; readonly run: BatchRun; readonly watch: BatchWatch },
): Promise<BatchState> {
  let trouble: { readonly by: 'budget' | 'failure'; readonly error: AppError } | null = null;
  const listing = listInputs(parts, { batch, run, watch }).catch((error: unknown) => {
    trouble = { by: 'failure', error: toAppError(error) };
  });
  const queue = itemQueue(parts, run, listing);
  const writer = createWriter(parts, run, watch);
  const goesOn = (): boolean => trouble === null && !watch.isPaused() && !run.signal.aborted;

  async function lane(): Promise<void> {
    while (goesOn()) {
      const item = await queue.next();
      if (item === null) return;
      if (!goesOn()) return;
      watch.started();
      try {
        if (run.outFolder !== null) await requireFreeSpace(run.outFolder);
        const end = await runItem(parts, run, item);
        // After it, others fail by what followed from it: they are tried again as well.
        if (end.error !== null && (trouble !== null || failsAll.has(end.error.kind))) {
          throw new AppFailure(end.error);
        }
        watch.ended(item, end);
        writer.add(item, end);
      } catch (error) {
        watch.ended(item, { ...notBegun, cost: item.cost });
        if (run.signal.aborted) return;
        const by = error instanceof CapReached ? 'budget' : 'failure';
        trouble ??= { by, error: toAppError(error) };
      }
    }
  }

  await Promise.all(Array.from({ length: parts.atOnce(run) }, lane));
  await listing;
  writer.flush();
  return endOf(batch, run, { trouble, isPaused: watch.isPaused() });
}

/** It stays waiting, for the next time. */
const notBegun: ItemEnd = {
  status: 'waiting',
  outputs: [],
  texts: [],
  error: null,
  cost: 0,
  ms: 0,
  sourceHash: null,
};

function endOf(
  { onCap }: BatchRow,
  { signal }: BatchRun,
  how: {
    readonly trouble: { readonly by: 'budget' | 'failure'; readonly error: AppError } | null;
    readonly isPaused: boolean;
  },
): BatchState {
  if (signal.aborted) throw fail('cancelled');
  const { trouble, isPaused } = how;
  if (trouble !== null) {
    return trouble.by === 'budget' && onCap === 'stop'
      ? { status: 'stopped', by: 'budget' }
      : { status: 'paused', ...trouble };
  }
  return isPaused ? { status: 'paused', by: 'user', error: null } : { status: 'done' };
}

/** Writes all inputs down, unless an earlier run has done so. */
async function listInputs(
  { store, batches }: BatchParts,
  {
    batch,
    run,
    watch,
  }: { readonly batch: BatchRow; readonly run: BatchRun; readonly watch: BatchWatch },
): Promise<void> {
  if (batch.listed) return;
  let { found } = batch;
  let slice: { readonly path: string; readonly folder: string }[] = [];
  const write = async (): Promise<void> => {
    found = store.transaction(() => batches.addItems(batch.id, found, slice));
    slice = [];
    watch.changed();
    await new Promise(setImmediate);
  };
  for await (const input of walkInputs(batch.inputs, run.outFolder)) {
    if (run.signal.aborted) return;
    slice.push(input);
    // The first ones at once, so that work begins.
    if (slice.length >= (found === 0 ? 8 : listedAtOnce)) await write();
  }
  await write();
  batches.setListed(batch.id);
  watch.changed();
}

interface ItemQueue {
  /** Null: there are no more. */
  next(): Promise<ItemRow | null>;
}

/** Waiting items in order, read in pages; waits while the list still grows. */
function itemQueue(
  { batches, sleep }: BatchParts,
  run: BatchRun,
  listing: Promise<void>,
): ItemQueue {
  let page: readonly ItemRow[] = [];
  let at = 0;
  let last = 0;
  let isListed = false;
  void listing.then(() => {
    isListed = true;
  });
  return {
    next: async () => {
      for (;;) {
        const item = page[at];
        if (item !== undefined) {
          at += 1;
          last = item.number;
          return item;
        }
        const wasListed = isListed;
        page = batches.waiting(run.id, last, readAtOnce);
        at = 0;
        if (page.length > 0) continue;
        if (wasListed || run.signal.aborted) return null;
        await sleep(20, run.signal);
      }
    },
  };
}

/** Gathers ended items and writes them together, with their stamps. */
function createWriter(
  { store, batches, stamps }: BatchParts,
  run: BatchRun,
  watch: BatchWatch,
): { add(item: ItemRow, end: ItemEnd): void; flush(): void } {
  let ended: { readonly item: ItemRow; readonly end: ItemEnd }[] = [];
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (ended.length === 0) return;
    const writing = ended;
    ended = [];
    store.transaction(() => {
      for (const { item, end } of writing) {
        batches.finish(run.id, item.number, end);
        const { sourceHash, outputs, texts } = end;
        if (end.status === 'done' && sourceHash !== null) {
          stamps.put(stampKey(run, item), { sourceHash, outputs, texts });
        }
      }
    });
    for (const { item, end } of writing) {
      const { sourceHash: _source, ...result } = end;
      watch.wrote({ ...item, ...result });
    }
    watch.changed();
  }

  return {
    add: (item, end) => {
      ended.push({ item, end });
      timer ??= setTimeout(flush, writeEveryMs);
    },
    flush,
  };
}
