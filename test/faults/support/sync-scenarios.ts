import { fork } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type postgres from 'postgres';
import { z } from 'zod';
import type { TestCloud } from '../../cloud/harness.ts';
import { newPerson } from '../../cloud-sync/support/devices.ts';
import { type Figure, count, never } from './figures.ts';
import { seeded } from './seeded.ts';
import { mountSmallDisk } from './small-disk.ts';
import { type SyncDevice, openSyncDevice } from './sync-device.ts';
import { type SyncServer, syncServer } from './sync-server.ts';

export interface Stage {
  readonly cloud: TestCloud;
  /** Connections of the superuser. */
  readonly sql: postgres.Sql;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const QUIET_LIMIT_MS = 60_000;
const KILLS = 8;
const WEEK_OF_EDITS = 300;

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sync-scenario-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Until nothing waits and all show what the server has; false if that takes too long. */
export async function becomeEqual(
  server: SyncServer,
  devices: readonly SyncDevice[],
): Promise<boolean> {
  const deadline = performance.now() + QUIET_LIMIT_MS;
  while (performance.now() < deadline) {
    const rows = await server.rows();
    const isEqual = devices.every(
      (device) => device.waiting() === 0 && isDeepStrictEqual(device.shown(), rows),
    );
    if (isEqual) {
      // What was late has arrived too: if that changed anything, it goes on.
      await Promise.all(devices.map(({ network }) => network.settled()));
      if (isDeepStrictEqual(await server.rows(), rows)) return true;
    }
    await sleep(50);
  }
  return false;
}

/** Two devices work for a week without a network, one's clock a day ahead and the other's behind. */
export function measureWeekOffline({ cloud, sql }: Stage): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const person = await newPerson(cloud);
    const server = syncServer(sql, person.id);
    const devices = await Promise.all(
      [DAY_MS, -DAY_MS].map((clockOffMs, index) =>
        openSyncDevice({ cloud, person, folder: path.join(folder, String(index)), clockOffMs }),
      ),
    );
    const random = seeded(7);
    for (const { network } of devices) network.setOffline(true);
    for (let index = 0; index < WEEK_OF_EDITS; index += 1) {
      for (const device of devices) {
        // Some rows are everybody's, most are one's own.
        const key = random() < 0.3 ? `shared ${Math.floor(random() * 20)}` : randomUUID();
        device.edit('recipe', key, { title: `${device.id} ${index}` });
      }
    }
    const startedAt = performance.now();
    for (const { network } of devices) network.setOffline(false);
    const areEqual = await becomeEqual(server, devices);
    const seconds = (performance.now() - startedAt) / 1000;
    const rows = Object.keys(await server.rows()).length;
    await Promise.all(devices.map((device) => device.close()));
    return [
      count('a week offline, two devices: edits', 2 * WEEK_OF_EDITS),
      count('… rows that came of them', rows),
      never('… devices that differ then', areEqual ? 0 : 2),
      { what: '… from the network until they are equal', value: seconds, unit: 's' },
    ];
  });
}

/** The server is put back to an older state: what it said it had taken since is sent again. */
export function measureRestore({ cloud, sql }: Stage): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const person = await newPerson(cloud);
    const server = syncServer(sql, person.id);
    const open = (name: string) =>
      openSyncDevice({ cloud, person, folder: path.join(folder, name) });
    const devices = [await open('one'), await open('other')];
    const expected = new Set<string>();
    const write = (count: number): void => {
      for (const device of devices) {
        for (let index = 0; index < count; index += 1) {
          const key = randomUUID();
          device.edit('recipe', key, { title: 'kept' });
          expected.add(`recipe/${key}`);
        }
      }
    };
    write(20);
    await becomeEqual(server, devices);
    await server.backUp();
    write(20);
    await becomeEqual(server, devices);
    await server.restore();
    const areEqual = await becomeEqual(server, devices);
    const rows = await server.rows();
    const lost = [...expected].filter((name) => !(name in rows)).length;
    await Promise.all(devices.map((device) => device.close()));
    return [
      never('server restored from a backup: changes lost that it had taken since', lost),
      never('… devices that differ then', areEqual ? 0 : 2),
    ];
  });
}

