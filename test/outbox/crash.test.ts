import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createFakeCloud } from './support/fake-cloud.ts';
import { namesHere, namesInCloud, openDevice, settleAll } from './support/device.ts';

/** Kills a device at work, as by a power cut, once it has done a few things. */
async function crash(folder: string, after: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('crash-child.ts', import.meta.url)), folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let done = 0;
  child.stdout.on('data', (dots: Buffer) => {
    done += dots.length;
    if (done >= after) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

it('a device that is killed again and again has told of all that it has, and of nothing else', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-outbox-crash-'));
  const cloud = createFakeCloud();
  for (const after of [1, 7, 3, 12, 2]) {
    await crash(folder, after);
    const device = await openDevice({ folder });
    const images = namesHere(device).toSorted((left, right) => left.localeCompare(right));
    settleAll(cloud, [device]);
    const named = namesInCloud(cloud).filter((name) => name !== 'undefined');
    expect(named).toEqual(images);
    const jobs = device.store.all('select id from jobs');
    expect([...cloud.rows().keys()].filter((key) => key.startsWith('job/'))).toHaveLength(
      jobs.length,
    );
    expect(device.replica.refused()).toBe(0);
    device.close();
  }
  const done = await openDevice({ folder });
  expect(namesHere(done).length).toBeGreaterThan(20);
  done.close();
}, 60_000);
