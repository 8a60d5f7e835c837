import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Scope } from '../contract/account.ts';
import { fail, toAppError } from '../contract/app-error.ts';
import {
  type Batch,
  type BatchId,
  type BatchItem,
  type BatchState,
  type ItemStatus,
  batchIdSchema,
} from '../contract/batches.ts';
import type { BatchRow, ItemRow } from './batch-store.ts';
import type { Batches } from './batches.ts';
import type { BatchRun } from './item-parts.ts';
import { createMoney } from './money.ts';
import { type Pace, createPace } from './pace.ts';
import { planOf } from './plan.ts';
import { recipeHash } from './recipe-hash.ts';
import { type BatchParts, runBatch } from './run-batch.ts';
import { stoppedByUser } from './run-step.ts';

export interface RunnerOptions {
  readonly parts: BatchParts;
  readonly scope: () => Scope;
  /** A batch has changed: at most every quarter of a second, and at its end. */
  readonly onChanged: (batch: Batch) => void;
  readonly onRemoved: (id: BatchId) => void;
  /** An item is over, and written down. */
  readonly onItem: (item: BatchItem) => void;
}

interface Active {
  readonly run: BatchRun;
  readonly pace: Pace;
  readonly controller: AbortController;
  isPaused: boolean;
  running: number;
  ended: Promise<void>;
}

const tellEveryMs = 250;

