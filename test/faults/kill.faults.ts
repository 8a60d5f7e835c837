import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { type AllSimulators, startAllSimulators } from './support/all-simulators.ts';
import { type Figure, count, never, percentile, printFigures } from './support/figures.ts';
import { type Killable, type Report, startKillable } from './support/killable.ts';
import { seeded } from './support/seeded.ts';
import { syncsPerCommit } from './support/syncs-per-commit.ts';

/**
 * A real engine, killed by SIGKILL at moments that a seed chooses, again and again on one folder.
 * What a company would have charged is read from the simulators, which live in this process.
 */
const KILLS = Number(process.env['EMULSION_KILLS'] ?? 40);
const SEED = Number(process.env['EMULSION_SEED'] ?? 20_261_122);
const LONGEST_MS = 45_000;
const JOBS_A_LIFE = 4;
/** So that many a kill comes while an answer is under way. */
const ANSWER_MS = 300;

type Input = readonly [assetId: string, versionId: string];

const random = seeded(SEED);
const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-kill-'));
const simulators = await startAllSimulators();
for (const slow of [simulators.openai, simulators.anthropic, simulators.stability]) {
  slow.fail('slow', Number.MAX_SAFE_INTEGER, { delayMs: ANSWER_MS });
}
try {
  const killed = await killAgainAndAgain(path.join(folder, 'data'));
  printFigures([...(await judge(killed)), ...(await syncsPerCommit(folder))]);
} finally {
  await simulators.close();
  await rm(folder, { recursive: true, force: true });
}

interface Killed {
  readonly dataFolder: string;
  readonly kills: number;
  readonly readyMs: readonly number[];
  /** Jobs whose submission was acknowledged. */
  readonly acknowledged: readonly string[];
  readonly markers: number;
}

async function killAgainAndAgain(dataFolder: string): Promise<Killed> {
  const inputs = await ingestPhotos(dataFolder);
  const acknowledged: string[] = [];
  const readyMs: number[] = [];
  const endAt = performance.now() + LONGEST_MS;
  let kills = 0;
  let markers = 0;
  for (; kills < KILLS && performance.now() < endAt; kills += 1) {
    const engine = await startKillable(dataFolder, simulators.addresses);
    readyMs.push(engine.readyMs);
    const requests = Array.from({ length: JOBS_A_LIFE }, () =>
      requestNamed((markers += 1), inputs),
    );
    const submitting = engine.ask({ type: 'submit', requests }, 'submitted');
    // On a slow machine work takes longer, and so does a start.
    await delay(random() * engine.readyMs);
    await engine.kill();
    acknowledged.push(...((await submitting)?.ids ?? []));
  }
  return { dataFolder, kills, readyMs, acknowledged, markers };
}

async function ingestPhotos(dataFolder: string): Promise<readonly Input[]> {
  const files = await Promise.all(
    ['#336699', '#993366', '#669933'].map(async (background, index) => {
      const create = { width: 1024, height: 768, channels: 3, background } as const;
      const file = path.join(folder, `photo-${index}.jpg`);
      await writeFile(file, await sharp({ create }).jpeg().toBuffer());
      return file;
    }),
  );
  const engine = await startKillable(dataFolder, simulators.addresses);
  const answer = await engine.ask({ type: 'ingest', files }, 'ingested');
  await engine.kill();
  if (answer?.inputs.length !== files.length) throw new Error('The photos did not go in.');
  return answer.inputs;
}

/** Paid work of four kinds; its prompt is found again in the requests that reached a simulator. */
function requestNamed(marker: number, inputs: readonly Input[]): object {
  const [assetId, versionId] = inputs[Math.floor(random() * inputs.length)] ?? [];
  const prompt = `job ${marker};`;
  const calls = [
    { operation: 'ask', options: { question: prompt } },
    { operation: 'edit', options: { prompt, quality: 'draft' } },
    { operation: 'recolor', options: { prompt, select: 'sky' } },
    // Accepted under an id: its result is fetched after a crash.
    { operation: 'replace-background', options: { prompt } },
  ];
  return { call: calls[marker % calls.length], input: { assetId, versionId } };
}

async function judge(killed: Killed): Promise<readonly Figure[]> {
  const engine = await startKillable(killed.dataFolder, simulators.addresses);
  const report = await lastReport(engine);
  await engine.kill();
  const known = new Set(report.jobs.map(({ id }) => id));
  const lost = killed.acknowledged.filter((id) => !known.has(id));
  const withStatus = (status: string) => report.jobs.filter((job) => job.status === status);
  const done = new Set(withStatus('done').map(({ id }) => id));
  const without = [...done].filter((id) => !report.results.includes(id));
  const sent = requestsByMarker(simulators, killed.markers);
  return [
    count('engine processes killed', killed.kills),
    count('paid jobs submitted', killed.acknowledged.length),
    count('… done in the end', done.size),
    count('… left to the user: may have been charged', withStatus('unknown').length),
    never('… in any other state', report.jobs.length - done.size - withStatus('unknown').length),
    never('jobs lost', lost.length),
    never('done without a result', without.length),
    never('results duplicated', report.results.length - new Set(report.results).size),
    never('paid requests sent twice undecided', sent.filter((times) => times > 1).length),
    count(
      'paid requests sent',
      sent.reduce((sum, times) => sum + times, 0),
    ),
    {
      what: 'process start to ready after a kill, median',
      value: percentile(killed.readyMs, 0.5),
      unit: 'ms',
    },
  ];
}

async function lastReport(engine: Killable): Promise<Report> {
  const report = await engine.ask({ type: 'report' }, 'report');
  if (report === null) throw new Error('The engine ended before it reported.');
  return report;
}

function requestsByMarker({ paidRequests }: AllSimulators, markers: number): readonly number[] {
  const bodies = paidRequests().map(({ body }) => JSON.stringify(body));
  return Array.from(
    { length: markers },
    (_, index) => bodies.filter((body) => body.includes(`job ${index + 1};`)).length,
  );
}
