import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operations, type OperationId } from '../../electron/contract/operations.ts';
import type { ProviderId } from '../../electron/contract/providers.ts';
import type { RouteOutcome, RunCallbacks } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import {
  type Behaviour,
  createFakeProvider,
  failing,
  type FakeProvider,
  hanging,
  succeeding,
} from './support/fake-provider.ts';
import { createMemoryPorts, type MemoryPorts } from './support/memory-ports.ts';
import { requestFor, silent } from './support/requests.ts';

/** A provider's own books, whatever the router believes. */
interface Account {
  readonly id: ProviderId;
  /** The most that it bills for a call. */
  readonly cost: number;
  readonly bills: Bills;
}

interface Bills {
  readonly images: ProviderId[];
}

const behaviourNames = [
  'succeed',
  'succeed-with-cost',
  'bad-output',
  'garbage',
  'wait',
  'wait-long',
  'fail-over',
  'account',
  'fix',
  'policy',
  'ambiguous-billed',
  'ambiguous-free',
  'hang',
  'throw',
] as const;
type BehaviourName = (typeof behaviourNames)[number];

function behave(name: BehaviourName, { id, cost, bills }: Account): Behaviour {
  const billed = (behaviour: Behaviour): Behaviour => {
    return (request, context) => {
      if (cost > 0 && operations[request.call.operation].output === 'image') bills.images.push(id);
      return behaviour(request, context);
    };
  };
  switch (name) {
    case 'succeed':
      return billed(succeeding());
    case 'succeed-with-cost':
      return billed(succeeding({ cost: cost / 2 }));
    case 'bad-output':
      return billed(failing('bad-output', { cost: cost / 2 }));
    case 'garbage':
      return billed(succeeding({ output: { kind: 'images', files: [] } }));
    case 'wait':
      return failing('wait');
    case 'wait-long':
      return failing('wait', { retryAfterMs: 120_000 });
    case 'fail-over':
      return failing('fail-over');
    case 'account':
      return failing('account');
    case 'fix':
      return failing('fix', { fix: { maxPixels: 1000 } });
    case 'policy':
      return failing('policy');
    case 'ambiguous-billed':
      return billed(failing('ambiguous'));
    case 'ambiguous-free':
      return failing('ambiguous');
    case 'hang':
      return billed(hanging({ deaf: true }));
    case 'throw':
      return billed(() => Promise.reject(new Error('a bug')));
  }
}

const script = fc.record({
  operation: fc.constantFrom<OperationId>('edit', 'describe', 'generate'),
  providers: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom<ProviderId>('openai', 'stability', 'anthropic', 'on-device'),
      cost: fc.constantFrom(0, 900, 4000, 40_000),
      behaviours: fc.array(fc.constantFrom(...behaviourNames), { minLength: 1, maxLength: 6 }),
    }),
    { selector: ({ id }) => id, minLength: 1 },
  ),
  day: fc.option(fc.integer({ min: 0, max: 100_000 })),
  cancelAt: fc.option(fc.constantFrom('preparing', 'sending', 'waiting', 'verifying')),
});
type Script = typeof script extends fc.Arbitrary<infer Drawn> ? Drawn : never;

interface Played {
  readonly outcome: RouteOutcome;
  readonly ports: MemoryPorts;
  readonly providers: readonly FakeProvider[];
  readonly bills: Bills;
}

async function play({ operation, providers: sketches, day, cancelAt }: Script): Promise<Played> {
  const bills: Bills = { images: [] };
  const providers = sketches.map((sketch) => {
    const local = sketch.id === 'on-device';
    const account = { ...sketch, cost: local ? 0 : sketch.cost, bills };
    const behaviours = sketch.behaviours.map((name) => behave(name, account));
    return createFakeProvider({ ...account, local, behaviours });
  });
  const ports = createMemoryPorts({ providers, settings: { budgets: { day, month: null } } });
  const controller = new AbortController();
  const callbacks: RunCallbacks = {
    ...silent,
    onStep: (step) => step === cancelAt && controller.abort(),
  };
  const outcome = await createRouter(ports).run(
    requestFor(operation),
    callbacks,
    controller.signal,
  );
  return { outcome, ports, providers, bills };
}

const check = (holds: (played: Played, script: Script) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(script, async (drawn) => holds(await play(drawn), drawn)),
    { numRuns: 300 },
  );

describe('money, whatever the providers do', () => {
  it('is never left reserved: each reservation is settled, released, or held as unsure', async () => {
    await check(({ ports, outcome }) => {
      const states = [...ports.budget.entries.values()];
      expect(states.filter(({ state }) => state === 'reserved')).toEqual([]);
      const unsure = outcome.receipt.attempts
        .filter(({ cost }) => cost === null)
        .map(({ id }) => id);
      const held = states.filter(({ state }) => state === 'held').map(({ attemptId }) => attemptId);
      expect(held).toEqual(unsure);
    });
  });

  it('is spent at most once for an image, unless the user says so', async () => {
    await check(({ bills }) => {
      expect(bills.images.length).toBeLessThanOrEqual(1);
    });
  });

  it('is never more than the budget', async () => {
    await check(({ ports }, { day }) => {
      const entries = [...ports.budget.entries.values()];
      const sum = entries.reduce((total, { state, amount, cost }) => {
        if (state === 'held') return total + amount;
        return total + (state === 'settled' ? cost : 0);
      }, 0);
      expect(sum).toBeLessThanOrEqual(day ?? Infinity);
    });
  });

  it('is accounted for: the receipt, the journal and the budget tell the same', async () => {
    await check(({ outcome, ports, providers }) => {
      const { attempts, cost } = outcome.receipt;
      const calls = providers.reduce((total, provider) => total + provider.calls.length, 0);
      expect(attempts).toHaveLength(calls);
      expect(ports.journal.begun.map(({ id }) => id)).toEqual(attempts.map(({ id }) => id));
      expect(ports.journal.finished.map(({ record }) => record)).toEqual(attempts);
      const settled = [...ports.budget.entries.values()].filter(({ state }) => state === 'settled');
      expect(cost).toBe(settled.reduce((total, entry) => total + entry.cost, 0));
    });
  });

  it('is not spent at another company after a refusal without a word of consent', async () => {
    await check(({ outcome }) => {
      const refusal = outcome.receipt.attempts.findIndex(({ outcome }) => outcome === 'policy');
      const later = refusal === -1 ? [] : outcome.receipt.attempts.slice(refusal + 1);
      expect(later.every(({ provider }) => provider === 'on-device')).toBe(true);
    });
  });
});
