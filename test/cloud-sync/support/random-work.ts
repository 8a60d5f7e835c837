import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type RequestFault, refusals } from '../../faults/support/faulty-cloud.ts';
import type { Edit } from './memory-replica.ts';

const device = fc.nat({ max: 2 });

const fault = fc.constantFrom<RequestFault>(
  { kind: 'request-lost' },
  { kind: 'answer-lost' },
  { kind: 'answer-truncated' },
  { kind: 'doubled' },
  { kind: 'repeated-late' },
  { kind: 'arrived-late' },
  { kind: 'delayed', ms: 30 },
  { kind: 'refused', refusal: refusals.tokenExpired },
  { kind: 'refused', refusal: refusals.unavailable },
  { kind: 'refused', refusal: refusals.badGateway },
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        kind: fc.constantFrom('recipe', 'setting', 'asset'),
        key: fc.constantFrom('a', 'b', 'c'),
        field: fc.constantFrom('title', 'colour'),
        value: fc.nat(99),
      })
      .map(({ kind, key, field, value }): Edit => ({ kind, key, fields: { [field]: value } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        key: fc.constantFrom('a', 'b'),
        status: fc.constantFrom('queued', 'preparing', 'running', 'done', 'failed'),
        run: fc.nat(1),
      })
      .map(({ key, ...fields }): Edit => ({ kind: 'job', key, fields })),
  },
  {
    weight: 2,
    arbitrary: fc.nat(99).map((cost): Edit => ({
      kind: 'usage',
      key: '',
      fields: {
        provider: 'openai',
        operation: 'describe',
        cost_micro_usd: cost,
        occurred_at: '2026-11-22T10:00:00Z',
      },
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('a', 'b', 'c')
      .map((key): Edit => ({ kind: 'recipe', key, deleted: true })),
  },
);

/** An edit as one device makes it: each entry of the ledger is a new one. */
export function madeNow(made: Edit): Edit {
  return made.kind === 'usage' ? { ...made, key: randomUUID() } : made;
}

/** What people, networks and servers do to two or three devices. */
export const workStep = fc.oneof(
  { weight: 8, arbitrary: fc.record({ step: fc.constant('edit'), device, edit }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('fault'),
      device,
      on: fc.constantFrom('push', 'pull'),
      fault,
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('go-offline'), device }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('come-online'), device }) },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('broadcasts'),
      device,
      broadcasts: fc.constantFrom('whole', 'dropped', 'doubled'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('sleep'), device }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restart'), device }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('pause'), ms: fc.nat(60) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ step: 'forget' } as const, { step: 'restore' } as const),
  },
);
export type WorkStep = typeof workStep extends fc.Arbitrary<infer T> ? T : never;
