import { expect, test } from 'vitest';
import { type Batch, batchSchema } from '../../electron/contract/batches.ts';
import { createBatchNotices } from '../../electron/platform/batch-notices.ts';

function batch(changes: Partial<Batch>): Batch {
  return batchSchema.parse({
    id: '00000000-0000-4000-8000-000000000001',
    recipe: { version: 1, name: 'Web', outputs: [{}] },
    folder: 'out',
    state: { status: 'running' },
    watched: null,
    counts: { waiting: 2, running: 1, done: 1, skipped: 0, failed: 0 },
    listing: false,
    cost: 0,
    cap: null,
    remainingMs: null,
    createdAt: 0,
    endedAt: null,
    ...changes,
  });
}

const over = { waiting: 0, running: 0, done: 2, skipped: 1, failed: 1 };

test.each([
  [false, ['Web: 3 done, 1 failed']],
  [true, []],
])('the end is told where nobody looks (focused: %s)', (focused, told) => {
  const progress: (number | null)[] = [];
  const notices: string[] = [];
  const follow = createBatchNotices({
    setProgress: (fraction) => progress.push(fraction),
    notify: (title, text) => notices.push(`${title}: ${text}`),
    isFocused: () => focused,
    language: () => 'en',
  });
  follow({ type: 'batch-changed', batch: batch({}) });
  follow({ type: 'batch-changed', batch: batch({ state: { status: 'done' }, counts: over }) });
  // Looked at again later: nothing new.
  follow({ type: 'batch-changed', batch: batch({ state: { status: 'done' }, counts: over }) });
  expect(progress).toEqual([0.25, null]);
  expect(notices).toEqual(told);
});

test('a watched folder says nothing of each image that went well', () => {
  const notices: string[] = [];
  const follow = createBatchNotices({
    setProgress: () => undefined,
    notify: (title, text) => notices.push(`${title}: ${text}`),
    isFocused: () => false,
    language: () => 'en',
  });
  for (const failed of [0, 1]) {
    follow({ type: 'batch-changed', batch: batch({ watched: 'in' }) });
    const counts = { ...over, failed };
    follow({
      type: 'batch-changed',
      batch: batch({ watched: 'in', state: { status: 'done' }, counts }),
    });
  }
  expect(notices).toEqual(['Web: 3 done, 1 failed']);
});