/** Somebody else signs in while the outbox is full, then the first one again. */
export function measureAccountSwitch({ cloud, sql }: Stage): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const [first, second] = [await newPerson(cloud), await newPerson(cloud)];
    const id = randomUUID();
    const one = await openSyncDevice({ cloud, person: first, folder, id });
    one.network.setOffline(true);
    for (let index = 0; index < 150; index += 1) {
      one.edit('recipe', randomUUID(), { title: 'of the first' });
    }
    await one.close();

    const other = await openSyncDevice({ cloud, person: second, folder, id });
    other.edit('recipe', randomUUID(), { title: 'of the second' });
    const [firstServer, secondServer] = [syncServer(sql, first.id), syncServer(sql, second.id)];
    await becomeEqual(secondServer, [other]);
    await other.close();
    const early = Object.keys(await firstServer.rows()).length;

    const again = await openSyncDevice({ cloud, person: first, folder, id });
    await becomeEqual(firstServer, [again]);
    await again.close();
    const titles = (rows: object) => JSON.stringify(rows);
    const own = await firstServer.rows();
    const strays =
      early +
      (titles(own).includes('of the second') ? 1 : 0) +
      (titles(await secondServer.rows()).includes('of the first') ? 1 : 0);
    return [
      count('account switched with a full outbox: changes in it', 150),
      never('… lost', 150 - Object.keys(own).length),
      never('… that went to the wrong account, or too early', strays),
    ];
  });
}

/** The device's disk is full while the other one goes on; then there is room again. */
export function measureFullDisk({ cloud, sql }: Stage): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const disk = await mountSmallDisk(folder, 8 * 1024 * 1024);
    // Not every user may mount.
    if (disk === null) return [];
    try {
      const person = await newPerson(cloud);
      const server = syncServer(sql, person.id);
      const full = await openSyncDevice({ cloud, person, folder: path.join(folder, 'full') });
      const [elsewhere, kept] = [randomUUID(), randomUUID()];
      await disk.fill(0);
      let refused = 0;
      for (let index = 0; index < 200 && refused === 0; index += 1) {
        try {
          full.edit('recipe', randomUUID(), { title: 'x'.repeat(10_000) });
        } catch {
          refused += 1;
        }
      }
      await server.pushSlowly(randomUUID(), elsewhere, 0);
      await sleep(500);
      await disk.empty();
      full.edit('recipe', kept, { title: 'kept' });
      const areEqual = await becomeEqual(server, [full]);
      const rows = await server.rows();
      await full.close();
      return [
        count('disk full: edits refused at once', refused),
        never('… devices that differ once there is room', areEqual ? 0 : 1),
        never(
          '… changes lost',
          [`recipe/${kept}`, `setting/${elsewhere}`].filter((name) => !(name in rows)).length,
        ),
      ];
    } finally {
      await disk.remove();
    }
  });
}

const toldSchema = z.union([
  z.object({ recipe: z.string(), entry: z.string() }),
  z.object({ shown: z.record(z.string(), z.unknown()) }),
]);

/** kill -9 at any moment of writing, sending, taking answers and pulling; then a start that rests. */
export function measureKills({ cloud, sql }: Stage): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const person = await newPerson(cloud);
    const server = syncServer(sql, person.id);
    const order = { status: cloud.status, person, folder, id: randomUUID() };
    const program = fileURLToPath(new URL('sync-child.ts', import.meta.url));
    const told = { recipes: new Set<string>(), entries: new Set<string>() };
    let shown: unknown;
    const run = (work: 'write' | 'rest') => {
      const child = fork(program, [JSON.stringify({ ...order, work })], { stdio: 'inherit' });
      child.on('message', (message) => {
        const said = toldSchema.parse(message);
        if ('shown' in said) shown = said.shown;
        else {
          told.recipes.add(`recipe/${said.recipe}`);
          told.entries.add(said.entry);
        }
      });
      return child;
    };
    const random = seeded(3);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = run('write');
      await once(child, 'message');
      await sleep(random() * 600);
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    }
    await once(run('rest'), 'close');
    const rows = await server.rows();
    const { entries } = await server.ledger();
    const kept = new Set(entries);
    return [
      count('kill -9 of a device that writes and syncs', KILLS),
      count('… changes that it had on its disk', told.recipes.size + told.entries.size),
      never(
        '… lost on the way',
        [...told.recipes].filter((name) => !(name in rows)).length +
          [...told.entries].filter((key) => !kept.has(key)).length,
      ),
      never('… entries of the ledger that came twice', entries.length - kept.size),
      never('… replicas that differ then', isDeepStrictEqual(shown, rows) ? 0 : 1),
    ];
  });
}
