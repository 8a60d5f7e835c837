import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../electron/contract/operations.ts';
import type { Policy } from '../../electron/contract/receipt.ts';
import type { FailureClass, FailureDetails } from '../../electron/providers/provider.ts';
import type { RouteOutcome } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { capabilityFor, createFakeProvider, failing, succeeding } from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

const FREE = 0;
const TINY = 500;
const PAID = 40_000;

interface Case {
  readonly failure: FailureClass;
  readonly details?: Partial<FailureDetails>;
  readonly operation: OperationId;
  readonly cost: number;
  /** Who was asked, and how often, before and after the failure. */
  readonly asked: readonly [first: number, second: number];
  readonly ending: RouteOutcome['status'];
  readonly money: 'none' | 'released' | 'held' | 'settled';
}

const cases: readonly Case[] = [
  {
    failure: 'wait',
    operation: 'edit',
    cost: PAID,
    asked: [4, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'wait',
    operation: 'describe',
    cost: TINY,
    asked: [4, 1],
    ending: 'done',
    money: 'released',
  },
  { failure: 'wait', operation: 'edit', cost: FREE, asked: [4, 1], ending: 'done', money: 'none' },
  {
    failure: 'fail-over',
    operation: 'edit',
    cost: PAID,
    asked: [1, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'fail-over',
    operation: 'edit',
    cost: FREE,
    asked: [1, 1],
    ending: 'done',
    money: 'none',
  },
  {
    failure: 'account',
    operation: 'edit',
    cost: PAID,
    asked: [1, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'account',
    operation: 'describe',
    cost: TINY,
    asked: [1, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'fix',
    operation: 'edit',
    cost: PAID,
    asked: [1, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'fix',
    details: { fix: { maxBytes: 5000 } },
    operation: 'edit',
    cost: PAID,
    asked: [2, 1],
    ending: 'done',
    money: 'released',
  },
  {
    failure: 'policy',
    operation: 'edit',
    cost: PAID,
    asked: [1, 0],
    ending: 'waiting',
    money: 'released',
  },
  {
    failure: 'policy',
    operation: 'describe',
    cost: FREE,
    asked: [1, 0],
    ending: 'waiting',
    money: 'none',
  },
  {
    failure: 'ambiguous',
    operation: 'edit',
    cost: PAID,
    asked: [1, 0],
    ending: 'unknown',
    money: 'held',
  },
  {
    failure: 'ambiguous',
    operation: 'edit',
    cost: TINY,
    asked: [1, 0],
    ending: 'unknown',
    money: 'held',
  },
  {
    failure: 'ambiguous',
    operation: 'describe',
    cost: PAID,
    asked: [1, 0],
    ending: 'unknown',
    money: 'held',
  },
  {
    failure: 'ambiguous',
    operation: 'describe',
    cost: TINY,
    asked: [1, 1],
    ending: 'done',
    money: 'held',
  },
  {
    failure: 'ambiguous',
    operation: 'edit',
    cost: FREE,
    asked: [2, 1],
    ending: 'done',
    money: 'none',
  },
  {
    failure: 'ambiguous',
    details: { cost: PAID },
    operation: 'edit',
    cost: PAID,
    asked: [1, 0],
    ending: 'unknown',
    money: 'settled',
  },
  {
    failure: 'bad-output',
    operation: 'edit',
    cost: PAID,
    asked: [1, 0],
    ending: 'failed',
    money: 'settled',
  },
  {
    failure: 'bad-output',
    operation: 'describe',
    cost: TINY,
    asked: [1, 0],
    ending: 'failed',
    money: 'settled',
  },
  {
    failure: 'bad-output',
    operation: 'edit',
    cost: FREE,
    asked: [1, 1],
    ending: 'done',
    money: 'none',
  },
  {
    failure: 'bad-output',
    details: { cost: 900 },
    operation: 'edit',
    cost: FREE,
    asked: [1, 0],
    ending: 'failed',
    money: 'settled',
  },
  // A provider that says "cancelled" although nobody cancelled: nobody knows what it did.
  {
    failure: 'cancelled',
    operation: 'edit',
    cost: PAID,
    asked: [1, 0],
    ending: 'unknown',
    money: 'held',
  },
];

const policies: readonly Policy[] = ['primary-first', 'cheapest', 'fastest', 'best'];

describe.each(policies)('a failure under the policy %s', (policy) => {
  it.each(cases)(
    '$failure of $operation at $cost µ$: $ending, money $money',
    async ({ failure, details, operation, cost, asked, ending, money }) => {
      // The first provider comes first under every policy: it is cheaper, faster and better.
      const first = createFakeProvider({
        id: 'openai',
        cost,
        capabilities: [capabilityFor(operation, { quality: 90, typicalMs: 1000 })],
        behaviours: [failing(failure, details)],
      });
      const second = createFakeProvider({
        id: 'stability',
        cost: cost + 1,
        capabilities: [capabilityFor(operation, { quality: 10, typicalMs: 9000 })],
        behaviours: [succeeding()],
      });
      const ports = createMemoryPorts({ providers: [second, first] });
      const request = requestFor(operation, { policy });

      const outcome = await createRouter(ports).run(request, silent, never);

      expect([first.calls.length, second.calls.length]).toEqual(asked);
      expect(outcome.status).toBe(ending);
      const firstMoney = [...ports.budget.entries.values()].filter(
        (entry) => entry.provider === 'openai',
      );
      expect(new Set(firstMoney.map((entry) => entry.state))).toEqual(
        new Set(money === 'none' ? [] : [money]),
      );
      expect(ports.closedAccounts.has('openai')).toBe(failure === 'account');
      expect(outcome.receipt.attempts.map((attempt) => attempt.provider)).toEqual([
        ...Array.from({ length: asked[0] }, () => 'openai'),
        ...Array.from({ length: asked[1] }, () => 'stability'),
      ]);
      expect(ports.journal.finished.map(({ record }) => record)).toEqual(outcome.receipt.attempts);
      expect(ports.journal.begun).toHaveLength(ports.journal.finished.length);
      expect(ports.journal.finished.some(({ mayHaveBilled }) => mayHaveBilled)).toBe(
        money === 'held',
      );
    },
  );
});
