import type { JobId } from '../../electron/contract/ids.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import type { MicroUsd } from '../../electron/contract/money.ts';
import { asksUser, isBusy, isFinished } from '../stores/job-board.ts';

export const queueGroups = ['asking', 'running', 'waiting', 'paused', 'finished'] as const;
export type QueueGroup = (typeof queueGroups)[number];
export type GroupedJobs = Readonly<Record<QueueGroup, readonly Job[]>>;

/** A line of the queue: the head of a group, or one of its jobs. */
export type QueueRow =
  | {
      readonly kind: 'head';
      readonly key: string;
      readonly group: QueueGroup;
      readonly jobs: readonly Job[];
    }
  | { readonly kind: 'job'; readonly key: string; readonly group: QueueGroup; readonly job: Job };

export function groupOf(job: Job): QueueGroup {
  if (asksUser(job)) return 'asking';
  if (isBusy(job)) return 'running';
  if (isFinished(job)) return 'finished';
  return job.state.status === 'paused' ? 'paused' : 'waiting';
}

/** Each group in its own order: what waits as it will run, what is over with the newest first. */
export function groupJobs(jobs: readonly Job[]): GroupedJobs {
  const groups: Record<QueueGroup, Job[]> = {
    asking: [],
    running: [],
    waiting: [],
    paused: [],
    finished: [],
  };
  for (const job of jobs) groups[groupOf(job)].push(job);
  for (const group of queueGroups) groups[group].sort(group === 'finished' ? newestFirst : byPlace);
  return groups;
}

/** The lines to draw; a folded group shows its head alone, an empty one nothing. */
export function queueRows(
  groups: GroupedJobs,
  folded: ReadonlySet<QueueGroup>,
): readonly QueueRow[] {
  return queueGroups.flatMap((group): readonly QueueRow[] => {
    const jobs = groups[group];
    if (jobs.length === 0) return [];
    const head: QueueRow = { kind: 'head', key: group, group, jobs };
    if (folded.has(group)) return [head];
    return [head, ...jobs.map((job): QueueRow => ({ kind: 'job', key: job.id, group, job }))];
  });
}

/**
 * Before which job a job comes when it goes one place up or down among its own; null means last,
 * undefined that it cannot go further.
 */
export function placeAfterStep(
  jobs: readonly Job[],
  id: JobId,
  by: -1 | 1,
): JobId | null | undefined {
  const at = jobs.findIndex((job) => job.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= jobs.length) return undefined;
  return jobs[by === -1 ? to : to + 1]?.id ?? null;
}

/** The job that the keyboard reaches next: the nearest one in that direction, over heads of groups. */
export function stepJob(rows: readonly QueueRow[], from: JobId | null, by: number): JobId | null {
  const ids = rows.flatMap((row) => (row.kind === 'job' ? [row.job.id] : []));
  const at = from === null ? -1 : ids.indexOf(from);
  if (at < 0) return ids[0] ?? null;
  return ids[Math.min(Math.max(at + by, 0), ids.length - 1)] ?? null;
}

/** What the finished jobs cost together, failed attempts included. */
export function costOf(jobs: readonly Job[]): MicroUsd {
  return jobs.reduce((sum, job) => sum + (job.receipt?.cost ?? 0), 0);
}

interface Timing {
  readonly elapsedMs: number;
  /** 0 to 1, or null where nobody knows. */
  readonly fraction: number | null;
  /** How long such work usually takes; null where nothing is known. */
  readonly expectedMs: number | null;
}

/** Too early in the work its pace says nothing. */
const paceIsKnownFrom = 0.15;

/** Time left in milliseconds: by the pace so far, else by what is usual; null where neither tells. */
export function remainingMs({ elapsedMs, fraction, expectedMs }: Timing): number | null {
  if (fraction !== null && fraction >= paceIsKnownFrom)
    return (elapsedMs / fraction) * (1 - fraction);
  return expectedMs !== null && expectedMs > elapsedMs ? expectedMs - elapsedMs : null;
}

function byPlace(one: Job, other: Job): number {
  return (
    other.request.priority - one.request.priority ||
    one.position - other.position ||
    (one.id < other.id ? -1 : 1)
  );
}

function newestFirst(one: Job, other: Job): number {
  return (other.endedAt ?? other.createdAt) - (one.endedAt ?? one.createdAt);
}
