import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { type Job, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { type OperationId, operations } from '../../electron/contract/operations.ts';
import type { ProviderId } from '../../electron/contract/providers.ts';
import { type Fault, faultOrderSchema } from '../simulators/faults.ts';
import { startAllSimulators } from './support/all-simulators.ts';
import { type Figure, count, never, percentile, printFigures } from './support/figures.ts';
import { quickClock } from './support/quick-clock.ts';
import { openRealEngine, startImageWorkers } from './support/real-engine.ts';

/**
 * Every fault that a simulator knows, for each kind of work that a provider does, against the whole
 * engine; other providers stand ready to take over. What was billed is read from the simulators.
 */
const CLOCK_SPEED = 20;
const LONGEST_CASE_MS = 45_000;
const prompt = 'a red boat';

type Company = 'openai' | 'anthropic' | 'stability' | 'compatible';

interface Work {
  readonly provider: Company;
  readonly operation: OperationId;
  readonly options: object;
}

const works: readonly Work[] = [
  { provider: 'openai', operation: 'generate', options: { prompt, quality: 'draft' } },
  { provider: 'openai', operation: 'describe', options: {} },
  { provider: 'anthropic', operation: 'describe', options: {} },
  { provider: 'stability', operation: 'recolor', options: { prompt, select: 'sky' } },
  { provider: 'stability', operation: 'replace-background', options: { prompt } },
  { provider: 'compatible', operation: 'describe', options: {} },
];

interface CaseEnd extends Work {
  readonly fault: Fault;
  /** Null: it came to no end in time. */
  readonly job: Job | null;
  readonly ms: number;
  /** Answers that a company would have charged for. */
  readonly billed: number;
  /** Money that the budget holds back for the job, µ$. */
  readonly reserved: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-network-'));
const simulators = await startAllSimulators();
const images = startImageWorkers();
try {
  const create = { width: 640, height: 480, channels: 3, background: '#336699' } as const;
  const photo = await sharp({ create }).jpeg().toBuffer();
  const ends: CaseEnd[] = [];
  for (const work of works) {
    for (const fault of faultsOf(work.provider)) ends.push(await runCase(work, fault, photo));
  }
  for (const end of ends) if (isWrong(end)) process.stderr.write(`${describeCase(end)}\n`);
  printFigures(figuresOf(ends));
} finally {
  await images.close();
  await simulators.close();
  await rm(folder, { recursive: true, force: true });
}

function faultsOf(provider: Company): readonly Fault[] {
  const simulator = simulators[provider];
  return faultOrderSchema.shape.fault.options.filter((fault) => {
    try {
      simulator.fail(fault);
      return true;
    } catch {
      return false;
    } finally {
      simulator.clearFaults();
    }
  });
}

async function runCase(work: Work, fault: Fault, photo: Uint8Array): Promise<CaseEnd> {
  const { engine, close } = await openRealEngine({
    dataFolder: path.join(folder, 'data'),
    simulators: simulators.addresses,
    images,
    clock: quickClock(CLOCK_SPEED),
    settings: { cacheResults: false, providerOrder: orderFrom(work.provider) },
  });
  try {
    const billedBefore = billed();
    const reservedBefore = engine.budget().day.reserved;
    const { outcomes } = await engine.ingest.bytes(photo, 'photo.jpg');
    const [outcome] = outcomes;
    if (outcome === undefined || outcome.status === 'refused') throw new Error('no photo');
    const { id: assetId, latest } = outcome.asset;
    const hasInput = work.operation !== 'generate';
    simulators[work.provider].fail(fault);
    const startedAt = performance.now();
    const [job] = await engine.jobs.submit([
      jobRequestSchema.parse({
        call: { operation: work.operation, options: work.options },
        input: hasInput ? { assetId, versionId: latest.id } : null,
      }),
    ]);
    if (job === undefined) throw new Error('no job');
    const ended = await Promise.race([
      engine.jobs.settled([job.id]),
      delay(LONGEST_CASE_MS, null, { ref: false }),
    ]);
    const ms = performance.now() - startedAt;
    const now = engine.jobs.list().find(({ id }) => id === job.id);
    const reserved = engine.budget().day.reserved - reservedBefore;
    for (const provider of ['openai', 'anthropic', 'stability', 'compatible'] as const) {
      engine.reopenAccount(provider);
    }
    const end = { ...work, fault, ms, billed: billed() - billedBefore, reserved };
    return { ...end, job: ended === null ? null : (now ?? null) };
  } finally {
    simulators[work.provider].clearFaults();
    await close();
  }
}

function orderFrom(first: ProviderId): ProviderId[] {
  const order: ProviderId[] = ['openai', 'anthropic', 'stability', 'compatible', 'on-device'];
  return [first, ...order.filter((provider) => provider !== first)];
}

/** A compatible server is the user's own and free. */
function billed(): number {
  const { openai, anthropic, stability } = simulators;
  return [openai, anthropic, stability].reduce((sum, { ledger }) => sum + ledger.entries.length, 0);
}

/** Billed, and neither the receipt nor a held reservation says so. */
function isHidden({ job, billed, reserved }: CaseEnd): boolean {
  return billed > 0 && (job?.receipt?.cost ?? 0) === 0 && reserved === 0;
}

function isInternal({ job }: CaseEnd): boolean {
  return job?.state.status === 'failed' && job.state.error.kind === 'internal';
}

function isWrong(end: CaseEnd): boolean {
  return end.job === null || isPictureBilledTwice(end) || isHidden(end) || isInternal(end);
}

function isPictureBilledTwice({ operation, billed }: CaseEnd): boolean {
  return billed > 1 && operations[operation].output === 'image';
}

/** After silence a text for less than 0.2 cents is asked of another company without a question. */
function isTextBilledTwice(end: CaseEnd): boolean {
  return end.billed > 1 && !isPictureBilledTwice(end);
}

function describeCase({ provider, operation, fault, job, billed, ms }: CaseEnd): string {
  const seconds = (ms / 1000).toFixed(1);
  const state = JSON.stringify(job?.state ?? 'no end');
  return `${provider} ${operation} ${fault}: ${state}, billed ${billed}, ${seconds} s`;
}

function figuresOf(ends: readonly CaseEnd[]): readonly Figure[] {
  const having = (test: (job: Job, end: CaseEnd) => boolean) =>
    ends.filter((end) => end.job !== null && test(end.job, end)).length;
  const times = ends.map(({ ms }) => ms);
  return [
    count('faults of a provider or the network', ends.length),
    count(
      '… done by the same provider',
      having((job, end) => job.state.status === 'done' && job.receipt?.provider === end.provider),
    ),
    count(
      '… done by another provider',
      having((job, end) => job.state.status === 'done' && job.receipt?.provider !== end.provider),
    ),
    count(
      '… asked: may have been charged',
      having(({ state }) => state.status === 'unknown'),
    ),
    count(
      '… asked before another company sees it',
      having(({ state }) => state.status === 'waiting' && state.for === 'consent'),
    ),
    count(
      '… failed, and said why',
      having(({ state }) => state.status === 'failed'),
    ),
    never('… came to no end', ends.filter(({ job }) => job === null).length),
    never('… failed without a reason', ends.filter(isInternal).length),
    never('pictures billed twice undecided', ends.filter(isPictureBilledTwice).length),
    count('texts under 0.2 cents billed twice', ends.filter(isTextBilledTwice).length),
    never('billed, and told as free', ends.filter(isHidden).length),
    {
      what: `time to an end, median (clock × ${CLOCK_SPEED})`,
      value: percentile(times, 0.5),
      unit: 'ms',
    },
    {
      what: `time to an end, longest (clock × ${CLOCK_SPEED})`,
      value: Math.max(...times),
      unit: 'ms',
    },
  ];
}
