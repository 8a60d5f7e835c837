import { appError } from '../contract/app-error.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { JobList } from './job-list.ts';
import { type AttemptParts, acceptedAttempt, mayHaveBeenBilled } from './open-attempts.ts';

export interface RecoverParts extends AttemptParts {
  readonly list: JobList;
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
 */
export function recover(parts: RecoverParts): void {
  parts.store.transaction(() => {
    for (const job of parts.list.active()) {
      const { status } = job.state;
      if (status === 'saving') parts.list.change(job, { state: { status: 'queued' } });
      if (status === 'preparing' || status === 'running') recoverRun(parts, job);
    }
  });
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
