import type { JobId } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { Store } from '../library/store.ts';
import type { JobStore } from './job-store.ts';

/**
 * Jobs on disk. Those that are not over are also in memory, so that the queue needs no reading; so
 * are the last ones that were looked at, since parsing hundreds of receipts takes long.
 */
export interface JobList {
  /** Throws nothing for an unknown id: jobs may be cleared while an answer is under way. */
  get(id: JobId): Job | null;
  active(): Iterable<Job>;
  finished(limit: number): readonly Job[];
  add(jobs: readonly Job[]): void;
  /** Durable (or with the transaction that it joins); memory and listeners follow the disk. */
  change(job: Job, changes: JobChanges): Job;
  /** The window sees the state, a restart finds the old one; the next `change` writes it all. */
  showOnly(job: Job, changes: JobChanges): Job;
  removeFinished(): void;
  nextPosition(): number;
}

export type JobChanges = Partial<Omit<Job, 'id' | 'createdAt' | 'title'>>;

export interface JobListOptions {
  readonly store: Store;
  readonly jobs: JobStore;
  readonly onChanged: (job: Job) => void;
  readonly onRemoved: (ids: readonly JobId[]) => void;
}

/** As many as the queue shows. */
const mostRemembered = 500;

export function openJobList({ store, jobs, onChanged, onRemoved }: JobListOptions): JobList {
  const active = new Map(jobs.active().map((job) => [job.id, job]));
  const over = new Map<JobId, Job>();
  let position = jobs.lastPosition();

  function remember(job: Job): Job {
    active.delete(job.id);
    over.delete(job.id);
    (isOver(job) ? over : active).set(job.id, job);
    const [oldest] = over.keys();
    if (over.size > mostRemembered && oldest !== undefined) over.delete(oldest);
    return job;
  }

  function written(job: Job): void {
    store.afterCommit(() => onChanged(remember(job)));
  }

  function get(id: JobId): Job | null {
    const known = active.get(id) ?? over.get(id);
    if (known !== undefined) return known;
    const read = jobs.get(id);
    return read === null ? null : remember(read);
  }

  return {
    get,
    active: () => active.values(),
    finished: (limit) =>
      jobs
        .finished(limit)
        .map(get)
        .filter((job) => job !== null),
    add: (added) =>
      store.transaction(() => {
        for (const job of added) {
          jobs.insert(job);
          written(job);
        }
      }),
    change: (job, changes) => {
      const changed = { ...job, ...changes };
      jobs.update(changed);
      written(changed);
      return changed;
    },
    showOnly: (job, changes) => {
      // Over or not: on disk it isn't, and it must stay in sight.
      const shown = { ...job, ...changes };
      active.set(job.id, shown);
      onChanged(shown);
      return shown;
    },
    removeFinished: () => {
      const ids = jobs.removeFinished();
      for (const id of ids) over.delete(id);
      if (ids.length > 0) onRemoved(ids);
    },
    nextPosition: () => (position += 1),
  };
}

export function isOver({ state }: Job): boolean {
  return state.status === 'done' || state.status === 'failed' || state.status === 'cancelled';
}
