import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { type JobRequest, jobRequestSchema } from '../../electron/contract/jobs.ts';
import type { Engine } from '../../electron/engine.ts';
import { type Figure, printFigures } from '../faults/support/figures.ts';
import { openRealEngine } from '../faults/support/real-engine.ts';
import { startSimulatorsApart } from '../faults/support/simulators-apart.ts';
import { watchLoop } from '../faults/support/watch-loop.ts';

/**
 * How long the engine holds up the process that also moves the window. Simulators and workers are
 * processes of their own; "idle" is what this machine does to a process that does nothing.
 */
const TEXT_JOBS = 200;
const PICTURES = 4;
const MANY_JOBS = 1000;
const PROMISED_MS = 16;

const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-loop-'));
const simulators = await startSimulatorsApart();
const { engine, close } = await openRealEngine({
  dataFolder: path.join(folder, 'data'),
  simulators: simulators.addresses,
  settings: { concurrency: 4 },
});
try {
  printFigures(await measureAll());
} finally {
  await close();
  await simulators.close();
  await rm(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<readonly Figure[]> {
  const small = await addPhoto(1024, 768);
  const large = await addPhoto(3840, 2160);
  const idle = await watchLoop(() => delay(1000));
  const phases: Readonly<Record<string, () => Promise<unknown>>> = {
    [`${TEXT_JOBS} texts`]: () => runJobs(TEXT_JOBS, (n) => ask(small, n)),
    [`${PICTURES} pictures of 8 megapixels`]: () => runJobs(PICTURES, (n) => edit(large, n)),
    [`submitting ${MANY_JOBS} jobs`]: () => submitMany(engine, (n) => ask(small, n)),
    [`cancelling ${MANY_JOBS} jobs`]: async () => engine.jobs.cancel(idsOf(engine)),
  };
  const rows: Figure[] = [];
  for (const [what, work] of Object.entries(phases)) {
    const measured = await watchLoop(work);
    const row = (name: string, value: number, peerValue: number): Figure => {
      return { what: `${what}: ${name}`, value, unit: 'ms', peer: 'idle', peerValue };
    };
    rows.push(
      row('delay, median', measured.p50, idle.p50),
      { ...row('delay, 99 %', measured.p99, idle.p99), ok: measured.p99 < PROMISED_MS },
      row('delay, longest', measured.max, idle.max),
      row('own work at a stretch, longest', measured.longestWork, idle.longestWork),
    );
  }
  return rows;
}

interface Photo {
  readonly assetId: string;
  readonly versionId: string;
}

/** Noise, so that it is as many bytes as a photo, or more. */
async function addPhoto(width: number, height: number): Promise<Photo> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width, height, channels: 3, background: '#000', noise } as const;
  const bytes = await sharp({ create }).jpeg({ quality: 90 }).toBuffer();
  const { outcomes } = await engine.ingest.bytes(bytes, `photo-${width}.jpg`);
  const [outcome] = outcomes;
  if (outcome === undefined || outcome.status === 'refused') throw new Error('no photo');
  return { assetId: outcome.asset.id, versionId: outcome.asset.latest.id };
}

function ask(input: Photo, number: number): JobRequest {
  const call = { operation: 'ask', options: { question: `What is number ${number}?` } };
  return jobRequestSchema.parse({ call, input, pin: { provider: 'anthropic' } });
}

function edit(input: Photo, number: number): JobRequest {
  const options = { prompt: `bluer, ${number}`, quality: 'standard' };
  const call = { operation: 'edit', options };
  return jobRequestSchema.parse({ call, input, pin: { provider: 'openai' } });
}

async function runJobs(count: number, request: (number: number) => JobRequest): Promise<void> {
  const requests = Array.from({ length: count }, (_, number) => request(number));
  const jobs = await engine.jobs.submit(requests);
  const ended = await engine.jobs.settled(jobs.map(({ id }) => id));
  const failed = ended.find(({ state }) => state.status !== 'done');
  if (failed !== undefined) throw new Error(JSON.stringify(failed.state));
}

async function submitMany(
  { jobs }: Engine,
  request: (number: number) => JobRequest,
): Promise<void> {
  await jobs.submit(Array.from({ length: MANY_JOBS }, (_, n) => request(TEXT_JOBS + n)));
}

function idsOf({ jobs }: Engine) {
  return jobs.list().map(({ id }) => id);
}
