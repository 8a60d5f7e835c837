import { appError } from '../../../electron/contract/app-error.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import type { JobId } from '../../../electron/contract/ids.ts';
import { type Job, type JobState, jobRequestSchema } from '../../../electron/contract/jobs.ts';
import type { OperationId } from '../../../electron/contract/operations.ts';
import type { Handlers } from './bridge.ts';
import { assetId, jobId, receiptOf, versionId } from './data.ts';

type QueueHandlers = Pick<Handlers, Extract<keyof Handlers, `jobs.${string}`>>;

interface Sketch {
  readonly operation: OperationId;
  readonly state: JobState;
  readonly more?: Partial<Job>;
}

const minute = 60_000;

/** A queue with a job in each state, and as many waiting ones as wanted. */
export function crowdedQueue(
  size: number,
  emit: (event: AppEvent) => void,
): Omit<QueueHandlers, 'jobs.submit'> {
  const now = Date.now();
  const sketches: readonly Sketch[] = [
    ...asking,
    { operation: 'upscale', state: { status: 'running' }, more: { startedAt: now - 14_000 } },
    { operation: 'edit', state: { status: 'running' }, more: { startedAt: now - 5000 } },
    { operation: 'describe', state: { status: 'waiting', for: 'rate', until: now + 40_000 } },
    { operation: 'edit', state: { status: 'waiting', for: 'budget', until: null } },
    { operation: 'tags', state: { status: 'waiting', for: 'offline', until: null } },
    {
      operation: 'generate',
      state: { status: 'paused' },
      more: { title: 'A lighthouse in fog, film grain' },
    },
    ...Array.from({ length: size }, (): Sketch => ({
      operation: 'describe',
      state: { status: 'queued' },
    })),
    {
      operation: 'edit',
      state: {
        status: 'failed',
        error: appError('provider-bad-key', { params: { provider: 'openai' } }),
      },
      more: { endedAt: now - minute, receipt: receiptOf('edit', now - minute) },
    },
    {
      operation: 'describe',
      state: { status: 'done' },
      more: {
        endedAt: now - 2 * minute,
        receipt: receiptOf('describe', now - 2 * minute),
        result: {
          kind: 'text',
          text: 'A quiet mountain lake at dusk. Layered hills fade from deep blue to violet.',
        },
      },
    },
    {
      operation: 'edit',
      state: { status: 'done' },
      more: { endedAt: now - 3 * minute, receipt: receiptOf('edit', now - 3 * minute) },
    },
    { operation: 'upscale', state: { status: 'cancelled' }, more: { endedAt: now - 9 * minute } },
  ];
  const jobs = new Map(sketches.map((sketch, index) => [jobId(index + 1), jobOf(sketch, index)]));
  const change = (ids: readonly JobId[], patch: (job: Job) => Partial<Job>): undefined => {
    for (const id of ids) {
      const job = jobs.get(id);
      if (!job) continue;
      const next = { ...job, ...patch(job) };
      jobs.set(id, next);
      emit({ type: 'job-changed', job: next });
    }
  };
  const [first, second] = [...jobs.values()].filter((job) => job.state.status === 'running');
  setTimeout(() => {
    if (first)
      emit({
        type: 'job-progress',
        jobId: first.id,
        fraction: 0.62,
        step: 'receiving',
        provider: 'on-device',
      });
    if (second)
      emit({
        type: 'job-progress',
        jobId: second.id,
        fraction: null,
        step: 'waiting',
        provider: 'openai',
      });
  }, 300);

  return {
    'jobs.list': () => [...jobs.values()],
    'jobs.cancel': (ids) =>
      change(ids, () => ({ state: { status: 'cancelled' }, endedAt: Date.now() })),
    'jobs.pause': (ids) => change(ids, () => ({ state: { status: 'paused' } })),
    'jobs.resume': (ids) => change(ids, () => ({ state: { status: 'queued' } })),
    'jobs.retry': (ids) => change(ids, () => ({ state: { status: 'queued' }, endedAt: null })),
    'jobs.move': ({ jobId: id, before }) => {
      const order = [...jobs.values()]
        .filter((job) => job.id !== id)
        .sort((one, other) => one.position - other.position);
      const at = before === null ? order.length : order.findIndex((job) => job.id === before);
      const above = order[at - 1]?.position ?? 0;
      const below = order[at]?.position ?? above + 2;
      return change([id], () => ({ position: (above + below) / 2 }));
    },
    'jobs.decide': ({ jobId: id, decision }) =>
      change([id], () => ({ state: { status: decision === 'give-up' ? 'cancelled' : 'queued' } })),
    'jobs.clear-finished': () => {
      const over = [...jobs.values()].filter(({ state }) =>
        ['done', 'failed', 'cancelled'].includes(state.status),
      );
      for (const { id } of over) jobs.delete(id);
      emit({ type: 'jobs-removed', jobIds: over.map(({ id }) => id) });
    },
  };
}

const asking: readonly Sketch[] = [
  {
    operation: 'edit',
    state: {
      status: 'unknown',
      provider: 'openai',
      retryCost: 42_000,
      error: appError('provider-may-have-billed', { params: { provider: 'openai' } }),
    },
  },
  {
    operation: 'vary',
    state: {
      status: 'waiting',
      for: 'consent',
      consent: { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'stability' },
    },
  },
  {
    operation: 'inpaint',
    state: {
      status: 'waiting',
      for: 'consent',
      consent: {
        ask: 'would-lose',
        next: 'openai',
        losses: [{ what: 'seed' }, { what: 'option', option: 'strength' }],
      },
    },
  },
];

const texts: Readonly<Record<string, unknown>> = { prompt: 'Warm evening light' };

function jobOf({ operation, state, more }: Sketch, index: number): Job {
  const n = (index % 30) + 1;
  const withPrompt = ['edit', 'inpaint', 'generate'].includes(operation);
  return {
    id: jobId(index + 1),
    request: jobRequestSchema.parse({
      call: { operation, options: withPrompt ? texts : {} },
      input:
        operation === 'generate' ? null : { assetId: assetId(n), versionId: versionId(n * 10) },
    }),
    title: n === 1 ? 'lake-at-dusk.jpg' : `IMG_${4100 + index}.jpg`,
    state,
    position: index + 1,
    createdAt: Date.now() - minute,
    startedAt: null,
    endedAt: null,
    result: null,
    receipt: null,
    ...more,
  };
}
