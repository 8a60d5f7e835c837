import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import { appErrorSchema } from '../contract/app-error.ts';
import {
  type BatchId,
  type BatchItem,
  type BatchState,
  type ItemCounts,
  type ItemStatus,
  batchIdSchema,
  batchStateSchema,
  foundTextSchema,
  itemStatusSchema,
  onCapSchema,
  writtenOutputSchema,
} from '../contract/batches.ts';
import { jobIdSchema } from '../contract/ids.ts';
import { recipeSchema } from '../contract/recipes.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Input } from './walk-inputs.ts';

const flag = z.number().transform((value) => value === 1);

const batchRowSchema = z
  .object({
    id: batchIdSchema,
    scope: scopeSchema,
    recipe: jsonColumn(recipeSchema),
    recipeHash: z.string(),
    inputs: jsonColumn(z.array(z.string()).readonly()),
    folder: z.string().nullable(),
    state: jsonColumn(batchStateSchema),
    found: z.number(),
    listed: flag,
    cap: z.number().nullable(),
    onCap: onCapSchema,
    /** Its one input is a folder that goes on being looked at. */
    watching: flag,
    createdAt: z.number(),
    endedAt: z.number().nullable(),
  })
  .readonly();
export type BatchRow = z.infer<typeof batchRowSchema>;

/** A job of an item, by the place of its step; a place may have had several, the last one counts. */
const itemJobSchema = z.object({ place: z.number(), id: jobIdSchema }).readonly();
export type ItemJob = z.infer<typeof itemJobSchema>;

const itemRowSchema = z
  .object({
    number: z.number(),
    path: z.string(),
    folder: z.string(),
    status: itemStatusSchema,
    jobs: jsonColumn(z.array(itemJobSchema).readonly()),
    outputs: jsonColumn(z.array(writtenOutputSchema).readonly()),
    texts: jsonColumn(z.array(foundTextSchema).readonly()),
    error: jsonColumn(appErrorSchema).nullable(),
    cost: z.number(),
    ms: z.number(),
  })
  .readonly();
export type ItemRow = z.infer<typeof itemRowSchema>;

/** What an item has come to. */
export type ItemResult = Pick<BatchItem, 'status' | 'outputs' | 'texts' | 'error' | 'cost' | 'ms'>;

/** The rows of batches and of their items. Each call joins the caller's transaction. */
export interface BatchStore {
  add(batch: BatchRow): void;
  get(id: BatchId): BatchRow | null;
  /** The newest first. */
  list(scope: Scope): readonly BatchRow[];
  /** Of all scopes. */
  running(): readonly BatchId[];
  setState(id: BatchId, state: BatchState, endedAt: number | null): void;
  setCap(id: BatchId, cap: number | null): void;
  /** Inputs that are not there yet, behind the others; returns how many are found in all. */
  addItems(id: BatchId, found: number, inputs: readonly Input[]): number;
  setListed(id: BatchId): void;
  /** Waiting ones behind a number. */
  waiting(id: BatchId, after: number, limit: number): readonly ItemRow[];
  items(
    id: BatchId,
    page: { readonly status: ItemStatus | null; readonly offset: number; readonly limit: number },
  ): readonly ItemRow[];
  /** Path of an item's input. */
  input(id: BatchId, number: number): string | null;
  counts(id: BatchId): ItemCounts;
  /** Items of which a file lacks something. */
  warned(id: BatchId): number;
  cost(id: BatchId): number;
  setJobs(id: BatchId, number: number, jobs: readonly ItemJob[]): void;
  finish(id: BatchId, number: number, result: ItemResult): void;
  retryFailed(id: BatchId): void;
  remove(id: BatchId): void;
}

const batchColumns = `id, scope, recipe, recipe_hash as recipeHash, inputs, folder, state, found,
  listed, cap, on_cap as onCap, watching, created_at as createdAt, ended_at as endedAt`;
const itemColumns = 'number, path, folder, status, jobs, outputs, texts, error, cost, ms';
const countRowsSchema = z.array(z.object({ status: itemStatusSchema, count: z.number() }));
const idRowsSchema = z.array(z.object({ id: batchIdSchema }));

