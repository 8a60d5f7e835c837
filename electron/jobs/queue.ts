import { randomUUID } from 'node:crypto';
import type { Scope } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import { type JobId, jobIdSchema } from '../contract/ids.ts';
import type { Job, JobDecision, JobRequest } from '../contract/jobs.ts';
import { agreeTo } from '../router/route-request.ts';
import { closeAttempts } from './open-attempts.ts';
import { promptOf, titleOfPrompt } from './job-title.ts';
import { inputVersions } from './load-request.ts';
import { byPlace, placesAfterMove } from './queue-order.ts';
import { type SchedulerOptions, createScheduler } from './scheduler.ts';

/** The user's side of the jobs. Unknown ids are passed over: the job may have been cleared. */
export interface Queue {
  /**
   * On disk when it resolves. Rejects with `invalid-request` or `not-found`, and then adds none;
   * where the disk fails in the middle of many, the first ones are in.
   */
  submit(requests: readonly JobRequest[]): Promise<readonly Job[]>;
  /**
   * The same for one job whose id the caller has written down before: a second call, after a crash
   * in between, adds no second job and pays for nothing twice. Into the scope that is named.
   */
  submitOnce(id: JobId, request: JobRequest, scope: Scope): Job;
  /** A job by its id, of whatever scope; null where it was cleared. */
  find(id: JobId): Job | null;
  /** Jobs in the order in which they run, then those that are over, the newest first. */
  list(): readonly Job[];
  /** At once, also in the middle of a request; what may have been billed counts as spent. */
  cancel(ids: readonly JobId[]): Promise<void>;
  /** Jobs that have not begun stay where they are until they are resumed. */
  pause(ids: readonly JobId[]): Promise<void>;
  /** Paused jobs, and those that wait for anything but the user. */
  resume(ids: readonly JobId[]): Promise<void>;
  /** Failed and cancelled jobs begin again, behind the others. */
  retry(ids: readonly JobId[]): Promise<void>;
  /** Puts a job before another one, or last; it takes its neighbour's priority. */
  move(id: JobId, before: JobId | null): void;
  /** The user's answer; throws `not-allowed` where the job does not ask that. */
  decide(id: JobId, decision: JobDecision): void;
  clearFinished(): void;
  /** What waiting jobs wait for may have come: the network, a larger budget. */
  wake(reason: 'offline' | 'budget'): Promise<void>;
  /** Resolves when each of the jobs is over, or waits for an event or the user. */
  settled(ids: readonly JobId[]): Promise<readonly Job[]>;
  /** Starts no more jobs, aborts those that run and leaves their state for the next start. */
  close(): Promise<void>;
}

/** Jobs checked or written before other work of the process gets its turn. */
const sliceOfJobs = 10;

/** Jobs that are over, as far back as the list goes. */
const mostFinished = 500;

