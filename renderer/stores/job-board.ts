import type { AppEvent } from '../../electron/contract/events.ts';
import type { AssetId, JobId } from '../../electron/contract/ids.ts';
import type { Job, JobStatus } from '../../electron/contract/jobs.ts';
import type { ProviderId } from '../../electron/contract/providers.ts';

type ProgressEvent = Extract<AppEvent, { type: 'job-progress' }>;

/** What is shown of a job while it runs; nothing of it outlives the job. */
export interface LiveJob {
  readonly step: ProgressEvent['step'] | null;
  /** 0 to 1, or null where nobody knows. */
  readonly fraction: number | null;
  /** Who is asked now; null until an attempt has begun. */
  readonly provider: ProviderId | null;
  readonly text: string;
  /** Address of the newest partial image. */
  readonly partial: string | null;
}

/** All jobs that the window knows. Pure: events go in, the next board comes out. */
export interface JobBoard {
  readonly byId: Readonly<Record<JobId, Job>>;
  readonly live: Readonly<Record<JobId, LiveJob>>;
}

export const emptyBoard: JobBoard = { byId: {}, live: {} };

const nothingYet: LiveJob = { step: null, fraction: null, provider: null, text: '', partial: null };

const finished: ReadonlySet<JobStatus> = new Set(['done', 'failed', 'cancelled']);
const busy: ReadonlySet<JobStatus> = new Set(['preparing', 'running', 'saving']);

export function isFinished(job: Job): boolean {
  return finished.has(job.state.status);
}

export function isBusy(job: Job): boolean {
  return busy.has(job.state.status);
}

/** It goes on only when the user has decided. */
export function asksUser(job: Job): boolean {
  return (
    job.state.status === 'unknown' ||
    (job.state.status === 'waiting' && job.state.for === 'consent')
  );
}

/** Takes many jobs in at once: a list of thousands is one change, not thousands. */
export function withJobs(board: JobBoard, jobs: readonly Job[]): JobBoard {
  return {
    byId: { ...board.byId, ...Object.fromEntries(jobs.map((job) => [job.id, job])) },
    live: board.live,
  };
}

export function receive(board: JobBoard, event: AppEvent): JobBoard {
  switch (event.type) {
    case 'job-changed':
      return withJob(board, event.job);
    case 'jobs-removed':
      return event.jobIds.reduce(withoutJob, board);
    case 'job-progress':
      return updateLive(board, event.jobId, {
        step: event.step,
        fraction: event.fraction,
        ...(event.provider && { provider: event.provider }),
      });
    case 'job-text':
      return updateLive(board, event.jobId, {
        text: (board.live[event.jobId]?.text ?? '') + event.delta,
      });
    case 'job-partial-image':
      return updateLive(board, event.jobId, { partial: event.url });
    default:
      return board;
  }
}

/** Newest first. */
export function jobsOfAsset(board: JobBoard, assetId: AssetId | null): readonly Job[] {
  return Object.values(board.byId)
    .filter((job) => (job.request.input?.assetId ?? null) === assetId)
    .toSorted((one, other) => other.createdAt - one.createdAt);
}

/** In the order in which they run; what is busy comes first. */
export function openJobs(board: JobBoard): readonly Job[] {
  return Object.values(board.byId)
    .filter((job) => !isFinished(job))
    .toSorted(
      (one, other) =>
        Number(isBusy(other)) - Number(isBusy(one)) ||
        other.request.priority - one.request.priority ||
        one.position - other.position,
    );
}

export interface QueueCounts {
  readonly busy: number;
  readonly waiting: number;
  readonly asking: number;
}

export function countJobs(board: JobBoard): QueueCounts {
  const open = openJobs(board);
  const running = open.filter(isBusy).length;
  const asking = open.filter(asksUser).length;
  return { busy: running, waiting: open.length - running - asking, asking };
}

function withJob(board: JobBoard, job: Job): JobBoard {
  const byId = { ...board.byId, [job.id]: job };
  const starts = job.state.status === 'queued' || job.state.status === 'preparing';
  if (!isFinished(job) && !starts) return { ...board, byId };
  // A new attempt starts with an empty page; a finished job has its result.
  const { [job.id]: _past, ...live } = board.live;
  return { byId, live };
}

function withoutJob(board: JobBoard, id: JobId): JobBoard {
  const { [id]: _job, ...byId } = board.byId;
  const { [id]: _live, ...live } = board.live;
  return { byId, live };
}

function updateLive(board: JobBoard, id: JobId, change: Partial<LiveJob>): JobBoard {
  return {
    ...board,
    live: { ...board.live, [id]: { ...(board.live[id] ?? nothingYet), ...change } },
  };
}
