import path from 'node:path';
import { withinLimits } from './configuration/job-limits.ts';
import type { AccountId, Scope } from './contract/account.ts';
import type { BatchItem } from './contract/batches.ts';
import type { AppEvent } from './contract/events.ts';
import type { AssetId, VersionId } from './contract/ids.ts';
import type { ExportOptions } from './contract/images.ts';
import type { JobRequest } from './contract/jobs.ts';
import type { LibraryPage, LibraryQuery } from './contract/library.ts';
import type { MetadataReport } from './contract/metadata.ts';
import type { ProviderId } from './contract/providers.ts';
import type { Route } from './contract/receipt.ts';
import type { Configuration } from './contract/remote-config.ts';
import type { BudgetStatus } from './contract/usage.ts';
import { createEditStore } from './editing/edit-store.ts';
import { type EditFiles, createEditFiles } from './editing/edit-files.ts';
import { type Editing, createEditing } from './editing/editing.ts';
import type { ImageService } from './images/image-service.ts';
import { type Ingest, createIngest } from './ingest/ingest.ts';
import { createAccountStore } from './jobs/account-store.ts';
import { inputVersions, toRouteRequest } from './jobs/load-request.ts';
import type { Queue } from './jobs/queue.ts';
import { recover } from './jobs/recover.ts';
import { decideVariants } from './jobs/decide-variants.ts';
import { createLatencyStore } from './jobs/latency-store.ts';
import { createResultCache } from './jobs/result-cache.ts';
import { type UsageReports, createUsageReports } from './jobs/usage-report.ts';
import { forgetSync } from './library/backup/forget-sync.ts';
import { takeRestored } from './library/backup/take-restored.ts';
import { createAssetReader } from './library/asset-reader.ts';
import { openBlobs } from './library/blobs.ts';
import { type Collections, createCollections } from './library/collections.ts';
import { collectGarbage } from './library/collect-garbage.ts';
import {
  type ExportFileRequest,
  type ExportedFile,
  type ExportManyRequest,
  exportFile,
  exportName,
  exportVersions,
  readMetadata,
} from './library/export-files.ts';
import { handOut } from './library/hand-out.ts';
import { requireFreeSpace } from './library/free-space.ts';
import { type Previews, createPreviews } from './library/previews.ts';
import { type LibraryFiles, createLibraryFiles } from './library/library-files.ts';
import { type LibraryStorage, createLibraryStorage } from './library/library-storage.ts';
import { type QuietWork, startQuietWork } from './library/quiet-work.ts';
import type { ScopedLibrary } from './library/scoped-library.ts';
import { openStore } from './library/store.ts';
import { trashDays } from './library/trash.ts';
import { createMaskStore } from './masking/mask-store.ts';
import { type Masking, createMasking } from './masking/masking.ts';
import { openData } from './open-data.ts';
import { openQueue, resumes } from './open-queue.ts';
import type { Outbox } from './outbox/outbox.ts';
import { type EngineBatches, openBatches } from './recipes/open-recipes.ts';
import type { Recipes } from './recipes/recipe-store.ts';
import type { Clock, ConnectedProvider, RouterEvent } from './router/ports.ts';
import { noConsents } from './router/route-request.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface EngineOptions {
  /** The database, the images and their previews: all below this folder. */
  readonly dataFolder: string;
  /** Asked for each decision, so that a new key or server counts at once. */
  readonly providers: () => readonly ConnectedProvider[];
  /** What is configured now: asked for each decision. */
  readonly configuration: () => Configuration;
  /** Closed by who made it. */
  readonly images: ImageService;
  /** Absolute path of library/reader-thread; left out: the library is read on this thread. */
  readonly readerPath?: string;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly online: () => boolean;
  readonly onEvent: (event: AppEvent) => void;
  /** Batches that an earlier run left go on by themselves; left out: yes. */
  readonly resumesBatches?: boolean;
  /** An item of a batch is over, and written down. */
  readonly onBatchItem?: (item: BatchItem) => void;
  /** Between two looks at a watched folder; left out: two seconds. */
  readonly watchEveryMs?: number;
  /** Images of a batch that the plan runs on credits; left out: all. */
  readonly batchImages?: () => number;
  readonly monitor?: (event: RouterEvent) => void;
}

