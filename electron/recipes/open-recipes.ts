import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Scope } from '../contract/account.ts';
import { AppFailure, fail } from '../contract/app-error.ts';
import type { Batch, BatchEstimate, BatchId, BatchItem } from '../contract/batches.ts';
import type { AppEvent } from '../contract/events.ts';
import type { JobRequest } from '../contract/jobs.ts';
import { type Recipe, isOperationStep } from '../contract/recipes.ts';
import type { ImageService } from '../images/image-service.ts';
import { createIngest } from '../ingest/ingest.ts';
import { inputVersions, toRouteRequest } from '../jobs/load-request.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Blobs } from '../library/blobs.ts';
import { knownNotes } from '../library/known-notes.ts';
import type { Library } from '../library/library.ts';
import type { Store } from '../library/store.ts';
import type { Clock } from '../router/ports.ts';
import { type RouteRequest, noConsents } from '../router/route-request.ts';
import type { Router } from '../router/run-route.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Batches, NewBatch } from './batches.ts';
import { createBatches } from './batch-runner.ts';
import { createBatchStore } from './batch-store.ts';
import { estimateBatch } from './estimate.ts';
import type { BatchRun } from './item-parts.ts';
import { planOf } from './plan.ts';
import { areThere } from './place-output.ts';
import { hashFile } from './hash-file.ts';
import { writeReport } from './report.ts';
import { recipeHash } from './recipe-hash.ts';
import type { BatchParts } from './run-batch.ts';
import { stampKey } from './run-item.ts';
import { createStamps } from './stamps.ts';
import { tryingTwice } from './try-twice.ts';
import { createWatchStore } from './watch-store.ts';
import { createWatches, requireWatchable } from './watches.ts';

export interface PlannedBatch {
  readonly recipe: Recipe;
  readonly inputs: readonly string[];
  readonly folder: string | null;
}

export interface RecipesOptions {
  readonly store: Store;
  readonly library: Library;
  readonly blobs: Blobs;
  readonly images: ImageService;
  readonly queue: Pick<Queue, 'submitOnce' | 'settled' | 'find' | 'cancel'>;
  readonly router: Pick<Router, 'preview'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly clock: Clock;
  readonly scope: () => Scope;
  /** Images of a batch that the plan runs on credits; left out: all. */
  readonly batchImages?: () => number;
  readonly emit: (event: AppEvent) => void;
  /** Batches that an earlier run left go on by themselves; left out: yes. */
  readonly resumesBatches?: boolean;
  /** An item is over, and written down. */
  readonly onBatchItem?: (item: BatchItem) => void;
  /** Between two looks at a watched folder; left out: two seconds. */
  readonly watchEveryMs?: number;
}

export interface EngineBatches extends Omit<Batches, 'resumeAll' | 'grown'> {
  /**
   * Begins to watch one folder. Rejects with `invalid-request` where it is none, or where what comes
   * of its images would come back into it.
   */
  watch(batch: NewBatch): Promise<Batch>;
  estimate(planned: PlannedBatch, signal?: AbortSignal): Promise<BatchEstimate>;
  /** CSV and HTML, beside the outputs or into a folder that is named; returns the HTML's path. */
  writeReport(id: BatchId, folder?: string): Promise<string>;
}

