import type { JobId, Timestamp } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Clock } from '../router/ports.ts';
import { closeAttempts } from './open-attempts.ts';
import { isOver } from './job-list.ts';
import { byPlace, pickNext } from './queue-order.ts';
import { type JobParts, runJob } from './run-job.ts';
import { createWaitingTimer, wakesAt } from './waiting-timer.ts';

/** Starts what may run, and wakes what has waited long enough. */
export interface Scheduler {
  /** Something changed: looks again, soon. */
  poke(): void;
  /** Stops a running job, whose state belongs to the caller; false where it does not run. */
  abort(id: JobId): boolean;
  /** Resolves when each of the jobs is over, or waits for an event or the user. */
  settled(ids: readonly JobId[]): Promise<readonly Job[]>;
  /** Starts no more jobs, aborts those that run and leaves their state for the next start. */
  close(): Promise<void>;
}

export interface SchedulerOptions {
  readonly parts: JobParts;
  readonly clock: Clock;
  /** Jobs at once with one provider. */
  readonly perProvider: () => number;
  /** The provider that a job would ask first; null where it has no route, which its run explains. */
  readonly laneOf: (job: Job) => ProviderId | null;
  /** No job runs: what runs have left behind may be cleared away. */
  readonly onIdle: () => void;
}

/** Jobs at once in all: each may hold a decoded image in a worker. */
const mostAtOnce = 8;

interface Running {
  readonly lane: ProviderId | null;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { parts, clock } = options;
  const running = new Map<JobId, Running>();
  const watchers = new Set<() => void>();
  const timer = createWaitingTimer(clock, () => poke());
  let poked = false;
  let closed = false;

  function poke(): void {
    if (poked || closed) return;
    poked = true;
    queueMicrotask(() => {
      poked = false;
      if (closed) return;
      wakeDue();
      startWhatFits();
      for (const watch of watchers) watch();
    });
  }

  function wakeDue(): void {
    const now = clock.now();
    let earliest: Timestamp | null = null;
    for (const job of parts.list.active()) {
      const at = wakesAt(job);
      if (at === null) continue;
      if (at <= now) parts.list.change(job, { state: { status: 'queued' } });
      else earliest = Math.min(earliest ?? at, at);
    }
    timer.set(earliest);
  }

  function startWhatFits(): void {
    const queue = [...parts.list.active()]
      // A job that was cancelled and queued anew may still be stopping.
      .filter((job) => job.state.status === 'queued' && !running.has(job.id))
      .map((job) => ({
        id: job.id,
        priority: job.request.priority,
        position: job.position,
        job,
        lane: () => options.laneOf(job),
      }))
      .sort(byPlace);
    for (;;) {
      const next = pickNext(queue, {
        running: countByLane(running),
        perProvider: options.perProvider(),
        total: mostAtOnce,
      });
      if (next === null) return;
      queue.splice(queue.indexOf(next.job), 1);
      start(next.job.job, next.lane);
    }
  }

  function start(job: Job, lane: ProviderId | null): void {
    const controller = new AbortController();
    const ended = runJob(parts, job, controller.signal)
      .catch(() => undefined)
      .finally(() => {
        running.delete(job.id);
        if (closed) return;
        if (parts.list.get(job.id)?.state.status === 'cancelled') closeAttempts(parts, job.id);
        if (running.size === 0) options.onIdle();
        poke();
      });
    running.set(job.id, { lane, controller, ended });
  }

  return {
    poke,
    abort: (id) => {
      const found = running.get(id);
      found?.controller.abort();
      return found !== undefined;
    },
    settled: (ids) =>
      new Promise((resolve) => {
        // Those that are over stay so, and are not read again.
        const over = new Map<JobId, Job>();
        const look = (id: JobId): Job | null => over.get(id) ?? parts.list.get(id);
        const watch = (): void => {
          for (const id of ids) {
            const job = look(id);
            if (job === null) continue;
            if (!isAtRest(job) || running.has(id)) return;
            if (isOver(job)) over.set(id, job);
          }
          watchers.delete(watch);
          resolve(ids.map(look).filter((job) => job !== null));
        };
        watchers.add(watch);
        poke();
      }),
    close: async () => {
      closed = true;
      timer.set(null);
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function isAtRest(job: Job): boolean {
  const { state } = job;
  if (state.status === 'waiting') return state.for !== 'rate';
  return isOver(job) || state.status === 'unknown' || state.status === 'paused';
}

function countByLane(running: ReadonlyMap<JobId, Running>): Map<ProviderId | null, number> {
  const counts = new Map<ProviderId | null, number>();
  for (const { lane } of running.values()) counts.set(lane, (counts.get(lane) ?? 0) + 1);
  return counts;
}