/** Everything that happens to images, without a window: for its handlers, and for the command line. */
export interface Engine extends Omit<LibraryFiles, 'removeFiles'> {
  readonly ingest: Ingest;
  /** Of the scope that is shown, like the jobs and all events. */
  readonly library: Omit<ScopedLibrary, 'erase' | 'trashed'>;
  /** What the library's `list` returns, found beside this thread where there is another one. */
  listAssets(query: LibraryQuery): Promise<LibraryPage>;
  readonly collections: Collections;
  readonly storage: LibraryStorage;
  readonly previews: Pick<Previews, 'preview' | 'tile' | 'editView'>;
  readonly editing: Editing;
  readonly editFiles: EditFiles;
  readonly masking: Masking;
  readonly decideVariants: (choice: Parameters<typeof decideVariants>[1]) => readonly AssetId[];
  /** Whose library is shown; a start shows the local one. */
  scope(): Scope;
  /** Shows another library; what runs goes on in its own. */
  setScope(scope: Scope): void;
  readonly outbox: Outbox;
  /** Forgets all that an account has here, files included; the cloud hears nothing of it. */
  eraseAccount(account: AccountId): Promise<void>;
  /** Files named by the template, none replaced. */
  exportVersions(request: ExportManyRequest): Promise<readonly ExportedFile[]>;
  /** The file name that the template suggests for one version. */
  exportName(versionId: VersionId, options: ExportOptions): string;
  exportFile(request: ExportFileRequest): Promise<ExportedFile>;
  /** What the file of the original says of itself. */
  readMetadata(assetId: AssetId): Promise<MetadataReport>;
  /** Paths of readably named copies, to drag out, copy or show in a folder. */
  handOut(versionIds: readonly VersionId[]): Promise<readonly string[]>;
  readonly jobs: Omit<Queue, 'close' | 'wake'>;
  /** Recipes over many files. */
  readonly batches: Omit<EngineBatches, 'close'>;
  readonly recipes: Omit<Recipes, 'hear'>;
  /** Call it when the network has come back. */
  wentOnline(): void;
  previewRoute(request: JobRequest): Route;
  budget(): BudgetStatus;
  readonly usage: UsageReports;
  /** The user acted on an account that was closed: a new key, more credit. */
  reopenAccount(provider: ProviderId): void;
  /** Free calls to providers that rest; for a timer. */
  probeProviders(signal: AbortSignal): Promise<void>;
  /** Jobs under way are aborted; the next start finds them as a crash would have left them. */
  close(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Wires the engine's parts together and recovers what an earlier run left. Throws `storage-failed`. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataFolder, images, settings, configuration, clock } = options;
  const now = (): number => clock.now();
  let quiet: QuietWork | null = null;
  const emit = (event: AppEvent): void => {
    if (event.type === 'asset-changed') quiet?.wake();
    options.onEvent(event);
  };
  const isRestored = takeRestored(dataFolder, now);
  const file = path.join(dataFolder, 'library.db');
  const store = openStore({ path: file, now });
  if (isRestored) forgetSync(store);
  const blobs = await openBlobs(dataFolder);
  const previews = createPreviews({
    cacheFolder: path.join(dataFolder, 'previews'),
    blobs,
    images,
  });
  const data = openData({ ...options, store, blobs, now, emit });
  const { jobs, list, library, scoped, outbox, journal, budget } = data;
  const files = createLibraryFiles({
    store,
    blobs,
    previews,
    images,
    library: scoped,
    states: library,
  });
  const collections = createCollections({
    store,
    scope: data.scope,
    now,
    onChanged: () => emit({ type: 'collections-changed' }),
  });
  const accounts = createAccountStore(store, now);
  const latencies = createLatencyStore(store);
  const cache = createResultCache({ store, blobs, now });
  recover({ store, journal, budget, list, jobs, canResume: resumes(options.providers) });
  await blobs.cleanTemporary(jobs.unsaved());

  const { router, queue } = openQueue({
    ...options,
    ...data,
    store,
    blobs,
    previews,
    accounts,
    latencies,
    cache,
    now,
    emit,
  });

  /** A job that could not be woken is woken by its own timer, or the next time. */
  function wake(reason: 'offline' | 'budget'): void {
    queue.wake(reason).catch(() => undefined);
  }

  const closing = new AbortController();
  quiet = startQuietWork({
    library,
    blobs,
    images,
    sleep: clock.sleep,
    signal: closing.signal,
    tidyUp: async (signal) => {
      await files.removeFiles(library.erase(library.trashed(null, now() - trashDays * dayMs)));
      await collectGarbage({ dataFolder, store, blobs, now }, signal);
      if (!signal.aborted) await previews.trim();
    },
  });

  let limits = settings.get().budgets;
  const unsubscribe = settings.subscribe(() => {
    outbox.settingsChanged();
    if (settings.get().budgets === limits) return;
    limits = settings.get().budgets;
    data.tellBudget();
    wake('budget');
  });

  const batches = openBatches({ ...options, ...data, store, blobs, queue, router, emit });

  const reader =
    options.readerPath === undefined
      ? null
      : createAssetReader({ threadPath: options.readerPath, file, here: library.list });

  const exportParts = { library, blobs, images, now };
  return {
    ingest: createIngest({ library, blobs, images, scope: data.scope }),
    library: scoped,
    listAssets: async (query) =>
      reader === null ? scoped.list(query) : reader.list(query, data.scope()),
    collections,
    eraseAssets: files.eraseAssets,
    emptyTrash: files.emptyTrash,
    findFiles: files.findFiles,
    storage: createLibraryStorage({ store, blobs, previews, dataFolder, now }),
    addMask: files.addMask,
    keepImage: files.keepImage,
    dropImage: files.dropImage,
    scope: data.scope,
    setScope: data.show,
    outbox,
    eraseAccount: async (account) => {
      const ids = [...jobs.activeIn(account)];
      await queue.cancel(ids);
      await queue.settled(ids);
      const unused = outbox.erase(account);
      list.forget(ids);
      await files.removeFiles(unused);
    },
    previews,
    editFiles: createEditFiles({ blobs, images }),
    editing: createEditing({
      edits: createEditStore(store, now),
      scoped,
      library,
      blobs,
      images,
      requireFreeSpace: () => requireFreeSpace(dataFolder),
    }),
    masking: createMasking({ masks: createMaskStore(store), scoped, blobs, images }),
    decideVariants: (choice) => decideVariants({ store, list, jobs, library }, choice),
    exportVersions: (request) => exportVersions(exportParts, request),
    exportName: (versionId, options) => exportName(exportParts, { versionId, options, number: 1 }),
    exportFile: (request) => exportFile(exportParts, request),
    readMetadata: (assetId) => readMetadata({ library: scoped, blobs, images }, assetId),
    handOut: (versionIds) => handOut(exportParts, versionIds),
    batches,
    recipes: data.recipes,
    jobs: {
      ...queue,
      submit: (requests) =>
        queue.submit(requests.map((request) => withinLimits(request, configuration()))),
    },
    wentOnline: () => wake('offline'),
    previewRoute: (request) => {
      const limited = withinLimits(request, configuration());
      return router.preview(toRouteRequest(limited, inputVersions(library, limited), noConsents));
    },
    budget: data.budgetStatus,
    usage: createUsageReports(store),
    reopenAccount: (provider) => accounts.reopen(provider),
    probeProviders: (signal) => router.probe(signal),
    close: async () => {
      unsubscribe();
      closing.abort();
      await batches.close();
      await queue.close();
      await outbox.close();
      cache.flush();
      latencies.flush();
      await quiet?.done;
      await reader?.close();
      store.close();
    },
  };
}
