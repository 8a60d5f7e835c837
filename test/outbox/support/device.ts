import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AccountId, type Scope, accountIdSchema } from '../../../electron/contract/account.ts';
import { type BlobHash, blobHashSchema, jobIdSchema } from '../../../electron/contract/ids.ts';
import type { ImageFacts } from '../../../electron/contract/images.ts';
import { type Job, jobRequestSchema } from '../../../electron/contract/jobs.ts';
import { type Asset, libraryQuerySchema } from '../../../electron/contract/library.ts';
import { freeOfCharge } from '../../../electron/contract/money.ts';
import type { Receipt } from '../../../electron/contract/receipt.ts';
import type { Settings } from '../../../electron/contract/settings.ts';
import type { ImageService } from '../../../electron/images/image-service.ts';
import { type JobList, openJobList } from '../../../electron/jobs/job-list.ts';
import { createJobStore } from '../../../electron/jobs/job-store.ts';
import { type Library, createLibrary } from '../../../electron/library/library.ts';
import { type Blobs, openBlobs } from '../../../electron/library/blobs.ts';
import { type Store, openStore } from '../../../electron/library/store.ts';
import { type EngineOutbox, createOutbox } from '../../../electron/outbox/outbox.ts';
import { type Recipes, createRecipes } from '../../../electron/recipes/recipe-store.ts';
import type { Replica } from '../../../electron/outbox/replica.ts';
import {
  type SettingsStore,
  createSettingsStore,
} from '../../../electron/settings/settings-store.ts';
import { plainImages } from '../../jobs/plain-images.ts';
import type { FakeCloud } from './fake-cloud.ts';

export const account: AccountId = accountIdSchema.parse('5f0c1c3e-52bd-4cd5-9d5c-0c5c6f1f7a01');

/** What the app has of one installation: the real database, library, jobs, settings and outbox. */
export interface Device {
  readonly store: Store;
  readonly outbox: EngineOutbox;
  readonly replica: Replica;
  readonly library: Library;
  readonly recipes: Recipes;
  readonly list: JobList;
  readonly settings: SettingsStore;
  readonly blobs: Blobs;
  /** How often "elsewhere" was said to have changed. */
  readonly heard: () => number;
  readonly recorded: () => number;
  show(scope: Scope): void;
  drop(content: string, scope?: Scope): Asset;
  newJob(): Job;
  /** Pushes and pulls in turn, until nothing waits. */
  sync(cloud: FakeCloud, pageSize?: number): void;
  pull(cloud: FakeCloud, pageSize?: number): void;
  close(): void;
}

const facts: ImageFacts = {
  format: 'png',
  width: 640,
  height: 480,
  bytes: 1000,
  hasAlpha: false,
  frames: 1,
  orientation: 1,
  colorProfile: null,
  bitsPerChannel: 8,
  takenAt: null,
  camera: null,
  hasGps: false,
};

export function hashOf(text: string): BlobHash {
  return blobHashSchema.parse(createHash('sha256').update(text).digest('hex'));
}

export interface DeviceOptions {
  readonly folder?: string;
  readonly settings?: Settings | null;
  /** Real ones, where pixels matter. */
  readonly images?: ImageService;
}

