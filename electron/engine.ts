import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppEvent } from './contract/events.ts';
import {
  type AssetId,
  type AttemptId,
  type BlobHash,
  type JobId,
  type VersionId,
  attemptIdSchema,
} from './contract/ids.ts';
import type { ExportOptions } from './contract/images.ts';
import type { Job, JobRequest } from './contract/jobs.ts';
import type { PriceList } from './contract/price-list.ts';
import type { ProviderId } from './contract/providers.ts';
import type { Route } from './contract/receipt.ts';
import type { BudgetStatus } from './contract/usage.ts';
import type { ImageService } from './images/image-service.ts';
import { type Ingest, createIngest } from './ingest/ingest.ts';
import { createAccountStore } from './jobs/account-store.ts';
import { createAttemptJournal } from './jobs/attempt-journal.ts';
import { createBudgetStore } from './jobs/budget-store.ts';
import { openJobList } from './jobs/job-list.ts';
import { createJobStore } from './jobs/job-store.ts';
import { inputVersions, toRouteRequest } from './jobs/load-request.ts';
import { type Queue, createQueue } from './jobs/queue.ts';
import { recover } from './jobs/recover.ts';
import { createLatencyStore } from './jobs/latency-store.ts';
import { createResultCache } from './jobs/result-cache.ts';
import { runEvents } from './jobs/run-events.ts';
import { openBlobs } from './library/blobs.ts';
import { collectGarbage } from './library/collect-garbage.ts';
import {
  type ExportFileRequest,
  type ExportManyRequest,
  exportFile,
  exportName,
  exportVersions,
  handOut,
} from './library/export-files.ts';
import { requireFreeSpace } from './library/free-space.ts';
import { type Library, createLibrary } from './library/library.ts';
import { type Previews, createPreviews } from './library/previews.ts';
import { openStore } from './library/store.ts';
import { budgetStatus } from './router/budget.ts';
import type { Clock, ConnectedProvider, RouterEvent } from './router/ports.ts';
import { noConsents } from './router/route-request.ts';
import { createRouter } from './router/run-route.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface EngineOptions {
  /** The database, the images and their previews: all below this folder. */
  readonly dataFolder: string;
  /** Asked for each decision, so that a new key or server counts at once. */
  readonly providers: () => readonly ConnectedProvider[];
  readonly prices: () => PriceList;
  /** Closed by who made it. */
  readonly images: ImageService;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly online: () => boolean;
  readonly onEvent: (event: AppEvent) => void;
  readonly monitor?: (event: RouterEvent) => void;
}

/** Everything that happens to images, without a window: for its handlers, and for the command line. */
export interface Engine {
  readonly ingest: Ingest;
  readonly library: Pick<Library, 'list' | 'details' | 'version' | 'rename'>;
  /** Forgets assets and deletes the files that only they used. */
  removeAssets(ids: readonly AssetId[]): Promise<void>;
  /** A canvas' PNG → the canonical mask of a version, as the blob that a job request names. */
  addMask(versionId: VersionId, png: Uint8Array): Promise<BlobHash>;
  readonly previews: Pick<Previews, 'preview' | 'tile'>;
  /** Files named by the template, none replaced; returns their paths. */
  exportVersions(request: ExportManyRequest): Promise<readonly string[]>;
  /** The file name that the template suggests for one version. */
  exportName(versionId: VersionId, options: ExportOptions): string;
  exportFile(request: ExportFileRequest): Promise<void>;
  /** Paths of readably named copies, to drag out, copy or show in a folder. */
  handOut(versionIds: readonly VersionId[]): Promise<readonly string[]>;
  readonly jobs: Omit<Queue, 'close' | 'wake'>;
  /** Call it when the network has come back. */
  wentOnline(): void;
  previewRoute(request: JobRequest): Route;
  budget(): BudgetStatus;
  /** The user acted on an account that was closed: a new key, more credit. */
  reopenAccount(provider: ProviderId): void;
  /** Free calls to providers that rest; for a timer. */
  probeProviders(signal: AbortSignal): Promise<void>;
  /** Jobs under way are aborted; the next start finds them as a crash would have left them. */
  close(): Promise<void>;
}

/** By then a start is over, and its first pictures are shown. */
const quietAfterMs = 20_000;

