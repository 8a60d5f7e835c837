import { create } from 'zustand';
import type { JobId } from '../../electron/contract/ids.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import { call } from '../bridge.ts';
import { inBatches } from '../stores/batches.ts';
import { useJobs } from '../stores/jobs.ts';
import { type QueueGroup, groupJobs, placeAfterStep, queueRows, stepJob } from './queue-rows.ts';

interface QueueView {
  readonly folded: ReadonlySet<QueueGroup>;
  /** The job that the keyboard is on. */
  readonly active: JobId | null;
  /** Where a key has just put a job among those that wait: said to who cannot see it. */
  readonly moved: { readonly place: number; readonly total: number } | null;
}

export const useQueue = create<QueueView>(() => ({ folded: new Set(), active: null, moved: null }));

export function toggleGroup(group: QueueGroup): void {
  useQueue.setState(({ folded }) => {
    const next = new Set(folded);
    if (!next.delete(group)) next.add(group);
    return { folded: next };
  });
}

export function activateJob(id: JobId): void {
  useQueue.setState({ active: id });
}

export function stepActive(by: number): void {
  useQueue.setState(({ folded, active }) => ({
    active: stepJob(queueRows(groupsNow(), folded), active, by),
  }));
}

export async function pauseJobs(jobs: readonly Job[]): Promise<void> {
  for (const batch of inBatches(jobs))
    await call(
      'jobs.pause',
      batch.map((job) => job.id),
    );
}

export async function resumeJobs(jobs: readonly Job[]): Promise<void> {
  for (const batch of inBatches(jobs))
    await call(
      'jobs.resume',
      batch.map((job) => job.id),
    );
}

export async function moveJob(jobId: JobId, before: JobId | null): Promise<void> {
  await call('jobs.move', { jobId, before });
}

/** One place up or down among the jobs that wait. */
export async function stepJobPlace(job: Job, by: -1 | 1): Promise<void> {
  const { waiting } = groupsNow();
  const before = placeAfterStep(waiting, job.id, by);
  if (before === undefined) return;
  await moveJob(job.id, before);
  const place = waiting.findIndex(({ id }) => id === job.id) + by + 1;
  useQueue.setState({ moved: { place, total: waiting.length } });
}

export async function clearFinished(): Promise<void> {
  await call('jobs.clear-finished', undefined);
}

function groupsNow() {
  return groupJobs(Object.values(useJobs.getState().byId));
}
