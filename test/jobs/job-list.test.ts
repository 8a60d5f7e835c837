import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import { jobIdSchema } from '../../electron/contract/ids.ts';
import { type Job, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { type JobList, openJobList } from '../../electron/jobs/job-list.ts';
import { createJobStore } from '../../electron/jobs/job-store.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { newFolder } from './engine-under-test.ts';

let file: string;
let store: Store;
let list: JobList;

function open(): void {
  store = openStore({ path: file, now: Date.now });
  const silent = { onChanged: () => undefined, onRemoved: () => undefined };
  list = openJobList({ store, jobs: createJobStore(store), ...silent });
}
beforeEach(async () => {
  file = path.join(await newFolder(), 'library.db');
  open();
});
afterEach(() => store.close());

function newJob(): Job {
  const call = { operation: 'generate', options: { prompt: 'a boat' } };
  return {
    id: jobIdSchema.parse(randomUUID()),
    request: jobRequestSchema.parse({ call, input: null }),
    title: 'a boat',
    state: { status: 'queued' },
    position: list.nextPosition(),
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    result: null,
    receipt: null,
  };
}

it('shows jobs that are over, the newest first, and reads each one once', () => {
  const jobs = [newJob(), newJob(), newJob()];
  list.add(jobs);
  for (const [index, job] of jobs.entries()) {
    list.change(job, { state: { status: 'done' }, endedAt: index });
  }
  store.close();
  open();
  const finished = list.finished(2);
  expect(finished.map(({ id }) => id)).toEqual([jobs[2]?.id, jobs[1]?.id]);
  expect(list.finished(2)[0]).toBe(finished[0]);
  expect([...list.active()]).toEqual([]);
});

it('follows a job from over to queued and back', () => {
  const job = newJob();
  list.add([job]);
  const failed = list.change(job, { state: { status: 'cancelled' }, endedAt: 1 });
  list.change(failed, { state: { status: 'queued' }, endedAt: null });
  expect(list.finished(9)).toEqual([]);
  expect([...list.active()].map(({ state }) => state.status)).toEqual(['queued']);
});

it('forgets jobs that were cleared', () => {
  const job = newJob();
  list.add([job]);
  list.change(job, { state: { status: 'done' }, endedAt: 1 });
  list.removeFinished();
  expect(list.get(job.id)).toBeNull();
});

it('keeps a job in sight whose end could not be written', () => {
  const job = newJob();
  list.add([job]);
  list.showOnly(job, { state: { status: 'failed', error: appError('disk-full') } });
  expect([...list.active()].map(({ id }) => id)).toEqual([job.id]);
  expect(list.get(job.id)?.state.status).toBe('failed');
});