export function createQueue(options: SchedulerOptions): Queue {
  const { parts } = options;
  const { store, list, jobs, library, now } = parts;
  const scheduler = createScheduler(options);

  async function each(ids: readonly JobId[], work: (job: Job) => void): Promise<void> {
    for await (const slice of slices(ids)) {
      store.transaction(() => {
        for (const id of slice) change(id, work);
      });
      scheduler.poke();
    }
  }

  function change(id: JobId, work: (job: Job) => void): void {
    const job = list.get(id);
    if (job !== null) work(job);
  }

  function requeue(job: Job): void {
    list.change(job, { state: { status: 'queued' }, endedAt: null });
  }

  function cancel(job: Job): void {
    list.change(job, { state: { status: 'cancelled' }, endedAt: now() });
    // What is under way is closed when its run has ended.
    if (!scheduler.abort(job.id)) closeAttempts(parts, job.id);
  }

  function decideOn(job: Job, decision: JobDecision): void {
    const { id, state } = job;
    if (decision === 'give-up' && (state.status === 'unknown' || isAsking(state))) {
      cancel(job);
    } else if (decision === 'send-again' && state.status === 'unknown') {
      closeAttempts(parts, id);
      requeue(job);
    } else if (decision === 'agree' && isAsking(state)) {
      jobs.setConsents(id, agreeTo(jobs.consents(id), state.consent));
      requeue(job);
    } else throw fail('not-allowed', { params: { decision } });
  }

  function newJob(request: JobRequest, id = jobIdSchema.parse(randomUUID())): Job {
    const { input } = inputVersions(library, request);
    const prompt = promptOf(request.call);
    const title =
      input === null
        ? titleOfPrompt(prompt ?? request.call.operation)
        : library.asset(input.assetId).name;
    return {
      id,
      request,
      title: title.slice(0, 200),
      state: { status: 'queued' },
      position: list.nextPosition(),
      createdAt: now(),
      startedAt: null,
      endedAt: null,
      result: null,
      receipt: null,
    };
  }

  scheduler.poke();

  return {
    submit: async (requests) => {
      const scope = list.scope();
      const added: Job[] = [];
      for await (const slice of slices(requests))
        added.push(...slice.map((request) => newJob(request)));
      for await (const slice of slices(added)) {
        list.add(slice, scope);
        scheduler.poke();
      }
      return added;
    },
    submitOnce: (id, request, scope) => {
      const known = list.get(id);
      if (known !== null) return known;
      const job = newJob(request, id);
      list.add([job], scope);
      scheduler.poke();
      return job;
    },
    find: list.get,
    list: () => [
      ...[...list.shown()].sort((left, right) => byPlace(placeOf(left), placeOf(right))),
      ...list.finished(mostFinished),
    ],
    cancel: (ids) =>
      each(ids, (job) => {
        switch (job.state.status) {
          case 'queued':
          case 'paused':
          case 'preparing':
          case 'running':
          case 'waiting':
          case 'unknown':
            cancel(job);
            return;
          case 'saving':
            // Paid for and nearly there: it is kept.
            return;
          case 'done':
          case 'failed':
          case 'cancelled':
            return;
        }
      }),
    pause: (ids) =>
      each(ids, (job) => {
        const { state } = job;
        if (state.status === 'queued' || (state.status === 'waiting' && state.for !== 'consent')) {
          list.change(job, { state: { status: 'paused' } });
        }
      }),
    resume: (ids) =>
      each(ids, (job) => {
        const { state } = job;
        if (state.status === 'paused' || (state.status === 'waiting' && state.for !== 'consent')) {
          requeue(job);
        }
      }),
    retry: (ids) =>
      each(ids, (job) => {
        if (job.state.status !== 'failed' && job.state.status !== 'cancelled') return;
        list.change(job, {
          state: { status: 'queued' },
          position: list.nextPosition(),
          endedAt: null,
          result: null,
          receipt: null,
        });
      }),
    move: (id, before) => {
      const places = [...list.active()].map(placeOf);
      store.transaction(() => {
        for (const { id: moved, priority, position } of placesAfterMove(places, id, before)) {
          const job = list.get(moved);
          if (job !== null) list.change(job, { position, request: { ...job.request, priority } });
        }
      });
      scheduler.poke();
    },
    decide: (id, decision) => {
      store.transaction(() => change(id, (job) => decideOn(job, decision)));
      scheduler.poke();
    },
    clearFinished: () => list.removeFinished(),
    wake: (reason) =>
      each(
        [...list.active()]
          .filter(({ state }) => state.status === 'waiting' && state.for === reason)
          .map(({ id }) => id),
        requeue,
      ),
    settled: scheduler.settled,
    close: scheduler.close,
  };
}

/** A batch of a thousand must not hold up the window. */
async function* slices<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let start = 0; start < items.length; start += sliceOfJobs) {
    if (start > 0) await new Promise(setImmediate);
    yield items.slice(start, start + sliceOfJobs);
  }
}

function isAsking(state: Job['state']): state is Extract<Job['state'], { for: 'consent' }> {
  return state.status === 'waiting' && state.for === 'consent';
}

function placeOf(job: Job) {
  return { id: job.id, priority: job.request.priority, position: job.position };
}
