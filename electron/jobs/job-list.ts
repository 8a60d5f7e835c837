import { type Scope, localScope } from '../contract/account.ts';
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
  /** Of all scopes. */
  active(): Iterable<Job>;
  /** Those that are not over, of the scope that is shown. */
  shown(): readonly Job[];
  finished(limit: number): readonly Job[];
  /** Whose queue is shown. */
  scope(): Scope;
  /** Into the scope that is shown, unless another is named. */
  add(jobs: readonly Job[], scope?: Scope): void;
  /** Durable (or with the transaction that it joins); memory and listeners follow the disk. */
  change(job: Job, changes: JobChanges): Job;
  /** The window sees the state, a restart finds the old one; the next `change` writes it all. */
  showOnly(job: Job, changes: JobChanges): Job;
  /** Of the scope that is shown. */
  removeFinished(): void;
  /** Their rows are gone from the disk. */
  forget(ids: readonly JobId[]): void;
  nextPosition(): number;
}

export type JobChanges = Partial<Omit<Job, 'id' | 'createdAt' | 'title'>>;

/** Told of each change inside its transaction: what it writes commits with the change, or not at all. */
export interface JobWitness {
  written(job: Job): void;
  removed(ids: readonly JobId[], scope: Scope): void;
}

const noWitness: JobWitness = { written: () => undefined, removed: () => undefined };

export interface JobListOptions {
  readonly store: Store;
  readonly jobs: JobStore;
  readonly onChanged: (job: Job) => void;
  readonly onRemoved: (ids: readonly JobId[]) => void;
  /** Whose queue is shown. Left out: the local one. */
  readonly scope?: () => Scope;
  readonly witness?: JobWitness;
}

/** As many as the queue shows. */
const mostRemembered = 500;

export function openJobList(options: JobListOptions): JobList {
  const { store, jobs, onChanged, onRemoved } = options;
  const { scope = () => localScope, witness = noWitness } = options;
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
    witness.written(job);
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
    shown: () => {
      const ids = jobs.activeIn(scope());
      return [...active.values()].filter(({ id }) => ids.has(id));
    },
    finished: (limit) =>
      jobs
        .finished(scope(), limit)
        .map(get)
        .filter((job) => job !== null),
    scope,
    add: (added, into = scope()) =>
      store.transaction(() => {
        for (const job of added) {
          jobs.insert(job, into);
          written(job);
        }
      }),
    change: (job, changes) => {
      const changed = { ...job, ...changes };
      store.transaction(() => {
        jobs.update(changed);
        written(changed);
      });
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
      const ids = store.transaction(() => {
        const removed = jobs.removeFinished(scope());
        witness.removed(removed, scope());
        return removed;
      });
      for (const id of ids) over.delete(id);
      if (ids.length > 0) onRemoved(ids);
    },
    forget: (ids) => {
      for (const id of ids) {
        active.delete(id);
        over.delete(id);
      }
    },
    nextPosition: () => (position += 1),
  };
}

export function isOver({ state }: Job): boolean {
  return state.status === 'done' || state.status === 'failed' || state.status === 'cancelled';
}
