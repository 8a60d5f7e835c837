import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SyncDevice, openSyncDevice } from '../faults/support/sync-device.ts';
import { type SyncServer, syncServer } from '../faults/support/sync-server.ts';
import { type World, stepArbitrary, take } from '../faults/support/sync-steps.ts';
import { newPerson } from './support/devices.ts';
import { setScene } from './support/scene.ts';

const scene = setScene();

/** Resolves once each device has sent all, and shows what the cloud keeps. Nobody touches anything. */
async function converge(devices: readonly SyncDevice[], server: SyncServer): Promise<void> {
  for (const { network } of devices) network.heal();
  for (const { network } of devices) await network.settled();
  await expect
    .poll(
      async () => ({
        kept: await server.rows(),
        waiting: devices.map((device) => device.waiting()),
        shown: devices.map((device) => device.shown()),
      }),
      { timeout: 30_000, interval: 100 },
    )
    .toSatisfy(
      ({ kept, waiting, shown }: { kept: object; waiting: number[]; shown: object[] }) =>
        waiting.every((count) => count === 0) &&
        shown.every((rows) => isDeepStrictEqual(rows, kept)),
    );
}

/** `npm run faults -- sync` does it longer, and counts more. */
test('devices converge, whatever their networks, disks and clocks do', async () => {
  const clock = fc.constantFrom(0, 86_400_000, -86_400_000);
  await fc.assert(
    fc.asyncProperty(
      fc.array(clock, { minLength: 2, maxLength: 3 }),
      fc.array(stepArbitrary, { minLength: 20, maxLength: 60, size: 'max' }),
      async (clocks, steps) => {
        const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-sync-'));
        const { cloud } = scene;
        const person = await newPerson(cloud);
        const devices = await Promise.all(
          clocks.map((clockOffMs, index) =>
            openSyncDevice({ cloud, person, folder: path.join(folder, String(index)), clockOffMs }),
          ),
        );
        const server = syncServer(cloud.sql, person.id);
        const costs = new Map<string, number>();
        const world: World = { devices, server, costs, poisoned: new Set(), beside: [] };
        try {
          for (const step of steps) await take(step, world);
          await Promise.all(world.beside);
          await converge(devices, server);
          const { entries } = await server.ledger();
          expect([...entries].sort()).toEqual([...costs.keys()].sort());
        } finally {
          await Promise.all(devices.map((device) => device.close()));
          await rm(folder, { recursive: true });
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 180_000);
