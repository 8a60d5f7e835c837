import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { z } from 'zod';
import { type JobRequest, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { openStore } from '../../electron/library/store.ts';
import type { Engine } from '../../electron/engine.ts';
import { type Figure, percentile, printFigures } from '../faults/support/figures.ts';
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
/** About what 8 megapixels take as WebP of high quality. */
const ANSWER_BYTES = 4 * 1024 ** 2;
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
      row('delay, 99 %', measured.p99, idle.p99),
      row('delay, longest', measured.max, idle.max),
      {
        what: `${what}: own work at a stretch, longest`,
        value: measured.longestWork,
        unit: 'ms',
        peer: 'promised at most',
        peerValue: PROMISED_MS,
      },
    );
  }
  return [...rows, ...causes()];
}

/** What holds the loop up, alone: a commit waits for the disk; a picture's answer is one long text. */
function causes(): readonly Figure[] {
  const store = openStore({ path: path.join(folder, 'commits.db'), now: Date.now });
  const commits = Array.from({ length: 100 }, (_, index) =>
    timed(() => store.run(`insert or replace into accounts values ('openai', '{}', ${index})`)),
  );
  store.close();
  const answer = JSON.stringify({ b64_json: randomBytes(ANSWER_BYTES).toString('base64') });
  const parses = Array.from({ length: 9 }, () => timed(() => JSON.parse(answer)));
  const { b64_json: encoded } = z.object({ b64_json: z.string() }).parse(JSON.parse(answer));
  const decodes = Array.from({ length: 9 }, () => timed(() => Buffer.from(encoded, 'base64')));
  const size = `${ANSWER_BYTES / 1024 ** 2} MB`;
  return [
    { what: 'one commit, median', value: percentile(commits, 0.5), unit: 'ms' },
    { what: 'one commit, longest of 100', value: Math.max(...commits), unit: 'ms' },
    { what: `parsing an answer of ${size}, median`, value: percentile(parses, 0.5), unit: 'ms' },
    { what: `base64 of ${size}, median`, value: percentile(decodes, 0.5), unit: 'ms' },
  ];
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

interface Photo {
  readonly assetId: string;
  readonly versionId: string;
}

/** With the noise of a photo, and about its bytes. */
async function addPhoto(width: number, height: number): Promise<Photo> {
  const noise = { type: 'gaussian', mean: 128, sigma: 8 } as const;
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
