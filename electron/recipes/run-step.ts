import { randomUUID } from 'node:crypto';
import { AppFailure, appError, fail } from '../contract/app-error.ts';
import type { Scope } from '../contract/account.ts';
import { type AssetId, type JobId, type VersionId, jobIdSchema } from '../contract/ids.ts';
import { type Job, type JobRequest, type JobResult, jobRequestSchema } from '../contract/jobs.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { OperationStep } from '../contract/recipes.ts';
import type { Queue } from '../jobs/queue.ts';
import type { BatchMoney } from './money.ts';

/** The next step would cost more than the batch may still spend. */
export class CapReached extends AppFailure {
  constructor(limit: MicroUsd) {
    super(appError('budget-reached', { params: { limit } }));
    this.name = 'CapReached';
  }
}

/** `signal.reason` where the user stopped the batch: its jobs are cancelled, not left to the next start. */
export const stoppedByUser = 'stopped-by-user';

export interface StepParts {
  readonly jobs: Pick<Queue, 'submitOnce' | 'settled' | 'find' | 'cancel'>;
  /** The most that a request may cost with whoever would be asked, µ$; 0 where nobody would. */
  mostCost(request: JobRequest): MicroUsd;
  /**
   * Throws `plan-batch-limit` where this request would be made on credits and the plan has no more
   * images of a batch.
   */
  checkPlan(request: JobRequest, number: number): void;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface StepRun {
  readonly step: OperationStep;
  /** The image's number in its batch, from 1. */
  readonly number: number;
  /** What an earlier run has submitted for it. */
  readonly before: JobId | null;
  readonly scope: Scope;
  readonly money: BatchMoney;
  readonly signal: AbortSignal;
  /** The image as a version of the library: asked for where a job is made. */
  input(): Promise<{ readonly assetId: AssetId; readonly versionId: VersionId }>;
  /** Writes a new job's id down, before it is submitted. */
  onJob(id: JobId): void;
}

/**
 * One operation over one image, through the queue like any other job. A job of an earlier run is
 * waited for, or its result taken: nothing is paid for twice. Throws what the job failed by.
 */
export async function runStep(parts: StepParts, run: StepRun): Promise<JobResult> {
  const known = run.before === null ? null : parts.jobs.find(run.before);
  if (known?.state.status === 'done' && known.result !== null) return known.result;
  const again =
    known === null || known.state.status === 'failed' || known.state.status === 'cancelled';
  const request = again ? await requestFor(run) : known.request;
  if (again) parts.checkPlan(request, run.number);
  const most = parts.mostCost(request);
  const reservation = run.money.reserve(most);
  if (reservation === null) throw new CapReached(run.money.cap() ?? 0);
  let job: Job | null = null;
  try {
    if (again) {
      run.signal.throwIfAborted();
      const id = run.before !== null && known === null ? run.before : newJobId();
      if (id !== run.before) run.onJob(id);
      const limited = run.money.cap() === null ? request : { ...request, maxCost: most };
      job = parts.jobs.submitOnce(id, limited, run.scope);
    } else job = known;
    job = await ended(parts, job.id, run.signal);
    return resultOf(job);
  } finally {
    reservation.settle(job?.receipt?.cost ?? 0);
  }
}

function newJobId(): JobId {
  return jobIdSchema.parse(randomUUID());
}

async function requestFor({ step, input }: StepRun): Promise<JobRequest> {
  return jobRequestSchema.parse({
    call: { operation: step.do, options: step.options },
    input: await input(),
    ...(step.provider === undefined ? {} : { pin: { provider: step.provider } }),
  });
}

/** How often a job that waits for the network is looked at. */
const lookEveryMs = 1000;

/** Waits until a job is over or asks something; through rate limits and a lost network. */
async function ended({ jobs, sleep }: StepParts, id: JobId, signal: AbortSignal): Promise<Job> {
  for (;;) {
    const [job] = await unlessAborted(jobs.settled([id]), signal);
    if (signal.aborted) {
      if (signal.reason === stoppedByUser) await jobs.cancel([id]);
      throw fail('cancelled');
    }
    if (job === undefined) throw fail('cancelled');
    const { state } = job;
    const waitsOnly =
      state.status === 'paused' ||
      (state.status === 'waiting' && (state.for === 'offline' || state.for === 'rate'));
    if (!waitsOnly) return job;
    await sleep(lookEveryMs, signal);
  }
}

/** Empty after an abort. A batch has one signal for all its steps: no listener may stay on it. */
async function unlessAborted(
  settled: Promise<readonly Job[]>,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  if (signal.aborted) return [];
  return await new Promise((resolve, reject) => {
    const end = (): void => resolve([]);
    signal.addEventListener('abort', end);
    settled
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end))
      .catch(reject);
  });
}

function resultOf({ state, result, receipt }: Job): JobResult {
  switch (state.status) {
    case 'done':
      if (result === null) throw fail('internal', { cause: 'a job is done without a result' });
      return result;
    case 'failed':
    case 'unknown':
      throw new AppFailure(state.error);
    case 'waiting':
      if (state.for !== 'consent') throw fail('budget-reached');
      throw state.consent.ask === 'would-lose'
        ? fail('no-route', { params: { provider: state.consent.next } })
        : fail('provider-refused', { params: { provider: state.consent.refusedBy } });
    case 'queued':
    case 'paused':
    case 'preparing':
    case 'running':
    case 'saving':
    case 'cancelled':
      throw fail('cancelled', { cause: receipt === null ? undefined : 'after it was sent' });
  }
}
