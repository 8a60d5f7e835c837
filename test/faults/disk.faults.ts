import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { toAppError } from '../../electron/contract/app-error.ts';
import { type Job, type JobRequest, jobRequestSchema } from '../../electron/contract/jobs.ts';
import type { Engine } from '../../electron/engine.ts';
import { startAllSimulators } from './support/all-simulators.ts';
import { type Figure, count, never, printFigures } from './support/figures.ts';
import { quickClock } from './support/quick-clock.ts';
import { type RealEngine, openRealEngine } from './support/real-engine.ts';
import { type SmallDisk, againWithOwnMounts, mountSmallDisk } from './support/small-disk.ts';

/**
 * A disk that is nearly full, full, read-only and damaged, below a whole engine: it must stop,
 * keep everything and say why; once there is room again, all must come to its end.
 */
const megabyte = 1024 ** 2;
const DISK_BYTES = 160 * megabyte;
const JOBS = 4;
/** The engine waits some seconds before it tidies up; here it must be caught in the act. */
const CLOCK_SPEED = 200;

let photos = 0;

const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-disk-'));
const disk = await mountSmallDisk(folder, DISK_BYTES);
const simulators = await startAllSimulators();
try {
  // An ordinary user may mount what only its own processes see.
  if (disk !== null || !(await againWithOwnMounts(import.meta.filename))) await measure();
} finally {
  await simulators.close();
  await disk?.remove();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  if (disk === null) {
    process.stderr.write('Full and read-only disks are left out: this user may not mount one.\n');
  }
  const rows = disk === null ? [] : [...(await fullDisk(disk)), ...(await readOnlyDisk(disk))];
  printFigures([...rows, ...(await damagedDatabase())]);
}

function open(name: string): Promise<RealEngine> {
  return openRealEngine({
    dataFolder: path.join(folder, name),
    simulators: simulators.addresses,
    clock: quickClock(CLOCK_SPEED),
  });
}

async function fullDisk(disk: SmallDisk): Promise<readonly Figure[]> {
  const { engine, close } = await open('full');
  try {
    const before = await runJobs(engine, 1);
    const paidBefore = simulators.paidRequests().length;

    await disk.fill(8 * megabyte);
    const nearlyFull = await runJobs(engine, JOBS);
    const paidWhileNearlyFull = simulators.paidRequests().length - paidBefore;

    const requests = await makeRequests(engine, 1);
    await disk.fill(0);
    const refused = await failureOf(() => run(engine, requests));
    const { outcomes } = await engine.ingest.bytes(await photo(9), 'late.png');
    const stillThere = engine.jobs.list().length;

    await disk.empty();
    const ids = nearlyFull.map(({ id }) => id);
    await engine.jobs.retry(ids);
    const after = await engine.jobs.settled(ids);
    const notDone = [...before, ...after].filter(({ state }) => state.status !== 'done');
    return [
      never('nearly full: paid requests sent whose result had no room', paidWhileNearlyFull),
      never('… jobs that do not say so', nearlyFull.filter((job) => !saysDiskFull(job)).length),
      never('full: a submission that does not say so', refused === 'disk-full' ? 0 : 1),
      never(
        '… a dropped file that does not say so',
        outcomes.filter((one) => one.status === 'refused' && one.error.kind === 'disk-full')
          .length === 1
          ? 0
          : 1,
      ),
      never('… jobs lost', before.length + nearlyFull.length - stillThere),
      never('room again: jobs not done on retry', notDone.length),
      never('… damaged files in the library', await damagedBlobs(path.join(folder, 'full'))),
    ];
  } finally {
    await close();
  }
}

async function readOnlyDisk(disk: SmallDisk): Promise<readonly Figure[]> {
  const first = await open('read-only');
  const [job] = await runJobs(first.engine, 1);
  await first.close();
  await disk.forbidWriting(true);
  const refused = await failureOf(() => open('read-only'));
  await disk.forbidWriting(false);
  const again = await open('read-only');
  const found = again.engine.jobs.list().filter(({ id }) => id === job?.id);
  await again.close();
  return [
    never('read-only: a start that does not say so', refused === 'storage-failed' ? 0 : 1),
    never('… jobs lost', 1 - found.length),
  ];
}

async function damagedDatabase(): Promise<readonly Figure[]> {
  const first = await open('damaged');
  await runJobs(first.engine, 2);
  await first.close();
  const dataFolder = path.join(folder, 'damaged');
  const blobs = await filesOf(path.join(dataFolder, 'blobs'));
  const database = path.join(dataFolder, 'library.db');
  const bytes = await readFile(database);
  bytes.fill(0xff, 0, 4096);
  await writeFile(database, bytes);

  const refused = await failureOf(() => open('damaged'));
  const names = await readdir(dataFolder);
  const aside = names.find((name) => name.includes('damaged-') && !/-(wal|shm)$/.test(name));
  const kept = aside !== undefined && bytes.equals(await readFile(path.join(dataFolder, aside)));
  const anew = await open('damaged');
  await runJobs(anew.engine, 1);
  // Long enough for it to tidy up.
  await delay(60_000 / CLOCK_SPEED);
  await anew.close();
  const left = new Set(await filesOf(path.join(dataFolder, 'blobs')));
  return [
    never('damaged: a start that does not say so', refused === 'storage-failed' ? 0 : 1),
    never('… a database that was not kept as it was', kept ? 0 : 1),
    count('… images of the old library', blobs.length),
    never('… deleted by the new one', blobs.filter((file) => !left.has(file)).length),
  ];
}

/** Edits of one new photo each. */
async function makeRequests(engine: Engine, howMany: number): Promise<readonly JobRequest[]> {
  const requests: JobRequest[] = [];
  for (let index = 0; index < howMany; index += 1) {
    const { outcomes } = await engine.ingest.bytes(await photo((photos += 1)), 'photo.png');
    const [outcome] = outcomes;
    if (outcome === undefined || outcome.status === 'refused') throw new Error('no photo');
    const input = { assetId: outcome.asset.id, versionId: outcome.asset.latest.id };
    const call = { operation: 'edit', options: { prompt: `bluer ${photos}`, quality: 'draft' } };
    requests.push(jobRequestSchema.parse({ call, input }));
  }
  return requests;
}

async function run(engine: Engine, requests: readonly JobRequest[]): Promise<readonly Job[]> {
  const jobs = await engine.jobs.submit(requests);
  return engine.jobs.settled(jobs.map(({ id }) => id));
}

async function runJobs(engine: Engine, howMany: number): Promise<readonly Job[]> {
  return run(engine, await makeRequests(engine, howMany));
}

function photo(seed: number): Promise<Buffer> {
  const background = { r: seed, g: 90, b: 90 };
  return sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .png()
    .toBuffer();
}

function saysDiskFull({ state }: Job): boolean {
  return state.status === 'failed' && state.error.kind === 'disk-full';
}

async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return toAppError(error).kind;
  }
}

async function filesOf(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files whose bytes are not what their name says. */
async function damagedBlobs(dataFolder: string): Promise<number> {
  let damaged = 0;
  for (const file of await filesOf(path.join(dataFolder, 'blobs'))) {
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (path.basename(path.dirname(file)) + path.basename(file) !== hash) damaged += 1;
  }
  return damaged;
}