export function createBatchStore(store: Store): BatchStore {
  const parseItems = (rows: readonly unknown[]): readonly ItemRow[] =>
    rows.map((row) => itemRowSchema.parse(row));

  return {
    add: (batch) => {
      store.run(
        `insert into batches (id, scope, recipe, recipe_hash, inputs, folder, state, status, found,
           listed, cap, on_cap, watching, created_at, ended_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        batch.id,
        batch.scope,
        JSON.stringify(batch.recipe),
        batch.recipeHash,
        JSON.stringify(batch.inputs),
        batch.folder,
        JSON.stringify(batch.state),
        batch.state.status,
        batch.found,
        batch.listed ? 1 : 0,
        batch.cap,
        batch.onCap,
        batch.watching ? 1 : 0,
        batch.createdAt,
        batch.endedAt,
      );
    },
    get: (id) => {
      const row = store.get(`select ${batchColumns} from batches where id = ?`, id);
      return row === undefined ? null : batchRowSchema.parse(row);
    },
    list: (scope) =>
      store
        .all(
          `select ${batchColumns} from batches where scope = ? order by created_at desc limit 100`,
          scope,
        )
        .map((row) => batchRowSchema.parse(row)),
    running: () =>
      idRowsSchema
        .parse(store.all("select id from batches where status = 'running'"))
        .map(({ id }) => id),
    setState: (id, state, endedAt) => {
      store.run(
        'update batches set state = ?, status = ?, ended_at = ? where id = ?',
        JSON.stringify(state),
        state.status,
        endedAt,
        id,
      );
    },
    setCap: (id, cap) => {
      store.run('update batches set cap = ? where id = ?', cap, id);
    },
    addItems: (id, found, inputs) => {
      let number = found;
      for (const { path, folder } of inputs) {
        const added = store.run(
          `insert or ignore into batch_items (batch, number, path, folder, status)
           values (?, ?, ?, ?, 'waiting')`,
          id,
          number + 1,
          path,
          folder,
        );
        number += added;
      }
      store.run('update batches set found = ? where id = ?', number, id);
      return number;
    },
    setListed: (id) => {
      store.run('update batches set listed = 1 where id = ?', id);
    },
    waiting: (id, after, limit) =>
      parseItems(
        store.all(
          `select ${itemColumns} from batch_items
           where batch = ? and status = 'waiting' and number > ? order by number limit ?`,
          id,
          after,
          limit,
        ),
      ),
    items: (id, { status, offset, limit }) =>
      parseItems(
        status === null
          ? store.all(
              `select ${itemColumns} from batch_items where batch = ?
               order by number limit ? offset ?`,
              id,
              limit,
              offset,
            )
          : store.all(
              `select ${itemColumns} from batch_items where batch = ? and status = ?
               order by number limit ? offset ?`,
              id,
              status,
              limit,
              offset,
            ),
      ),
    input: (id, number) =>
      z
        .object({ path: z.string() })
        .optional()
        .parse(store.get('select path from batch_items where batch = ? and number = ?', id, number))
        ?.path ?? null,
    counts: (id) => {
      const rows = countRowsSchema.parse(
        store.all(
          'select status, count(*) as count from batch_items where batch = ? group by status',
          id,
        ),
      );
      const of = (status: ItemStatus): number =>
        rows.find((row) => row.status === status)?.count ?? 0;
      return {
        waiting: of('waiting'),
        running: 0,
        done: of('done'),
        skipped: of('skipped'),
        failed: of('failed'),
      };
    },
    warned: (id) =>
      z
        .object({ warned: z.number() })
        .parse(
          store.get(
            'select count(*) as warned from batch_items where batch = ? and warned = 1',
            id,
          ),
        ).warned,
    cost: (id) =>
      z
        .object({ cost: z.number() })
        .parse(
          store.get(
            `select coalesce(sum(cost + spent_before), 0) as cost from batch_items where batch = ?`,
            id,
          ),
        ).cost,
    setJobs: (id, number, jobs) => {
      store.run(
        'update batch_items set jobs = ? where batch = ? and number = ?',
        JSON.stringify(jobs),
        id,
        number,
      );
    },
    finish: (id, number, { status, outputs, texts, error, cost, ms }) => {
      store.run(
        `update batch_items set status = ?, outputs = ?, texts = ?, error = ?, cost = ?, ms = ?,
           warned = ?
         where batch = ? and number = ?`,
        status,
        JSON.stringify(outputs),
        JSON.stringify(texts),
        error === null ? null : JSON.stringify(error),
        cost,
        ms,
        outputs.some(({ warnings }) => warnings.length > 0) ? 1 : 0,
        id,
        number,
      );
    },
    retryFailed: (id) => {
      store.run(
        "update batch_items set status = 'waiting' where batch = ? and status = 'failed'",
        id,
      );
    },
    remove: (id) => {
      store.run('delete from batches where id = ?', id);
    },
  };
}