export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'emulsion-outbox-'));
  const store = openStore({ path: path.join(folder, 'library.db'), now: Date.now });
  const blobs = await openBlobs(folder);
  let now = 1_000;
  let heard = 0;
  let recorded = 0;
  const jobs = createJobStore(store);
  const settings = createSettingsStore({
    read: () => options.settings ?? null,
    write: () => undefined,
  });
  const outbox = createOutbox({
    store,
    now: () => (now += 1),
    library: { hear: (id, said) => library.hear(id, said) },
    recipes: { hear: (into, id, recipe) => recipes.hear(into, id, recipe) },
    jobs,
    blobs,
    images: options.images ?? plainImages(),
    settings,
    onElsewhereChanged: () => (heard += 1),
    onBrought: () => undefined,
  });
  outbox.onRecorded(() => (recorded += 1));
  const library = createLibrary({
    store,
    now: () => (now += 1),
    onAssetChanged: () => undefined,
    onAssetsRemoved: () => undefined,
    witness: outbox.witness.assets,
  });
  let scope: Scope = account;
  const list = openJobList({
    store,
    jobs,
    onChanged: () => undefined,
    onRemoved: () => undefined,
    scope: () => scope,
    witness: outbox.witness.jobs,
  });
  const recipes = createRecipes({
    store,
    now: () => (now += 1),
    scope: () => scope,
    onChanged: () => undefined,
    witness: outbox.witness.recipes,
  });
  settings.subscribe(outbox.settingsChanged);
  outbox.show(scope);
  const replica = outbox.replica(account);

  function pull(cloud: FakeCloud, pageSize?: number): void {
    for (;;) {
      const page = cloud.pull(replica.cursor(), pageSize);
      replica.take(page);
      if (!page.more) return;
    }
  }

  return {
    store,
    recipes,
    outbox,
    replica,
    library,
    list,
    settings,
    blobs,
    heard: () => heard,
    recorded: () => recorded,
    show: (next) => {
      scope = next;
      outbox.show(next);
    },
    drop: (content, into = scope) =>
      library.addOriginal({
        scope: into,
        name: content,
        sourceHash: hashOf(content),
        image: { hash: hashOf(`normalised ${content}`), facts },
      }).asset,
    newJob: () => {
      const job: Job = {
        id: jobIdSchema.parse(randomUUID()),
        request: jobRequestSchema.parse({
          call: { operation: 'generate', options: { prompt: 'a boat' } },
          input: null,
        }),
        title: 'a boat',
        state: { status: 'queued' },
        position: list.nextPosition(),
        createdAt: 1,
        startedAt: null,
        endedAt: null,
        result: null,
        receipt: null,
      };
      list.add([job]);
      return job;
    },
    sync: (cloud, pageSize) => {
      for (;;) {
        const ops = replica.pending(100);
        if (ops.length > 0) replica.settle(cloud.push(ops));
        pull(cloud, pageSize);
        if (replica.waiting() === 0) return;
      }
    },
    pull,
    close: () => store.close(),
  };
}

/** Until nobody has anything to say any more. */
export function settleAll(cloud: FakeCloud, devices: readonly Device[]): void {
  for (let round = 0; round < 20; round += 1) {
    for (const device of devices) device.sync(cloud);
    if (devices.every(({ replica }) => replica.waiting() === 0) && round > 0) return;
  }
  throw new Error('the devices never agree');
}

/** Names of the account's images on a device, the newest first. */
export function namesHere(device: Device): readonly string[] {
  return device.library.list(libraryQuerySchema.parse({}), account).assets.map(({ name }) => name);
}

export const wholePage = { text: '', offset: 0, limit: 500 };

/** The account's images that are on other devices. */
export function elsewhereOf(device: Device, text = '') {
  return device.outbox.elsewhere.assets(account, { ...wholePage, text });
}

/** Names of what the cloud has, in the order of the alphabet. */
export function namesInCloud(cloud: FakeCloud): readonly string[] {
  return [...cloud.rows().values()]
    .map(({ name }) => String(name))
    .sort((left, right) => left.localeCompare(right));
}

/** What an on-device model found on an image. */
export function tag(device: Device, asset: Asset, label: string): void {
  device.library.addAnnotation({
    assetId: asset.id,
    versionId: asset.latest.id,
    jobId: jobIdSchema.parse(randomUUID()),
    operation: 'tags',
    provider: 'on-device',
    result: { kind: 'tags', tags: [{ label, confidence: 1 }] },
    receipt,
  });
}

const receipt: Receipt = {
  route: { policy: 'private', candidates: [], excluded: [] },
  attempts: [],
  provider: 'on-device',
  model: 'm',
  simulated: false,
  cache: 'off',
  estimate: freeOfCharge,
  cost: 0,
  losses: [],
  startedAt: 0,
  endedAt: 0,
};
