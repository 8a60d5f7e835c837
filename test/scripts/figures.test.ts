import { expect, test } from 'vitest';
import { table } from '../../scripts/lib/figures.mjs';

test('a table shows ratios to the peer, and leaves out empty columns', () => {
  const rows = [
    { what: 'overhead', value: 0.4, unit: 'ms', peer: 'SDK alone', peerValue: 0.2 },
    { what: 'memory', value: 512.4, unit: 'MB' },
  ];
  expect(table(rows).split('\n')).toEqual([
    'figure    ours      peer                 ratio',
    'overhead  0.400 ms  SDK alone: 0.200 ms  × 2.00',
    'memory    512 MB',
  ]);
});

test('a broken promise is loud', () => {
  expect(table([{ what: 'lost jobs', value: 1, unit: 'jobs', ok: false }])).toContain('BROKEN');
});
