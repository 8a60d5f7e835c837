import type { JobId } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { Store } from '../library/store.ts';
import type { JobStore } from './job-store.ts';

/** Jobs on disk, with those that are not over also in memory, so that the queue needs no reading. */
export interface JobList {
  /** Throws nothing for an unknown id: jobs may be cleared while an answer is under way. */
  get(id: JobId): Job | null;
  active(): Iterable<Job>;
  finished(limit: number): readonly Job[];
  add(jobs: readonly Job[]): void;
  /** Durable (or with the transaction that it joins); memory and listeners follow the disk. */
  change(job: Job, changes: JobChanges): Job;
  /** For when the disk takes no more writes: the window sees the state, a restart finds the old one. */
  showOnly(job: Job, changes: JobChanges): void;
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

export function openJobList({ store, jobs, onChanged, onRemoved }: JobListOptions): JobList {
  const active = new Map(jobs.active().map((job) => [job.id, job]));
  let position = jobs.lastPosition();

  function remember(job: Job): void {
    if (isOver(job)) active.delete(job.id);
    else active.set(job.id, job);
    onChanged(job);
  }

  function written(job: Job): void {
    store.afterCommit(() => remember(job));
  }

  return {
    get: (id) => active.get(id) ?? jobs.get(id),
    active: () => active.values(),
    finished: (limit) => jobs.finished(limit),
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
    showOnly: (job, changes) => remember({ ...job, ...changes }),
    removeFinished: () => {
      const ids = jobs.removeFinished();
      if (ids.length > 0) onRemoved(ids);
    },
    nextPosition: () => (position += 1),
  };
}

export function isOver({ state }: Job): boolean {
  return state.status === 'done' || state.status === 'failed' || state.status === 'cancelled';
}
