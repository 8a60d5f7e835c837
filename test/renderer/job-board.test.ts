import { describe, expect, it } from 'vitest';
import type { Job, JobState } from '../../electron/contract/jobs.ts';
import { jobRequestSchema } from '../../electron/contract/jobs.ts';
import {
  countJobs,
  emptyBoard,
  jobsOfAsset,
  openJobs,
  receive,
  withJobs,
} from '../../renderer/stores/job-board.ts';
import { assetId, jobId, versionId } from './recorded/data.ts';

function job(n: number, state: JobState, change: Partial<Job> = {}): Job {
  return {
    id: jobId(n),
    request: jobRequestSchema.parse({
      call: { operation: 'describe', options: {} },
      input: { assetId: assetId(1), versionId: versionId(1) },
    }),
    title: 'lake',
    state,
    position: n,
    createdAt: n,
    startedAt: null,
    endedAt: null,
    result: null,
    receipt: null,
    ...change,
  };
}

const running = job(1, { status: 'running' });

describe('a running job', () => {
  it('shows text as it arrives, in its order', () => {
    let board = withJobs(emptyBoard, [running]);
    for (const delta of ['A quiet ', 'lake', '.'])
      board = receive(board, { type: 'job-text', jobId: running.id, delta });
    expect(board.live[running.id]?.text).toBe('A quiet lake.');
  });

  it('keeps its text when its progress changes', () => {
    let board = receive(withJobs(emptyBoard, [running]), {
      type: 'job-text',
      jobId: running.id,
      delta: 'A',
    });
    board = receive(board, {
      type: 'job-progress',
      jobId: running.id,
      fraction: 0.4,
      step: 'receiving',
    });
    expect(board.live[running.id]).toMatchObject({ text: 'A', fraction: 0.4, step: 'receiving' });
  });

  it.each(['queued', 'done', 'cancelled'] as const)(
    'loses what was live when it is %s',
    (status) => {
      let board = receive(withJobs(emptyBoard, [running]), {
        type: 'job-text',
        jobId: running.id,
        delta: 'half a',
      });
      board = receive(board, { type: 'job-changed', job: job(1, { status }) });
      expect(board.live[running.id]).toBeUndefined();
    },
  );
});

describe('the queue', () => {
  const board = withJobs(emptyBoard, [
    job(3, { status: 'queued' }),
    job(2, { status: 'queued' }),
    job(4, { status: 'running' }),
    job(5, { status: 'done' }),
    job(6, { status: 'waiting', for: 'offline', until: null }),
    job(7, {
      status: 'waiting',
      for: 'consent',
      consent: { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'stability' },
    }),
  ]);

  it('shows what runs first, then what waits, in its order', () => {
    expect(openJobs(board).map((one) => one.position)).toEqual([4, 2, 3, 6, 7]);
  });

  it('counts what runs, what waits and what asks', () => {
    expect(countJobs(board)).toEqual({ busy: 1, waiting: 3, asking: 1 });
  });

  it('forgets removed jobs', () => {
    expect(openJobs(receive(board, { type: 'jobs-removed', jobIds: [jobId(4)] }))).toHaveLength(4);
  });
});

describe('the jobs of an image', () => {
  it('are the newest first, and no other image’s', () => {
    const board = withJobs(emptyBoard, [job(1, { status: 'done' }), job(2, { status: 'done' })]);
    expect(jobsOfAsset(board, assetId(1)).map((one) => one.createdAt)).toEqual([2, 1]);
    expect(jobsOfAsset(board, assetId(2))).toEqual([]);
  });
});
