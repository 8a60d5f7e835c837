import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import { type Job, type JobState, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { emptyBoard, withJobs } from '../../renderer/stores/job-board.ts';
import {
  countVariants,
  makesVariants,
  undecidedSets,
} from '../../renderer/variants/variant-set.ts';
import { assetId, jobId, versionId } from './recorded/data.ts';

const oldSet = randomUUID();
const newSet = randomUUID();
const done: JobState = { status: 'done' };
const failed: JobState = { status: 'failed', error: appError('provider-failed') };

interface Given {
  readonly n: number;
  readonly set?: string;
  readonly number?: number;
  readonly state?: JobState;
  readonly decided?: boolean;
}

function job({ n, set, number = n, state = done, decided = false }: Given): Job {
  const isDone = state.status === 'done';
  return {
    id: jobId(n),
    request: jobRequestSchema.parse({
      call: { operation: 'search-and-replace', options: { search: 'a', prompt: 'b' } },
      input: { assetId: assetId(1), versionId: versionId(1) },
      ...(set !== undefined && { variant: { set, number, decided } }),
    }),
    title: 'lake',
    state,
    position: n,
    createdAt: n,
    startedAt: n,
    endedAt: null,
    result: isDone
      ? { kind: 'images', assetId: assetId(1), versionIds: [versionId(100 + n)] }
      : null,
    receipt: null,
  };
}

const setsOf = (...given: readonly Given[]) =>
  undecidedSets(withJobs(emptyBoard, given.map(job)), assetId(1));

describe('sets of variants', () => {
  it('are the jobs of one run, by their numbers, the newest set first', () => {
    const sets = setsOf(
      { n: 1, set: oldSet, number: 2 },
      { n: 2, set: oldSet, number: 1 },
      { n: 3, set: newSet, number: 1 },
      { n: 4 },
    );
    expect(sets.map(({ id }) => id)).toEqual([newSet, oldSet]);
    expect(sets[1]).toMatchObject({ parent: versionId(1), operation: 'search-and-replace' });
    expect(sets[1]?.variants.map(({ number, versionId: made }) => [number, made])).toEqual([
      [1, versionId(102)],
      [2, versionId(101)],
    ]);
  });

  it('count what is there, what failed and what is open', () => {
    const [set] = setsOf(
      { n: 1, set: oldSet },
      { n: 2, set: oldSet, state: failed },
      { n: 3, set: oldSet, state: { status: 'running' } },
    );
    expect(set && countVariants(set)).toEqual({ ready: 1, failed: 1, open: 1 });
  });

  it('lose what is decided, one by one', () => {
    const [set] = setsOf(
      { n: 1, set: oldSet, decided: true },
      { n: 2, set: oldSet, state: { status: 'running' } },
    );
    expect(set?.variants.map(({ number }) => number)).toEqual([2]);
    expect(setsOf({ n: 1, set: oldSet, decided: true })).toEqual([]);
  });

  it('that were given up as a whole ask nothing', () => {
    const state: JobState = { status: 'cancelled' };
    expect(setsOf({ n: 1, set: oldSet, state }, { n: 2, set: oldSet, state })).toEqual([]);
  });

  it('belong to one image', () => {
    const board = withJobs(emptyBoard, [job({ n: 1, set: oldSet })]);
    expect(undecidedSets(board, assetId(2))).toEqual([]);
    expect(undecidedSets(board, null)).toEqual([]);
  });
});

it('texts are made once, and so is what one request makes several of', () => {
  expect(makesVariants('describe')).toBe(false);
  expect(makesVariants('generate')).toBe(false);
  expect(makesVariants('edit')).toBe(true);
  expect(makesVariants('erase')).toBe(true);
});
