import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountIdSchema } from '../../electron/contract/account.ts';
import { type TestCloud, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import {
  type Person,
  type TestDevice,
  accessOf,
  newPerson,
  openDevice,
  quickTimers,
  signIn,
} from './support/devices.ts';
import { type MemoryReplica, createMemoryReplica } from './support/memory-replica.ts';
import { type WorkStep, madeNow, workStep } from './support/random-work.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

/** A device with a network of its own, which may be started again on what it has on its disk. */
interface Place {
  readonly network: FaultyCloud;
  readonly replica: MemoryReplica;
  /** Costs of the entries that were made, by the operation's id. */
  readonly costs: Map<string, number>;
  current: TestDevice;
  restart(): Promise<void>;
}

async function openPlace(person: Person): Promise<Place> {
  const network = await startFaultyCloud(cloud.status.API_URL);
  const replica = createMemoryReplica(accountIdSchema.parse(person.id));
  const session = accessOf(await signIn(cloud, person));
  const options = { url: network.url, replica, session, timers: quickTimers(100) };
  const place: Place = {
    network,
    replica,
    costs: new Map(),
    current: await openDevice(cloud, person, options),
    async restart() {
      await place.current.sync.stop();
      place.current = await openDevice(cloud, person, { ...options, device: place.current.id });
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
  const { network, replica, costs, current } = place;
  switch (step.step) {
    case 'edit': {
      const edit = madeNow(step.edit);
      // Nobody removes what is not there.
      if (edit.deleted === true && !(`${edit.kind}/${edit.key}` in replica.shown())) return;
      const { op_id, fields } = replica.record(edit);
      if (edit.kind === 'usage') costs.set(op_id, Number(fields?.['cost_micro_usd']));
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

function withoutUsage({ shown }: MemoryReplica): Readonly<Record<string, unknown>> {
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
        waiting: places.map(({ replica }) => replica.waiting()),
        shown: places.map(({ replica }) => withoutUsage(replica)),
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

          const acknowledged = new Map(places.flatMap(({ replica }) => [...replica.acknowledged]));
          expect([...acknowledged.values()].every((times) => times === 1)).toBe(true);
          const refused = new Map(places.flatMap(({ replica }) => [...replica.refusals]));
          // What was written on a row that is gone, or repeated when the log had forgotten it.
          expect(['deleted', 'gone', 'expired']).toEqual(
            expect.arrayContaining([...new Set(refused.values())]),
          );
          const counted = places
            .flatMap(({ costs }) => [...costs])
            .filter(([id]) => acknowledged.has(id) || refused.get(id) === 'expired');
          const [ledger] = await cloud.sql<{ sum: number; entries: number }[]>`
            select coalesce(sum(cost_micro_usd), 0)::integer as sum, count(*)::integer as entries
            from public.usage_ledger where user_id = ${person.id}`;
          expect(ledger).toEqual({
            sum: counted.reduce((sum, [, cost]) => sum + cost, 0),
            entries: counted.length,
          });
        } finally {
          await Promise.all(places.map(({ current }) => current.sync.stop()));
          await Promise.all(places.map(({ network }) => network.close()));
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
}, 180_000);
