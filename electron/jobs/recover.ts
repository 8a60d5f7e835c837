import { appError } from '../contract/app-error.ts';
import type { JobId } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProviderId } from '../contract/providers.ts';
import { type JobList, isOver } from './job-list.ts';
import type { JobStore } from './job-store.ts';
import {
  type AttemptParts,
  acceptedAttempt,
  closeAttempts,
  mayHaveBeenBilled,
} from './open-attempts.ts';

export interface RecoverParts extends AttemptParts {
  readonly list: JobList;
  readonly jobs: Pick<JobStore, 'outcome'>;
  /** The provider can fetch the result of a job that it had accepted. */
  readonly canResume: (provider: ProviderId) => boolean;
}

/**
 * Decides what becomes of jobs that were under way when the app ended. Nothing that may have been
 * billed is sent again:
 *
 *   preparing, running   nothing sent, or surely not billed → queued
 *                        accepted under a remote id → queued, and its run asks for that result
 *                        anything else → unknown, the user decides
 *   saving               → queued, and its run goes on saving
 *
 * Money set aside for requests that never left is free again; what was under way for a job that was
 * cancelled or cleared meanwhile counts as spent.
 */
export function recover(parts: RecoverParts): void {
  parts.store.transaction(() => {
    parts.budget.releaseUnsent();
    for (const id of parts.journal.openJobs()) closeIfOver(parts, id);
    for (const job of parts.list.active()) {
      const { status } = job.state;
      if (status === 'saving') parts.list.change(job, { state: { status: 'queued' } });
      if (status === 'preparing' || status === 'running') recoverRun(parts, job);
    }
  });
}

function closeIfOver(parts: RecoverParts, id: JobId): void {
  const job = parts.list.get(id);
  // A failed job may still have a paid answer to save.
  if (job === null || (isOver(job) && parts.jobs.outcome(id) === null)) closeAttempts(parts, id);
}

function recoverRun({ list, journal, budget, canResume }: RecoverParts, job: Job): void {
  const accepted = acceptedAttempt({ journal }, job.id);
  const billed = journal.open(job.id).filter(mayHaveBeenBilled);
  const last = billed.at(-1);
  if (last === undefined || (accepted !== null && canResume(accepted.provider))) {
    list.change(job, { state: { status: 'queued' } });
    return;
  }
  for (const attempt of billed) budget.hold(attempt.id);
  list.change(job, {
    state: {
      status: 'unknown',
      provider: last.provider,
      retryCost: last.reserved,
      error: appError('provider-may-have-billed', { params: { provider: last.provider } }),
    },
  });
}
