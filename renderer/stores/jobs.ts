import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { JobId } from '../../electron/contract/ids.ts';
import type { Job, JobDecision, JobRequestInput } from '../../electron/contract/jobs.ts';
import { call } from '../bridge.ts';
import { shownLibrary } from './shown-library.ts';
import { type JobBoard, emptyBoard, receive, withJobs } from './job-board.ts';

export const useJobs = create<JobBoard>(() => emptyBoard);

export async function loadJobs(): Promise<void> {
  const asked = shownLibrary();
  const jobs = await call('jobs.list', undefined);
  if (asked === shownLibrary()) useJobs.setState((board) => withJobs(board, jobs));
}

export function receiveJobEvent(event: AppEvent): void {
  useJobs.setState((board) => receive(board, event));
}

export async function submitJobs(requests: JobRequestInput[]): Promise<readonly Job[]> {
  const jobs = await call('jobs.submit', requests);
  // Events may have been quicker: what they told is newer than the answer.
  useJobs.setState((board) =>
    withJobs(
      board,
      jobs.filter((job) => board.byId[job.id] === undefined),
    ),
  );
  return jobs;
}

export async function cancelJobs(ids: readonly JobId[]): Promise<void> {
  if (ids.length > 0) await call('jobs.cancel', ids);
}

export async function decideJob(jobId: JobId, decision: JobDecision): Promise<void> {
  await call('jobs.decide', { jobId, decision });
}

export async function retryJobs(ids: readonly JobId[]): Promise<void> {
  await call('jobs.retry', ids);
}
