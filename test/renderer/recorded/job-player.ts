import { appError } from '../../../electron/contract/app-error.ts';
import { mediaUrl } from '../../../electron/contract/bridge.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job, JobRequest, JobResult, JobState } from '../../../electron/contract/jobs.ts';
import type { AssetDetails, Version } from '../../../electron/contract/library.ts';
import { operations } from '../../../electron/contract/operations.ts';
import { blobOf, jobId, receiptOf, versionId } from './data.ts';
import type { Scenario } from './bridge.ts';

export interface JobPlayer {
  readonly play: (request: JobRequest) => Job;
  readonly jobs: () => readonly Job[];
  readonly cancel: (ids: readonly JobId[]) => undefined;
  /** Nothing is discarded here: the window hears that the jobs are decided. */
  readonly decide: (choice: { readonly jobIds: readonly JobId[] }) => [];
}

interface Stage {
  readonly emit: (event: AppEvent) => void;
  readonly details: Map<string, AssetDetails>;
  readonly hold: Scenario['hold'] | null;
}

const stepMs = 60;
const description =
  'A quiet mountain lake at dusk. Layered hills fade from deep blue to violet behind still water that mirrors the last light; a low sun sits just above the ridge. The foreground is dark and calm, leading the eye towards the horizon.';

/** Plays a job's life in steps of 60 ms, with the events that the main process would send. */
export function createJobPlayer({ emit, details, hold }: Stage): JobPlayer {
  const jobs = new Map<JobId, Job>();
  const change = (job: Job, patch: Partial<Job>): Job => {
    const next = { ...job, ...patch };
    jobs.set(job.id, next);
    emit({ type: 'job-changed', job: next });
    return next;
  };

  async function live(queued: Job): Promise<void> {
    await rest();
    if (jobs.get(queued.id)?.state.status === 'cancelled') return;
    const job = change(queued, { state: { status: 'running' }, startedAt: Date.now() });
    const { operation } = job.request.call;
    const makesText = operations[operation].output === 'text';
    const stop = heldState(hold ?? null);
    if (stop) {
      change(job, { state: stop });
      return;
    }
    const words = description.split(' ');
    for (let n = 1; n <= 10; n += 1) {
      await rest();
      if (jobs.get(job.id)?.state.status === 'cancelled') return;
      emit({ type: 'job-progress', jobId: job.id, fraction: n / 10, step: 'receiving' });
      if (makesText) {
        const delta = words.slice(((n - 1) * words.length) / 10, (n * words.length) / 10).join(' ');
        emit({ type: 'job-text', jobId: job.id, delta: `${delta} ` });
      } else if (n === 5 && operations[operation].output === 'image') {
        emit({
          type: 'job-partial-image',
          jobId: job.id,
          index: 0,
          url: mediaUrl(blobOf(0xf00), 1024),
        });
      }
      if (hold === 'running' && n === 6) return;
    }
    const { result, assetChanged } = finish(job);
    if (assetChanged) emit(assetChanged);
    change(job, {
      state: { status: 'done' },
      endedAt: Date.now(),
      result,
      receipt: receiptOf(operation, Date.now()),
    });
  }

  function finish(job: Job): { result: JobResult; assetChanged?: AppEvent } {
    const { call, input } = job.request;
    const before = input && details.get(input.assetId);
    if (operations[call.operation].output === 'tags') {
      const labels = ['lake', 'dusk', 'mountains', 'reflection', 'calm', 'landscape'];
      return {
        result: {
          kind: 'tags',
          tags: labels.map((label, n) => ({ label, confidence: 0.97 - n * 0.06 })),
        },
      };
    }
    if (operations[call.operation].output === 'verdict') {
      return {
        result: {
          kind: 'verdict',
          verdict: 'likely-safe',
          scores: { neutral: 0.96, drawing: 0.03 },
        },
      };
    }
    if (operations[call.operation].output === 'text' || !before || !input) {
      return { result: { kind: 'text', text: description } };
    }
    const version: Version = {
      id: versionId(900 + before.versions.length),
      assetId: input.assetId,
      blob: `e${before.asset.latest.blob.slice(1)}`,
      facts: before.asset.latest.facts,
      createdAt: Date.now(),
      madeBy: {
        jobId: job.id,
        operation: call.operation,
        provider: 'stability',
        prompt: null,
        parent: input.versionId,
        receipt: receiptOf(call.operation, Date.now()),
      },
    };
    const { id, blob, facts } = version;
    const asset = {
      ...before.asset,
      latest: { id, blob, facts },
      versionCount: before.versions.length + 1,
      updatedAt: Date.now(),
    };
    details.set(asset.id, { ...before, asset, versions: [...before.versions, version] });
    return {
      result: { kind: 'images', assetId: asset.id, versionIds: [version.id] },
      assetChanged: { type: 'asset-changed', asset },
    };
  }

  return {
    play: (request) => {
      const job: Job = {
        id: jobId(jobs.size + 1),
        request,
        title: 'lake-at-dusk.jpg',
        state: { status: 'queued' },
        position: jobs.size,
        createdAt: Date.now(),
        startedAt: null,
        endedAt: null,
        result: null,
        receipt: null,
      };
      jobs.set(job.id, job);
      void live(job);
      return job;
    },
    jobs: () => [...jobs.values()],
    cancel: (ids) => {
      for (const id of ids) {
        const job = jobs.get(id);
        if (job) change(job, { state: { status: 'cancelled' }, endedAt: Date.now() });
      }
    },
    decide: ({ jobIds }) => {
      for (const id of jobIds) {
        const job = jobs.get(id);
        const { variant } = job?.request ?? {};
        if (job && variant) {
          change(job, { request: { ...job.request, variant: { ...variant, decided: true } } });
        }
      }
      return [];
    },
  };
}

function heldState(hold: Stage['hold']): JobState | null {
  switch (hold) {
    case 'unknown':
      return {
        status: 'unknown',
        provider: 'openai',
        retryCost: 42_000,
        error: appError('provider-may-have-billed', { params: { provider: 'openai' } }),
      };
    case 'consent':
      return {
        status: 'waiting',
        for: 'consent',
        consent: { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'stability' },
      };
    case 'failed':
      return {
        status: 'failed',
        error: appError('provider-bad-key', { params: { provider: 'openai' } }),
      };
    case 'running':
    case undefined:
    case null:
      return null;
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, stepMs);
  });
}