/** Wires the engine's parts together and recovers what an earlier run left. Throws `storage-failed`. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataFolder, images, settings, clock, online, onEvent: emit } = options;
  const now = (): number => clock.now();
  const store = openStore({ path: path.join(dataFolder, 'library.db'), now });
  const blobs = await openBlobs(dataFolder);
  const previews = createPreviews({
    cacheFolder: path.join(dataFolder, 'previews'),
    blobs,
    images,
  });
  const library = createLibrary({
    store,
    now,
    onAssetChanged: (asset) => emit({ type: 'asset-changed', asset }),
    onAssetsRemoved: (assetIds) => emit({ type: 'assets-removed', assetIds: [...assetIds] }),
  });

  const jobs = createJobStore(store);
  const journal = createAttemptJournal(store);
  const currentBudget = (): BudgetStatus => budgetStatus(budget, settings.get().budgets, now());
  const tellBudget = (): void => emit({ type: 'budget-changed', budget: currentBudget() });
  const budget = createBudgetStore(store, tellBudget);
  const accounts = createAccountStore(store, now);
  const latencies = createLatencyStore(store);
  const cache = createResultCache({ store, blobs, now });
  const list = openJobList({
    store,
    jobs,
    onChanged: (job) => emit({ type: 'job-changed', job }),
    onRemoved: (jobIds) => emit({ type: 'jobs-removed', jobIds: [...jobIds] }),
  });
  recover({ store, journal, budget, list, jobs, canResume });
  await blobs.cleanTemporary(jobs.unsaved());

  const attemptFolders = new Map<AttemptId, JobId>();
  const router = createRouter({
    clock,
    random: Math.random,
    newAttemptId: () => attemptIdSchema.parse(randomUUID()),
    providers: options.providers,
    settings: () => settings.get(),
    prices: options.prices,
    online,
    images,
    transaction: (work) => store.transaction(work),
    temporaryFolder: ({ jobId, attemptId }) => {
      attemptFolders.set(attemptId, jobId);
      return blobs.temporaryFolder(jobId, attemptId);
    },
    journal,
    budget,
    accounts,
    cache,
    latencies,
    monitor: options.monitor ?? (() => undefined),
  });

  function canResume(id: ProviderId): boolean {
    return options
      .providers()
      .some(({ provider }) => provider.id === id && provider.resume !== undefined);
  }

  const routeRequests = new WeakMap<Job, ReturnType<typeof toRouteRequest>>();
  function laneOf(job: Job): ProviderId | null {
    try {
      const request =
        routeRequests.get(job) ??
        toRouteRequest(job.request, inputVersions(library, job.request), jobs.consents(job.id));
      routeRequests.set(job, request);
      return router.preview(request).candidates[0]?.provider ?? null;
    } catch {
      return null;
    }
  }

  const queue = createQueue({
    clock,
    perProvider: () => settings.get().concurrency,
    laneOf,
    onIdle: () => {
      const unsaved = jobs.unsaved();
      for (const [attemptId, jobId] of attemptFolders) {
        if (!unsaved.has(jobId)) void blobs.removeTemporary(path.join(jobId, attemptId));
      }
      attemptFolders.clear();
      cache.flush();
      latencies.flush();
    },
    parts: {
      store,
      library,
      blobs,
      list,
      jobs,
      journal,
      budget,
      now,
      router,
      online,
      requireFreeSpace: () => requireFreeSpace(dataFolder),
      callbacks: (id, onSending) =>
        runEvents({
          id,
          previews,
          emit: (event) => store.afterCommit(() => emit(event)),
          onSending,
        }),
    },
  });

  /** A job that could not be woken is woken by its own timer, or the next time. */
  function wake(reason: 'offline' | 'budget'): void {
    queue.wake(reason).catch(() => undefined);
  }

  const closing = new AbortController();
  const tidied = tidyUp(closing.signal).catch(() => undefined);

  /** Nothing waits for it, and nothing is lost if it fails: the next start tries again. */
  async function tidyUp(signal: AbortSignal): Promise<void> {
    await clock.sleep(quietAfterMs, signal);
    if (signal.aborted) return;
    await collectGarbage({ dataFolder, store, blobs, now }, signal);
    if (!signal.aborted) await previews.trim();
  }

  let limits = settings.get().budgets;
  const unsubscribe = settings.subscribe(() => {
    if (settings.get().budgets === limits) return;
    limits = settings.get().budgets;
    tellBudget();
    wake('budget');
  });

  const exportParts = { library, blobs, images, now };
  return {
    ingest: createIngest({ library, blobs, images }),
    library,
    removeAssets: async (ids) => {
      for (const hash of library.remove(ids)) {
        await blobs.remove(hash);
        await previews.forget(hash);
      }
    },
    addMask: async (versionId, png) => {
      const { facts } = library.version(versionId);
      const folder = await blobs.temporaryFolder();
      try {
        const drawn = path.join(folder, 'drawn.png');
        await writeFile(drawn, png);
        const { width, height } = facts;
        const mask = await images.canonicalMask({ path: drawn, width, height, outFolder: folder });
        await blobs.adopt(mask.path, mask.hash);
        return mask.hash;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    previews,
    exportVersions: (request) => exportVersions(exportParts, request),
    exportName: (versionId, options) => exportName(exportParts, { versionId, options, number: 1 }),
    exportFile: (request) => exportFile(exportParts, request),
    handOut: (versionIds) => handOut(exportParts, versionIds),
    jobs: queue,
    wentOnline: () => wake('offline'),
    previewRoute: (request) =>
      router.preview(toRouteRequest(request, inputVersions(library, request), noConsents)),
    budget: currentBudget,
    reopenAccount: (provider) => accounts.reopen(provider),
    probeProviders: (signal) => router.probe(signal),
    close: async () => {
      unsubscribe();
      closing.abort();
      await queue.close();
      cache.flush();
      latencies.flush();
      await tidied;
      store.close();
    },
  };
}
