import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import { type Job, type JobRequestInput, jobRequestSchema } from '../../electron/contract/jobs.ts';
import type { Asset } from '../../electron/contract/library.ts';
import type { Capability, ProviderId } from '../../electron/contract/providers.ts';
import type { SettingsPatch } from '../../electron/contract/settings.ts';
import { type Engine, type EngineOptions, createEngine } from '../../electron/engine.ts';
import type {
  AiProvider,
  AttemptContext,
  PreparedRequest,
  ProcessingResult,
} from '../../electron/providers/provider.ts';
import { createSettingsStore } from '../../electron/settings/settings-store.ts';
import { systemClock } from '../../electron/system-clock.ts';
import { plainImages } from './plain-images.ts';

export const price = 50_000;

const limits: Capability['image'] = {
  formats: ['png'],
  maxBytes: 1e8,
  minPixels: 1,
  maxPixels: 1e8,
  minSide: 1,
  maxSide: 1e4,
  minRatio: 0.01,
  maxRatio: 100,
  multipleOf: 1,
};

const capability: Capability = {
  operation: 'edit',
  model: 'test-model',
  image: limits,
  mask: null,
  honours: ['prompt', 'quality', 'count', 'seed'],
  alpha: true,
  keepsSize: true,
  streams: 'nothing',
  quality: 50,
  typicalMs: 1000,
};

export interface FakeProvider extends AiProvider {
  /** How many requests ever left for it, restarts included. */
  sent(): number;
}

export interface FakeOptions {
  readonly id?: ProviderId;
  readonly free?: boolean;
  readonly operations?: readonly Capability['operation'][];
  /** Counts requests across processes. */
  readonly log: string;
  answer?(request: PreparedRequest, context: AttemptContext): Promise<ProcessingResult>;
  readonly resume?: AiProvider['resume'];
}

/** A provider whose every request is written down before anything else happens. */
export function fakeProvider(options: FakeOptions): FakeProvider {
  const { id = 'stability', log, answer = answerWithImage, free = false } = options;
  const cost = free ? 0 : price;
  return {
    id,
    capabilities: (options.operations ?? ['edit']).map((operation) => ({
      ...capability,
      operation,
    })),
    getCostEstimate: () => ({ low: cost, high: cost, exact: true, basis: 'test' }),
    getHealth: () => Promise.resolve({ status: 'ok', latencyMs: 1 }),
    processImage: async (request, context) => {
      appendFileSync(log, `${id}\n`);
      return answer(request, context);
    },
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    sent: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0),
  };
}

export async function answerWithImage(
  request: PreparedRequest,
  { folder, attemptId }: Pick<AttemptContext, 'folder' | 'attemptId'>,
): Promise<ProcessingResult> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'answer.png');
  await writeFile(file, `${request.call.operation} ${attemptId}`);
  return {
    output: { kind: 'images', files: [{ path: file, mediaType: 'image/png' }] },
    cost: null,
  };
}

export interface EngineUnderTest extends Engine {
  readonly events: readonly AppEvent[];
  readonly settings: EngineOptions['settings'];
  /** Adds an image of its own and submits an edit of it. */
  submitEdit(changes?: Partial<JobRequestInput>): Promise<Job>;
  addImage(text: string): Promise<Asset>;
  job(id: Job['id']): Job;
}

export async function openEngine(
  dataFolder: string,
  providers: readonly AiProvider[],
  options: Partial<EngineOptions> & { readonly patch?: SettingsPatch } = {},
): Promise<EngineUnderTest> {
  const events: AppEvent[] = [];
  const settings = createSettingsStore({ read: () => null, write: () => undefined });
  if (options.patch !== undefined) settings.patch(options.patch);
  const engine = await createEngine({
    dataFolder,
    images: plainImages(),
    settings,
    providers: () =>
      providers.map((provider) => ({
        provider,
        configured: true,
        simulated: false,
        local: provider.id === 'on-device',
      })),
    configuration: () => ({ ...defaultConfiguration, prices: { version: 'test', models: {} } }),
    clock: systemClock,
    online: () => true,
    onEvent: (event) => events.push(event),
    ...options,
  });
  let number = 0;

  async function addImage(text: string): Promise<Asset> {
    const { outcomes } = await engine.ingest.bytes(new TextEncoder().encode(text), `${text}.png`);
    const [outcome] = outcomes;
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    return outcome.asset;
  }

  return {
    ...engine,
    events,
    settings,
    addImage,
    submitEdit: async (changes = {}) => {
      const asset = await addImage(`image ${(number += 1)}`);
      const [job] = await engine.jobs.submit([
        jobRequestSchema.parse({
          call: { operation: 'edit', options: { prompt: 'bluer' } },
          input: { assetId: asset.id, versionId: asset.latest.id },
          ...changes,
        }),
      ]);
      if (job === undefined) throw new Error('no job');
      return job;
    },
    job: (id) => {
      const job = engine.jobs.list().find((job) => job.id === id);
      if (job === undefined) throw new Error('no such job');
      return job;
    },
  };
}

export function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'emulsion-jobs-'));
}
