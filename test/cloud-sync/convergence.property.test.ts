import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountIdSchema } from '../../electron/contract/account.ts';
import { type TestCloud, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import {
  type Person,
  type SyncingDevice,
  accessOf,
  newPerson,
  startSync,
  quickTimers,
  signIn,
} from './support/devices.ts';
import { type DiskReplica, type Heard, noting, openDiskReplica } from './support/disk-replica.ts';
import { type WorkStep, madeNow, workStep } from './support/random-work.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

/** A device with a network and a disk of its own, which may be started again. */
interface Place {
  readonly network: FaultyCloud;
  /** Costs of the entries that were made, by their keys. */
  readonly costs: Map<string, number>;
  readonly heard: Heard;
  disk: DiskReplica;
  current: SyncingDevice;
  restart(): Promise<void>;
  close(): Promise<void>;
}

async function openPlace(person: Person): Promise<Place> {
  const network = await startFaultyCloud(cloud.status.API_URL);
  const account = accountIdSchema.parse(person.id);
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-sync-'));
  const session = accessOf(await signIn(cloud, person));
  const device = randomUUID();
  const heard: Heard = { acknowledged: new Set(), refused: new Map() };
  const start = async (disk: DiskReplica): Promise<SyncingDevice> => {
    const replica = noting(disk.replica, heard);
    const timers = quickTimers(100);
    return startSync(cloud, person, { url: network.url, replica, session, timers, device });
  };
  const disk = openDiskReplica(folder, account);
  const place: Place = {
    network,
    heard,
    costs: new Map(),
    disk,
    current: await start(disk),
    async restart() {
      await place.current.sync.stop();
      place.disk.close();
      place.disk = openDiskReplica(folder, account);
      place.current = await start(place.disk);
    },
    async close() {
      await place.current.sync.stop();
      await network.close();
      place.disk.close();
      await rm(folder, { recursive: true });
    },
  };
  return place;
}

async function take(step: WorkStep, places: readonly Place[]): Promise<void> {
  if (step.step === 'pause') return setTimeout(step.ms);
  if (step.step === 'forget' || step.step === 'restore') {
    if (step.step === 'forget') await cloud.sql`select private.sync_prune('0 seconds')`;
    else await cloud.sql`select private.sync_start_epoch()`;
    return;
  }
  const place = places[step.device % places.length];
  if (place === undefined) throw new Error('there is no such device');
  const { network, disk, costs, current } = place;
  switch (step.step) {
    case 'edit': {
      const edit = madeNow(step.edit);
      if (edit.kind === 'usage') costs.set(edit.key, Number(edit.fields?.['cost_micro_usd']));
      disk.record(edit);
      return current.sync.recorded();
    }
    case 'fault':
      return network.fail({ on: step.on, fault: step.fault });
    case 'broadcasts':
      return network.realtime({ broadcasts: step.broadcasts });
    case 'go-offline':
      network.setOffline(true);
      return current.sync.wentOffline();
    case 'come-online':
      network.setOffline(false);
      return current.sync.wentOnline();
    case 'sleep':
      current.sync.suspended();
      return current.sync.resumed();
    case 'restart':
      return place.restart();
  }
}

async function kept(person: Person): Promise<Readonly<Record<string, unknown>>> {
  const rows = await cloud.sql<{ name: string; fields: unknown }[]>`
    select 'asset/' || key as name, fields from public.assets
      where user_id = ${person.id} and deleted_at is null
    union all select 'job/' || key, fields from public.jobs
      where user_id = ${person.id} and deleted_at is null
    union all select 'recipe/' || key, fields from public.recipes
      where user_id = ${person.id} and deleted_at is null
    union all select 'setting/' || key, fields from public.settings
      where user_id = ${person.id} and deleted_at is null`;
  return Object.fromEntries(rows.map(({ name, fields }) => [name, fields]));
}

function withoutUsage({ shown }: DiskReplica): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(shown()).filter(([name]) => !name.startsWith('usage/')));
}

/** Resolves once each device has sent all, and shows what the cloud keeps. No change is made for it. */
async function converge(person: Person, places: readonly Place[]): Promise<void> {
  for (const { network } of places) network.heal();
  for (const { network } of places) await network.settled();
  for (const { current } of places) current.sync.wentOnline();
  await expect
    .poll(
      async () => ({
        waiting: places.map(({ disk }) => disk.replica.waiting()),
        shown: places.map(({ disk }) => withoutUsage(disk)),
        kept: await kept(person),
      }),
      { timeout: 20_000, interval: 100 },
    )
    .toSatisfy(
      (now: { waiting: number[]; shown: object[]; kept: object }) =>
        now.waiting.every((count) => count === 0) &&
        now.shown.every((shown) => isSame(shown, now.kept)),
    );
}

function isSame(one: object, other: object): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}

/** Written on a row that is gone, or repeated when the log had forgotten that it was taken. */
const harmless = new Set(['deleted', 'gone', 'expired', 'insert_only']);

test('devices converge, whatever their networks do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 3 }),
      fc.array(workStep, { minLength: 10, maxLength: 70, size: 'max' }),
      async (count, steps) => {
        const person = await newPerson(cloud);
        const places = await Promise.all(Array.from({ length: count }, () => openPlace(person)));
        try {
          for (const step of steps) await take(step, places);
          await converge(person, places);

          const refused = places.flatMap(({ heard }) => [...heard.refused]);
          const reasons = new Set(refused.map(([, reason]) => reason));
          expect([...reasons].filter((reason) => !harmless.has(reason))).toEqual([]);
          const costs = places.flatMap((place) => [...place.costs]);
          const known = places.flatMap(({ heard }) => [...heard.acknowledged]);
          const repeated = refused.map(([key]) => key);
          const keys = costs.map(([key]) => key);
          expect([...known, ...repeated]).toEqual(expect.arrayContaining(keys));
          const [ledger] = await cloud.sql<{ sum: number; entries: number }[]>`
            select coalesce(sum(cost_micro_usd), 0)::integer as sum, count(*)::integer as entries
            from public.usage_ledger where user_id = ${person.id}`;
          expect(ledger).toEqual({
            sum: costs.reduce((sum, [, cost]) => sum + cost, 0),
            entries: costs.length,
          });
        } finally {
          await Promise.all(places.map((place) => place.close()));
        }
      },
    ),
    { numRuns: 10, endOnFailure: true },
  );
}, 180_000);
