import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import { type Job, type JobState, jobRequestSchema } from '../../electron/contract/jobs.ts';
import {
  groupJobs,
  groupOf,
  placeAfterStep,
  queueRows,
  remainingMs,
  stepJob,
} from '../../renderer/queue/queue-rows.ts';
import { inBatches } from '../../renderer/stores/batches.ts';
import { placeBetween, withMoved } from '../../renderer/ui/use-drag-order.ts';
import { assetId, jobId, versionId } from './recorded/data.ts';

function job(n: number, state: JobState, change: Partial<Job> & { priority?: number } = {}): Job {
  const { priority = 5, ...others } = change;
  return {
    id: jobId(n),
    request: jobRequestSchema.parse({
      call: { operation: 'describe', options: {} },
      input: { assetId: assetId(1), versionId: versionId(1) },
      priority,
    }),
    title: 'lake',
    state,
    position: n,
    createdAt: n,
    startedAt: null,
    endedAt: null,
    result: null,
    receipt: null,
    ...others,
  };
}

const queued: JobState = { status: 'queued' };
const unknown: JobState = {
  status: 'unknown',
  provider: 'openai',
  retryCost: 1,
  error: appError('provider-may-have-billed'),
};

describe('the groups of the queue', () => {
  it.each<[JobState, string]>([
    [unknown, 'asking'],
    [
      {
        status: 'waiting',
        for: 'consent',
        consent: { ask: 'would-lose', next: 'openai', losses: [] },
      },
      'asking',
    ],
    [{ status: 'preparing' }, 'running'],
    [{ status: 'running' }, 'running'],
    [{ status: 'saving' }, 'running'],
    [queued, 'waiting'],
    [{ status: 'waiting', for: 'budget', until: null }, 'waiting'],
    [{ status: 'paused' }, 'paused'],
    [{ status: 'done' }, 'finished'],
    [{ status: 'failed', error: appError('internal') }, 'finished'],
    [{ status: 'cancelled' }, 'finished'],
  ])('puts %o under %s', (state, group) => {
    expect(groupOf(job(1, state))).toBe(group);
  });

  it('lists what waits as it will run, and what is over with the newest first', () => {
    const groups = groupJobs([
      job(1, queued, { position: 3 }),
      job(2, queued, { position: 1 }),
      job(3, queued, { position: 9, priority: 8 }),
      job(4, { status: 'done' }, { endedAt: 10 }),
      job(5, { status: 'done' }, { endedAt: 20 }),
    ]);
    expect(groups.waiting.map(({ id }) => id)).toEqual([jobId(3), jobId(2), jobId(1)]);
    expect(groups.finished.map(({ id }) => id)).toEqual([jobId(5), jobId(4)]);
  });

  it('draws no head for an empty group, and only the head of a folded one', () => {
    const groups = groupJobs([job(1, queued), job(2, unknown), job(3, { status: 'done' })]);
    const rows = queueRows(groups, new Set(['finished']));
    expect(rows.map(({ key }) => key)).toEqual([
      'asking',
      jobId(2),
      'waiting',
      jobId(1),
      'finished',
    ]);
  });
});

describe('moving about', () => {
  const waiting = [job(1, queued), job(2, queued), job(3, queued)];
  const rows = queueRows(groupJobs([...waiting, job(9, unknown)]), new Set());

  it('names the job before which a moved one comes, and nothing at the ends', () => {
    expect(placeAfterStep(waiting, jobId(2), -1)).toBe(jobId(1));
    expect(placeAfterStep(waiting, jobId(1), 1)).toBe(jobId(3));
    expect(placeAfterStep(waiting, jobId(2), 1)).toBeNull();
    expect(placeAfterStep(waiting, jobId(1), -1)).toBeUndefined();
    expect(placeAfterStep(waiting, jobId(3), 1)).toBeUndefined();
    expect(placeAfterStep(waiting, jobId(9), 1)).toBeUndefined();
  });

  it('goes from job to job over the heads of groups, and stays inside', () => {
    expect(stepJob(rows, jobId(9), 1)).toBe(jobId(1));
    expect(stepJob(rows, jobId(1), -1)).toBe(jobId(9));
    expect(stepJob(rows, jobId(9), -1)).toBe(jobId(9));
    expect(stepJob(rows, jobId(1), 100)).toBe(jobId(3));
    expect(stepJob(rows, jobId(77), 1)).toBe(jobId(9));
    expect(stepJob([], null, 1)).toBeNull();
  });

  it('puts a dragged item into the gap where it is let go', () => {
    const ids = ['a', 'b', 'c', 'd'];
    expect(placeBetween(ids, 'a', 3)).toBe('d');
    expect(placeBetween(ids, 'a', 4)).toBeNull();
    expect(placeBetween(ids, 'b', 1)).toBeUndefined();
    expect(placeBetween(ids, 'b', 2)).toBeUndefined();
    expect(withMoved(ids, 'a', 'd')).toEqual(['b', 'c', 'a', 'd']);
    expect(withMoved(ids, 'a', null)).toEqual(['b', 'c', 'd', 'a']);
  });

  it('never loses or doubles an item, wherever it is let go', () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), (ids, one, other) => {
        const id = ids[one % ids.length] ?? '';
        const before = placeBetween(ids, id, other % (ids.length + 1));
        const moved = before === undefined ? ids : withMoved(ids, id, before);
        expect(moved.toSorted()).toEqual(ids.toSorted());
        if (typeof before === 'string') expect(moved[moved.indexOf(id) + 1]).toBe(before);
        if (before === null) expect(moved.at(-1)).toBe(id);
      }),
    );
  });
});

describe('the time left', () => {
  it('follows the pace, once there is one', () => {
    expect(remainingMs({ elapsedMs: 6000, fraction: 0.75, expectedMs: 60_000 })).toBeCloseTo(2000);
  });

  it('is what is usual until then, and unknown when that is over', () => {
    expect(remainingMs({ elapsedMs: 1000, fraction: 0.05, expectedMs: 9000 })).toBe(8000);
    expect(remainingMs({ elapsedMs: 9500, fraction: null, expectedMs: 9000 })).toBeNull();
    expect(remainingMs({ elapsedMs: 1000, fraction: null, expectedMs: null })).toBeNull();
  });
});

it('splits long lists into calls, without losing any', () => {
  const items = Array.from({ length: 2500 }, (_, index) => index);
  expect(inBatches(items).map((batch) => batch.length)).toEqual([1000, 1000, 500]);
  expect(inBatches(items).flat()).toEqual(items);
  expect(inBatches([])).toEqual([]);
});