/** Recipes over many files, over the engine's own parts. */
export function openBatches(options: RecipesOptions): EngineBatches {
  const { store, library, blobs, images, clock, scope, emit } = options;
  const { preview } = options.router;
  const stamps = createStamps(store);
  const candidates = (request: JobRequest) =>
    preview(toRouteRequest(request, inputVersions(library, request), noConsents)).candidates;
  const atOnce = ({ plan }: Pick<BatchRun, 'plan'>): number =>
    plan.stages.some(({ kind }) => kind === 'operation')
      ? Math.max(4, 2 * options.settings.get().concurrency)
      : availableParallelism() + 2;
  const watchStore = createWatchStore(store);
  const parts: BatchParts = {
    store,
    watches: watchStore,
    images: { output: tryingTwice(images.output) },
    blobs,
    library,
    stamps,
    batches: createBatchStore(store),
    jobs: options.queue,
    mostCost: (request) => Math.max(0, ...candidates(request).map(({ estimate }) => estimate.high)),
    checkPlan: (request, number) => {
      const limit = options.batchImages?.() ?? Infinity;
      // Keys of one's own have no limit.
      if (number <= limit || candidates(request)[0]?.provider !== 'cloud') return;
      throw fail('plan-batch-limit', { params: { limit } });
    },
    takeIn: async (file, into) => {
      const ingest = createIngest({ library, blobs, images, scope: () => into });
      const [outcome] = (await ingest.paths([file])).outcomes;
      if (outcome === undefined)
        throw fail('file-missing', { params: { file: path.basename(file) } });
      if (outcome.status === 'refused') throw new AppFailure(outcome.error);
      return { assetId: outcome.asset.id, versionId: outcome.asset.originalVersionId };
    },
    known: async (file, of) => {
      const hash = await hashFile(file);
      const asset = hash === null ? null : library.findBySource(hash, of);
      return asset === null ? null : knownNotes(library, asset.id);
    },
    sleep: clock.sleep,
    now: () => clock.now(),
    atOnce,
  };
  const closing = new AbortController();
  const batches = createBatches({
    parts,
    scope,
    onChanged: (batch) => emit({ type: 'batch-changed', batch }),
    onRemoved: (batchId) => emit({ type: 'batch-removed', batchId }),
    onItem: options.onBatchItem ?? (() => undefined),
  });

  const watches = createWatches({
    store,
    batches: parts.batches,
    watches: watchStore,
    clock,
    everyMs: options.watchEveryMs ?? 2000,
    onGrown: batches.grown,
  });

  if (options.resumesBatches ?? true) {
    batches.resumeAll();
    watches.beginAll();
  }
  return {
    ...batches,
    watch: async (batch) => {
      const others = watchStore.watching().flatMap((id) => parts.batches.get(id) ?? []);
      await requireWatchable(batch, others);
      const started = batches.start({ ...batch, watch: true });
      watches.begin(started.id);
      return started;
    },
    writeReport: async (id, folder) => {
      const into = folder ?? batches.folderOf(id);
      if (into === null) throw fail('invalid-request', { cause: 'no folder for the report' });
      const { html } = await writeReport(
        {
          images,
          items: (offset, limit) => batches.items(id, { status: null, offset, limit }),
          inputOf: (number) => parts.batches.input(id, number),
        },
        { batch: batches.get(id), folder: into, signal: closing.signal },
      );
      return html;
    },
    close: async () => {
      closing.abort();
      await watches.close();
      await batches.close();
    },
    estimate: async ({ recipe, inputs, folder }, signal = new AbortController().signal) => {
      const run = { recipeHash: recipeHash(recipe), outFolder: folder };
      return await estimateBatch(
        {
          images,
          blobs,
          now: parts.now,
          route: (step, image) =>
            preview({
              call: { operation: step.do, options: step.options } as RouteRequest['call'],
              image,
              hasMask: false,
              reference: null,
              ...(step.provider === undefined ? {} : { pin: { provider: step.provider } }),
              acceptLosses: false,
              consents: noConsents,
              exclude: [],
            }),
          isDone: async (file) => {
            const stamp = stamps.get(stampKey(run, file));
            if (stamp === null || stamp.sourceHash !== (await hashFile(file.path))) return false;
            return folder === null || (await areThere(folder, stamp.outputs));
          },
        },
        {
          recipe,
          inputs,
          folder,
          atOnce: recipe.steps.some(isOperationStep)
            ? atOnce({ plan: planOf(recipe) })
            : availableParallelism(),
          signal,
        },
      );
    },
  };
}
