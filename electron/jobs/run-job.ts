import { toAppError } from '../contract/app-error.ts';
import type { JobId } from '../contract/ids.ts';
import type { Job, JobState } from '../contract/jobs.ts';
import type { Version } from '../contract/library.ts';
import type { Router } from '../router/run-route.ts';
import type { RouteOutcome, RunCallbacks, RunRequest } from '../router/route-request.ts';
import { acceptedAttempt, closeAttempts } from './open-attempts.ts';
import { type JobChanges, isOver } from './job-list.ts';
import type { KeptOutcome } from './kept-outcome.ts';
import { inputVersions, sourceFile, toRouteRequest } from './load-request.ts';
import { type SaveParts, keepOutcome, resumeSaving, saveOutcome } from './save-outcome.ts';

export interface JobParts extends SaveParts {
  readonly router: Pick<Router, 'run' | 'resume'>;
  readonly online: () => boolean;
  /** Throws `disk-full` where a result could not be kept. */
  requireFreeSpace(): Promise<void>;
  /** What the window hears of a run; `onSending` is called before each request leaves. */
  callbacks(id: JobId, onSending: () => void): RunCallbacks;
}

/** A wait without a time ends by an event; where that may have come already, by this. */
const defaultWaitMs = 30_000;

/**
 * The whole way of a job: its input is loaded, a provider answers, the verified result goes into the
 * library. Whatever goes wrong is the job's state; after an abort the state is that of who aborted.
 */
export async function runJob(parts: JobParts, queued: Job, signal: AbortSignal): Promise<void> {
  const kept = parts.jobs.outcome(queued.id);
  let job = begin(parts, queued, kept);
  try {
    if (kept !== null) return await resumeSaving(parts, job, kept);

    await parts.requireFreeSpace();
    const request = await load(parts, job);
    const callbacks = parts.callbacks(job.id, () => {
      if (!signal.aborted && job.state.status === 'preparing') {
        job = parts.list.change(job, { state: { status: 'running' } });
      }
    });
    const outcome = await ask(parts, request, { callbacks, signal });
    if (signal.aborted) return;

    if (outcome.status === 'done') {
      const { output, provider, receipt } = outcome;
      await save(parts, job, { output, provider, receipt });
      await parts.blobs.removeTemporary(job.id);
    } else {
      end(parts, job, { state: stateAfter(parts, outcome), receipt: outcome.receipt });
    }
  } catch (error) {
    if (!signal.aborted) end(parts, job, { state: { status: 'failed', error: toAppError(error) } });
  }
}

/** Nothing to write yet: until something is sent, a restart does right to find the job `queued`. */
function begin(parts: JobParts, job: Job, kept: KeptOutcome | null): Job {
  if (kept === null && acceptedAttempt(parts, job.id) === null) closeAttempts(parts, job.id);
  return parts.list.showOnly(job, {
    state: { status: kept === null ? 'preparing' : 'saving' },
    startedAt: parts.now(),
    endedAt: null,
  });
}

/** A new request; or, after a crash, the answer to the one that a provider had accepted. */
async function ask(
  { router, ...parts }: JobParts,
  request: RunRequest,
  { callbacks, signal }: { readonly callbacks: RunCallbacks; readonly signal: AbortSignal },
): Promise<RouteOutcome> {
  const accepted = acceptedAttempt(parts, request.jobId);
  return accepted === null
    ? router.run(request, callbacks, signal)
    : router.resume({ ...accepted, request }, callbacks, signal);
}

/** A text has no files to move: it is saved in one step, and kept only where that fails. */
async function save(parts: JobParts, job: Job, outcome: KeptOutcome): Promise<void> {
  if (outcome.output.kind === 'images') {
    return saveOutcome(parts, await keepOutcome(parts, job, outcome), outcome);
  }
  try {
    await saveOutcome(parts, job, outcome);
  } catch (error) {
    await keepOutcome(parts, job, outcome);
    throw error;
  }
}

function end(parts: JobParts, job: Job, changes: JobChanges & Pick<Job, 'state'>): void {
  const { store, list, now } = parts;
  const over = isOver({ ...job, ...changes });
  const ended = over ? { ...changes, endedAt: now() } : changes;
  try {
    store.transaction(() => {
      if (over && parts.jobs.outcome(job.id) === null) closeAttempts(parts, job.id);
      list.change(job, ended);
    });
  } catch {
    list.showOnly(job, ended);
  }
}

async function load({ library, blobs, jobs, journal }: JobParts, job: Job): Promise<RunRequest> {
  const versions = inputVersions(library, job.request);
  const { input, reference } = versions;
  const { maxCost } = job.request;
  return {
    ...toRouteRequest(job.request, versions, jobs.consents(job.id)),
    // Of the limit, what earlier runs have left: a retry, or a run after a question.
    ...(maxCost === undefined
      ? {}
      : { maxCost: Math.max(0, maxCost - journal.spentAtMost(job.id)) }),
    jobId: job.id,
    source: await sourceFile(blobs, input?.blob ?? null, job.title),
    mask: await sourceFile(blobs, job.request.mask, job.title),
    referenceSource: await sourceFile(blobs, reference?.blob ?? null, nameOf(library, reference)),
  };
}

function nameOf(library: JobParts['library'], version: Version | null): string {
  return version === null ? '' : library.asset(version.assetId).name;
}

function stateAfter(
  { now, online }: JobParts,
  outcome: Exclude<RouteOutcome, { status: 'done' }>,
): JobState {
  switch (outcome.status) {
    case 'waiting': {
      if (outcome.for === 'consent') {
        return { status: 'waiting', for: 'consent', consent: outcome.consent };
      }
      const timed = outcome.for === 'rate' || (outcome.for === 'offline' && online());
      const until = outcome.until ?? (timed ? now() + defaultWaitMs : null);
      return { status: 'waiting', for: outcome.for, until };
    }
    case 'unknown':
      return {
        status: 'unknown',
        provider: outcome.provider,
        retryCost: outcome.retryCost,
        error: outcome.error,
      };
    case 'failed':
      return { status: 'failed', error: outcome.error };
    case 'cancelled':
      return { status: 'cancelled' };
  }
}
