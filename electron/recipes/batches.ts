import type { Batch, BatchId, BatchItem, ItemStatus, OnCap } from '../contract/batches.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { Recipe } from '../contract/recipes.ts';

export interface NewBatch {
  readonly recipe: Recipe;
  /** Files and folders. */
  readonly inputs: readonly string[];
  /** Null where the recipe writes no files. */
  readonly folder: string | null;
  readonly cap: MicroUsd | null;
  readonly onCap: OnCap;
  /** It watches its one folder: nothing is done before something is found in it. */
  readonly watch?: boolean;
}

/** Recipes over many files. Throws `not-found` for an unknown batch. */
export interface Batches {
  /** Begins at once; an unfinished batch of the same recipe, inputs and folder goes on instead. */
  start(batch: NewBatch): Batch;
  /** Of the scope that is shown, the newest first. */
  list(): readonly Batch[];
  get(id: BatchId): Batch;
  /** Items of a status, or all. */
  total(id: BatchId, status: ItemStatus | null): number;
  items(
    id: BatchId,
    page: { readonly status: ItemStatus | null; readonly offset: number; readonly limit: number },
  ): readonly BatchItem[];
  /** What was begun is finished; nothing else begins. */
  pause(id: BatchId): void;
  /** Goes on, perhaps with another cap. */
  resume(id: BatchId, cap?: MicroUsd | null): void;
  /** What was found in a watched folder is worked on, unless the batch is paused. */
  grown(id: BatchId): void;
  /** For good: what is under way is cancelled, and nothing is watched. */
  stop(id: BatchId): void;
  retryFailed(id: BatchId): void;
  /** Forgets a batch that is not running; its outputs stay. */
  remove(id: BatchId): void;
  /** Where its outputs are. */
  folderOf(id: BatchId): string | null;
  /** Resolves when it no longer runs. */
  settled(id: BatchId): Promise<Batch>;
  /** Batches that ran when the app ended go on. */
  resumeAll(): void;
  close(): Promise<void>;
}
