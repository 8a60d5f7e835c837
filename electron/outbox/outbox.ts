import { type AccountId, type Scope, localScope } from '../contract/account.ts';
import { type AssetId, type JobId, jobIdSchema } from '../contract/ids.ts';
import type { BringAlong, RefusedChange } from '../contract/sync.ts';
import type { ImageService } from '../images/image-service.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Library } from '../library/library.ts';
import type { Store } from '../library/store.ts';
import type { Recipes } from '../recipes/recipe-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { createBringingAlong } from './bring-along.ts';
import { createReplica } from './create-replica.ts';
import { type Elsewhere, createElsewhere } from './elsewhere.ts';
import { eraseAccount } from './erase.ts';
import { follow } from './follow.ts';
import { createHeardThumbnails } from './heard-thumbnails.ts';
import { createMirror } from './mirror.ts';
import { createOutboxTable } from './outbox-table.ts';
import { createRecorder } from './recorder.ts';
import { createRefusedChanges } from './refused-changes.ts';
import type { Replica } from './replica.ts';
import type { HeardName } from './row-name.ts';
import { createSettingsFollower } from './settings-follower.ts';
import { createSyncStates } from './sync-state.ts';
import { createThumbnails } from './thumbnails.ts';
import { type Witness, createWitness } from './witness.ts';

/** What the cloud must still hear of each account, and what it told. It never speaks to the cloud. */
export interface Outbox {
  /** The sync's side of an account. */
  replica(account: AccountId): Replica;
  /** Something new waits to be sent; after its commit. Returns a function that stops it. */
  onRecorded(listener: (account: AccountId) => void): () => void;
  refused(account: AccountId): readonly RefusedChange[];
  retryRefused(account: AccountId, ids: readonly string[]): void;
  discardRefused(account: AccountId, ids: readonly string[]): void;
  readonly elsewhere: Elsewhere;
  /** Null: nothing to bring, or the user keeps it apart. */
  bringAlongOffer(account: AccountId): BringAlong | null;
  bringAlong(account: AccountId, choice: 'bring' | 'leave'): void;
  /** Rows of the cloud that this app can't use: kept as they came. */
  unreadable(account: AccountId): number;
}

/** The outbox as the engine has it. */
export interface EngineOutbox extends Outbox {
  readonly witness: Witness;
  /** The library of this scope is shown from now on. */
  show(scope: Scope): void;
  settingsChanged(): void;
  erase: (account: AccountId) => ReturnType<typeof eraseAccount>;
  close(): Promise<void>;
}

export interface OutboxOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly library: Pick<Library, 'hear'>;
  readonly recipes: Pick<Recipes, 'hear'>;
  readonly jobs: Pick<JobStore, 'get' | 'scopeOf'>;
  readonly blobs: Blobs;
  readonly images: Pick<ImageService, 'encode' | 'inspect'>;
  readonly settings: Pick<SettingsStore, 'get' | 'patch'>;
  readonly onElsewhereChanged: () => void;
  readonly onBrought: (assetIds: readonly AssetId[], jobIds: readonly JobId[]) => void;
}

export function createOutbox(options: OutboxOptions): EngineOutbox {
  const { store, now, library, recipes, jobs, settings, onElsewhereChanged } = options;
  const listeners = new Set<(account: AccountId) => void>();
  const mirror = createMirror(store);
  const outbox = createOutboxTable(store, now);
  const states = createSyncStates(store, now);
  const heard = createHeardThumbnails(store);
  const recorder = createRecorder({
    store,
    mirror,
    outbox,
    onRecorded: (account) => {
      for (const listener of listeners) listener(account);
    },
  });
  const witness = createWitness({ store, recorder, scopeOfJob: jobs.scopeOf });
  const follower = createSettingsFollower({ store, settings, recorder, states });
  const thumbnails = createThumbnails({
    ...options,
    recorder,
    heard,
    allowed: () => settings.get().syncThumbnails,
    onHeard: onElsewhereChanged,
  });
  const parts = { store, library, recipes, mirror, outbox, recorder, states, thumbnails: heard };
  const tellJob = (id: string): void => {
    const job = jobs.get(jobIdSchema.parse(id));
    if (job !== null) witness.jobs.written(job);
  };
  const refused = createRefusedChanges({ ...parts, witness, settings: follower, tellJob });
  const bringing = createBringingAlong({ store, states, witness, tellJob });
  let shown: Scope = localScope;

  function onTaken(account: AccountId, rows: readonly HeardName[], isComplete: boolean): void {
    const touched = new Map(rows.map((row) => [`${row.kind} ${row.key}`, row]));
    for (const row of touched.values()) follow(parts, row);
    store.afterCommit(() => {
      if (rows.some(({ kind }) => kind === 'asset' || kind === 'job')) onElsewhereChanged();
      if (!isComplete || account !== shown) return;
      compareSettings();
      thumbnails.wake(account);
    });
  }

  /** The next comparison tries again what failed: the settings file may be out of reach. */
  function compareSettings(): void {
    if (shown === localScope) return;
    try {
      follower.compare(shown);
    } catch {
      return;
    }
  }

  return {
    witness,
    replica: (account) => createReplica({ ...parts, onTaken }, account),
    onRecorded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refused: refused.list,
    retryRefused: refused.retry,
    discardRefused: refused.discard,
    elsewhere: createElsewhere(store),
    bringAlongOffer: bringing.offer,
    bringAlong: (account, choice) => {
      if (choice === 'leave') return bringing.leave(account);
      const { assetIds, jobIds } = bringing.bring(account);
      options.onBrought(assetIds, jobIds);
      thumbnails.wake(account);
    },
    unreadable: mirror.unreadable,
    show: (scope) => {
      shown = scope;
      compareSettings();
      if (scope !== localScope) thumbnails.wake(scope);
    },
    settingsChanged: () => {
      compareSettings();
      if (shown !== localScope) thumbnails.wake(shown);
    },
    erase: (account) => eraseAccount(store, account),
    close: thumbnails.close,
  };
}
