import { expect, it } from 'vitest';
import { type BadAnswer, type Failure, classify } from '../../electron/cloud/sync/failure.ts';

const cases: readonly (readonly [string, Partial<BadAnswer>, Failure])[] = [
  ['nobody answers', { status: 0 }, { kind: 'network' }],
  ['half an answer', { status: 200 }, { kind: 'garbled' }],
  ['an expired token', { status: 401, code: 'PGRST301' }, { kind: 'unauthorized' }],
  ['a gateway without a token', { status: 401 }, { kind: 'unauthorized' }],
  ['a token that may not', { status: 403, code: '42501' }, { kind: 'unauthorized' }],
  [
    'a deleted account',
    { status: 401, code: 'PT401', details: 'account_gone' },
    { kind: 'account-gone' },
  ],
  [
    'a device signed out from afar',
    { status: 403, code: 'PT403', details: 'device_revoked' },
    { kind: 'device-revoked' },
  ],
  [
    'one device too many',
    { status: 409, code: 'PT409', details: 'too_many_devices', hint: '2' },
    { kind: 'too-many-devices', allowed: 2 },
  ],
  [
    'one device too many for any plan',
    { status: 409, code: 'PT409', details: 'too_many_devices', hint: null },
    { kind: 'too-many-devices', allowed: null },
  ],
  ["a firewall's refusal", { status: 403 }, { kind: 'busy', afterMs: 0 }],
  [
    'too many operations',
    { status: 413, code: 'PT413', details: 'too_many_ops' },
    { kind: 'unfit', reason: 'too_large' },
  ],
  ['too large for a gateway', { status: 413 }, { kind: 'unfit', reason: 'too_large' }],
  [
    'a text that jsonb refuses',
    { status: 400, code: '22P05' },
    { kind: 'unfit', reason: 'invalid' },
  ],
  [
    'half a surrogate pair',
    { status: 400, code: 'PGRST102' },
    { kind: 'unfit', reason: 'invalid' },
  ],
  ['a statement that took too long', { status: 500, code: '57014' }, { kind: 'deadline' }],
  [
    'the rate limit of the database',
    { status: 429, code: 'PT429', details: 'rate_limited', hint: '40' },
    { kind: 'busy', afterMs: 40_000 },
  ],
  ['that of a gateway', { status: 429, retryAfterSeconds: 3 }, { kind: 'busy', afterMs: 3000 }],
  ['an error that hints at something', { status: 500, hint: '7' }, { kind: 'busy', afterMs: 0 }],
  ['a server that is down', { status: 503, retryAfterSeconds: 9 }, { kind: 'busy', afterMs: 9000 }],
  [
    'a function that is not there yet',
    { status: 404, code: 'PGRST202' },
    { kind: 'busy', afterMs: 0 },
  ],
];

it.each(cases)('tells %s', (_name, answer, failure) => {
  expect(classify({ status: 500, retryAfterSeconds: 0, ...answer })).toEqual(failure);
});