export function createBatches(options: RunnerOptions): Batches {
  const { parts, scope, onChanged, onRemoved, onItem } = options;
  const { batches: rows, watches, now } = parts;
  const active = new Map<BatchId, Active>();
  const telling = new Map<BatchId, NodeJS.Timeout>();
  let isClosed = false;

  function rowOf(id: BatchId): BatchRow {
    const row = rows.get(id);
    if (row === null || row.scope !== scope())
      throw fail('not-found', { params: { what: 'batch' } });
    return row;
  }

  function view(row: BatchRow): Batch {
    const found = active.get(row.id);
    const counts = rows.counts(row.id);
    const running = Math.min(found?.running ?? 0, counts.waiting);
    const waiting = counts.waiting - running;
    const { id, recipe, state, cap, createdAt, endedAt } = row;
    const [input] = row.inputs;
    return {
      id,
      recipe,
      folder: row.folder === null ? null : path.basename(row.folder),
      state,
      watched: row.watching && input !== undefined ? path.basename(input) : null,
      counts: { ...counts, running, waiting },
      warned: rows.warned(id),
      listing: !row.listed && state.status === 'running',
      cost: found?.run.money.spent() ?? rows.cost(id),
      cap,
      remainingMs: found?.pace.remaining(counts.waiting, now()) ?? null,
      createdAt,
      endedAt,
    };
  }

  /** Soon: many changes in a row are told of once. */
  function tell(id: BatchId): void {
    if (isClosed || telling.has(id)) return;
    telling.set(
      id,
      setTimeout(() => tellNow(id), tellEveryMs),
    );
  }

  function tellNow(id: BatchId): void {
    clearTimeout(telling.get(id));
    telling.delete(id);
    const row = rows.get(id);
    if (row !== null && row.scope === scope()) onChanged(view(row));
  }

  function begin(row: BatchRow): void {
    const controller = new AbortController();
    const run: BatchRun = {
      id: row.id,
      scope: row.scope,
      recipe: row.recipe,
      recipeHash: row.recipeHash,
      plan: planOf(row.recipe),
      outFolder: row.folder,
      money: createMoney(rows.cost(row.id), row.cap),
      signal: controller.signal,
    };
    const found: Active = {
      run,
      pace: createPace(),
      controller,
      isPaused: false,
      running: 0,
      ended: Promise.resolve(),
    };
    active.set(row.id, found);
    found.ended = work(row, found);
  }

  async function work(row: BatchRow, found: Active): Promise<void> {
    const watch = {
      isPaused: () => found.isPaused,
      started: () => {
        found.running += 1;
      },
      ended: (_item: ItemRow, { status }: { readonly status: ItemStatus }) => {
        found.running -= 1;
        if (status === 'done' || status === 'failed') found.pace.ended(now());
      },
      wrote: (item: ItemRow) => onItem(toItem(item)),
      changed: () => tell(row.id),
    };
    try {
      const state = await runBatch(parts, { batch: row, run: found.run, watch });
      const isOver = state.status === 'done' || state.status === 'stopped';
      if (state.status === 'stopped') watches.stopWatching(row.id);
      rows.setState(row.id, state, isOver ? now() : null);
    } catch (error) {
      const { signal } = found.controller;
      // Closing leaves it running, for the next start.
      if (signal.aborted && signal.reason !== stoppedByUser) return;
      const failed = { status: 'paused', by: 'failure', error: toAppError(error) } as const;
      const stopped = { status: 'stopped', by: 'user' } as const;
      setStateIfPossible(row.id, signal.aborted ? stopped : failed);
    } finally {
      active.delete(row.id);
      if (!isClosed) tellNow(row.id);
    }
  }

  /** A disk that takes nothing more has been told of already: by the batch's own failure. */
  function setStateIfPossible(id: BatchId, state: BatchState): void {
    try {
      rows.setState(id, state, state.status === 'stopped' ? now() : null);
    } catch {
      return;
    }
  }

  function goOn(row: BatchRow): void {
    if (active.has(row.id)) return;
    rows.setState(row.id, { status: 'running' }, null);
    begin({ ...row, state: { status: 'running' }, endedAt: null });
    tell(row.id);
  }

  /** With items that wait now; those before the place of a run under way are met once it has ended. */
  function workOn(id: BatchId): void {
    const found = active.get(id);
    const begin = (): void => {
      const row = rows.get(id);
      if (row !== null && !isClosed) goOn(row);
    };
    if (found === undefined) return begin();
    void found.ended.then(() => {
      if (rows.get(id)?.state.status === 'done' && rows.counts(id).waiting > 0) begin();
    });
  }

  return {
    start: ({ recipe, inputs, folder, cap, onCap, watch = false }) => {
      const hash = recipeHash(recipe);
      const same = rows
        .list(scope())
        .find(
          (row) =>
            row.recipeHash === hash &&
            row.folder === folder &&
            row.watching === watch &&
            (watch || row.state.status !== 'done') &&
            row.state.status !== 'stopped' &&
            JSON.stringify(row.inputs) === JSON.stringify(inputs),
        );
      if (same !== undefined) {
        rows.setCap(same.id, cap);
        rows.retryFailed(same.id);
        goOn({ ...same, cap });
        return view(rowOf(same.id));
      }
      const row: BatchRow = {
        id: batchIdSchema.parse(randomUUID()),
        scope: scope(),
        recipe,
        recipeHash: hash,
        inputs,
        folder,
        state: { status: watch ? 'done' : 'running' },
        found: 0,
        listed: watch,
        cap,
        onCap,
        watching: watch,
        createdAt: now(),
        endedAt: null,
      };
      rows.add(row);
      if (!watch) begin(row);
      return view(row);
    },
    list: () => rows.list(scope()).map(view),
    get: (id) => view(rowOf(id)),
    total: (id, status) => {
      const counts = rows.counts(rowOf(id).id);
      if (status !== null) return counts[status];
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    items: (id, page) => rows.items(rowOf(id).id, page).map(toItem),
    pause: (id) => {
      const found = active.get(rowOf(id).id);
      if (found !== undefined) found.isPaused = true;
      else if (rowOf(id).watching) {
        rows.setState(id, { status: 'paused', by: 'user', error: null }, null);
        tellNow(id);
      }
    },
    resume: (id, cap) => {
      const row = rowOf(id);
      if (cap !== undefined) rows.setCap(id, cap);
      const found = active.get(id);
      if (found === undefined) return goOn(rowOf(id));
      found.isPaused = false;
      found.run.money.setCap(cap === undefined ? row.cap : cap);
    },
    stop: (id) => {
      const found = active.get(rowOf(id).id);
      watches.stopWatching(id);
      if (found !== undefined) return found.controller.abort(stoppedByUser);
      rows.setState(id, { status: 'stopped', by: 'user' }, now());
      tellNow(id);
    },
    retryFailed: (id) => {
      rows.retryFailed(rowOf(id).id);
      workOn(id);
    },
    grown: (id) => {
      const status = rows.get(id)?.state.status;
      if (status === 'running' || status === 'done') workOn(id);
      else tell(id);
    },
    remove: (id) => {
      if (active.has(id)) throw fail('not-allowed', { cause: 'the batch is running' });
      rows.remove(rowOf(id).id);
      onRemoved(id);
    },
    folderOf: (id) => rowOf(id).folder,
    settled: async (id) => {
      for (let found = active.get(id); found !== undefined; found = active.get(id)) {
        await found.ended;
      }
      return view(rowOf(id));
    },
    resumeAll: () => {
      for (const id of rows.running()) {
        const row = rows.get(id);
        if (row !== null) goOn(row);
      }
    },
    close: async () => {
      isClosed = true;
      for (const timer of telling.values()) clearTimeout(timer);
      const ending = [...active.values()].map((found) => {
        found.controller.abort();
        return found.ended;
      });
      await Promise.all(ending);
    },
  };
}

function toItem({ path: file, jobs, ...item }: ItemRow): BatchItem {
  return { ...item, name: path.basename(file), jobs: jobs.map(({ id }) => id) };
}
