import { describe, expect, it } from 'vitest';
import { type PullAnswer, pullAnswerSchema, replacesAll } from '../../electron/cloud/sync/wire.ts';

const epoch = '7d3c0b1e-1f6c-4d7e-9a55-0a4b7b1f9c01';
const another = '7d3c0b1e-1f6c-4d7e-9a55-0a4b7b1f9c02';
const after = { kind: 'job', key: 'k' };

function page(mode: 'log' | 'snapshot', next: object | null) {
  return pullAnswerSchema.parse({ mode, changes: [], next, more: false });
}

describe('a page replaces what was known', () => {
  const cases: readonly (readonly [string, unknown, PullAnswer, boolean])[] = [
    ['nothing was asked from', null, page('snapshot', { epoch, seq: 5, after }), true],
    ['the account has no row yet', null, page('snapshot', null), true],
    ['the account has none any more', { epoch, seq: 5 }, page('snapshot', null), true],
    ['the cursor was too old', { epoch, seq: 5 }, page('snapshot', { epoch, seq: 9, after }), true],
    [
      'the server was restored',
      { epoch, seq: 5 },
      page('snapshot', { epoch: another, seq: 5 }),
      true,
    ],
    [
      'it was restored within a snapshot',
      { epoch, seq: 5, after },
      page('snapshot', { epoch: another, seq: 5, after }),
      true,
    ],
    [
      'the snapshot began again, the log having been cut',
      { epoch, seq: 5, after },
      page('snapshot', { epoch, seq: 9, after }),
      true,
    ],
    ['what was asked from is no cursor', 'nonsense', page('snapshot', { epoch, seq: 5 }), true],
    [
      'a snapshot goes on',
      { epoch, seq: 5, after },
      page('snapshot', { epoch, seq: 5, after }),
      false,
    ],
    ['a snapshot ends', { epoch, seq: 5, after }, page('snapshot', { epoch, seq: 5 }), false],
    ['the log goes on', { epoch, seq: 5 }, page('log', { epoch, seq: 9 }), false],
  ];
  it.each(cases)('%s', (...[, asked, answer, replaces]) => {
    expect(replacesAll(asked, answer)).toBe(replaces);
  });
});
