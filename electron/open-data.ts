import { type Scope, localScope } from './contract/account.ts';
import type { AppEvent } from './contract/events.ts';
import type { JobId } from './contract/ids.ts';
import type { Job } from './contract/jobs.ts';
import type { Asset } from './contract/library.ts';
import type { BudgetStatus } from './contract/usage.ts';
import type { ImageService } from './images/image-service.ts';
import { type AttemptJournal, createAttemptJournal } from './jobs/attempt-journal.ts';
import { type SqliteBudgetStore, createBudgetStore } from './jobs/budget-store.ts';
import { type JobList, openJobList } from './jobs/job-list.ts';
import { type JobStore, createJobStore } from './jobs/job-store.ts';
import { createUsageLedger } from './jobs/usage-ledger.ts';
import type { Blobs } from './library/blobs.ts';
import { type Library, createLibrary } from './library/library.ts';
import { type ScopedLibrary, scopeLibrary } from './library/scoped-library.ts';
import type { Store } from './library/store.ts';
import { type EngineOutbox, createOutbox } from './outbox/outbox.ts';
import { budgetStatus } from './router/budget.ts';
import type { ConnectedProvider } from './router/ports.ts';
import { type Recipes, createRecipes } from './recipes/recipe-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';

/**
 * Images, jobs and money, told apart by the account that they belong to. One library is shown; the
 * outbox sees each change in its own transaction, the window hears of what is shown.
 */
export interface Data {
  readonly jobs: JobStore;
  readonly list: JobList;
  /** Of all scopes. */
  readonly library: Library;
  /** What is shown. */
  readonly scoped: ScopedLibrary;
  readonly recipes: Recipes;
  readonly outbox: EngineOutbox;
  readonly journal: AttemptJournal;
  readonly budget: SqliteBudgetStore;
  budgetStatus(): BudgetStatus;
  tellBudget(): void;
  scope(): Scope;
  show(scope: Scope): void;
  isShown(id: JobId): boolean;
}

export interface DataOptions {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly images: ImageService;
  readonly settings: SettingsStore;
  readonly providers: () => readonly ConnectedProvider[];
  readonly now: () => number;
  readonly emit: (event: AppEvent) => void;
}

export function openData(options: DataOptions): Data {
  const { store, settings, now, emit } = options;
  const jobs = createJobStore(store);
  let shown: Scope = localScope;
  const scope = (): Scope => shown;
  const isShown = (id: JobId): boolean => jobs.scopeOf(id) === shown;
  const tellAsset = (asset: Asset): void => {
    if (scoped.has(asset.id)) emit({ type: 'asset-changed', asset });
  };
  const tellJob = (job: Job | null): void => {
    if (job !== null && isShown(job.id)) emit({ type: 'job-changed', job });
  };

  const outbox = createOutbox({
    ...options,
    jobs,
    library: { hear: (id, heard) => library.hear(id, heard) },
    recipes: { hear: (scope, id, recipe) => recipes.hear(scope, id, recipe) },
    onElsewhereChanged: () => emit({ type: 'elsewhere-changed' }),
    onBrought: (assetIds, jobIds) => {
      for (const id of assetIds) tellAsset(library.asset(id));
      for (const id of jobIds) tellJob(list.get(id));
    },
  });
  const library = createLibrary({
    store,
    now,
    onAssetChanged: tellAsset,
    onAssetsRemoved: (assetIds) => emit({ type: 'assets-removed', assetIds: [...assetIds] }),
    witness: outbox.witness.assets,
  });
  const scoped = scopeLibrary(library, scope);
  const recipes = createRecipes({
    store,
    now,
    scope,
    witness: outbox.witness.recipes,
    onChanged: (kept) => emit({ type: 'recipes-changed', recipes: [...kept] }),
  });
  const list = openJobList({
    store,
    jobs,
    onChanged: tellJob,
    onRemoved: (jobIds) => emit({ type: 'jobs-removed', jobIds: [...jobIds] }),
    scope,
    witness: outbox.witness.jobs,
  });

  const usage = createUsageLedger({
    store,
    now,
    isSimulated: (id) =>
      options.providers().some(({ provider, simulated }) => provider.id === id && simulated),
    onEntry: outbox.witness.usage,
  });
  const status = (): BudgetStatus => budgetStatus(budget, settings.get().budgets, now());
  const tellBudget = (): void => emit({ type: 'budget-changed', budget: status() });
  const budget = createBudgetStore(store, tellBudget, usage.settled);

  return {
    jobs,
    list,
    library,
    scoped,
    recipes,
    outbox,
    journal: createAttemptJournal(store),
    budget,
    budgetStatus: status,
    tellBudget,
    scope,
    show: (next) => {
      shown = next;
      outbox.show(next);
    },
    isShown,
  };
}
