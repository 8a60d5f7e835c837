import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operations, type OperationId } from '../../electron/contract/operations.ts';
import type { ProviderId } from '../../electron/contract/providers.ts';
import type { RouteOutcome, RunCallbacks } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeClock, type FakeClock } from './support/fake-clock.ts';
import {
  type Behaviour,
  createFakeProvider,
  failing,
  type FakeProvider,
  hanging,
  slowly,
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
  readonly clock: FakeClock;
}

interface Bills {
  readonly images: ProviderId[];
  /** Who was sent something, and who refused it, in order. */
  readonly seen: { readonly id: ProviderId; readonly what: 'sent' | 'refused' }[];
}

const behaviourNames = [
  'succeed',
  'succeed-with-cost',
  'succeed-slowly',
  'bad-output',
  'garbage',
  'wait',
  'wait-long',
  'fail-over',
  'account',
  'fix',
  'policy',
  'policy-slowly',
  'ambiguous-billed',
  'ambiguous-free',
  'hang',
  'speak-and-hang',
  'throw',
] as const;
type BehaviourName = (typeof behaviourNames)[number];

/** Longer than a hedge waits. */
const SLOW_MS = 15_000;

function behave(name: BehaviourName, { id, cost, bills, clock }: Account): Behaviour {
  const billed = (behaviour: Behaviour): Behaviour => {
    return (request, context) => {
      if (cost > 0 && operations[request.call.operation].output === 'image') bills.images.push(id);
      return behaviour(request, context);
    };
  };
  const refusing: Behaviour = (request, context) => {
    bills.seen.push({ id, what: 'refused' });
    return failing('policy')(request, context);
  };
  switch (name) {
    case 'succeed':
      return billed(succeeding());
    case 'succeed-slowly':
      return billed(slowly(clock, SLOW_MS, succeeding({ cost: cost / 2 })));
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
      return refusing;
    case 'policy-slowly':
      return slowly(clock, SLOW_MS, refusing);
    case 'ambiguous-billed':
      return billed(failing('ambiguous'));
    case 'ambiguous-free':
      return failing('ambiguous');
    case 'hang':
      return billed(hanging({ deaf: true }));
    case 'speak-and-hang':
      return billed((request, context) => {
        context.onText('a ');
        return hanging()(request, context);
      });
    case 'throw':
      return billed(() => Promise.reject(new Error('a bug')));
  }
}

const script = fc.record({
  operation: fc.constantFrom<OperationId>('edit', 'describe', 'describe', 'generate'),
  providers: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom<ProviderId>('openai', 'stability', 'anthropic', 'on-device'),
      cost: fc.constantFrom(0, 900, 900, 4000, 40_000),
      behaviours: fc.array(fc.constantFrom(...behaviourNames), { minLength: 1, maxLength: 6 }),
    }),
    { selector: ({ id }) => id, minLength: 1 },
  ),
  day: fc.option(fc.integer({ min: 0, max: 100_000 })),
  maxCost: fc.option(fc.integer({ min: 0, max: 3000 })),
  hedge: fc.boolean(),
  cancelAt: fc.option(fc.constantFrom('preparing', 'sending', 'waiting', 'verifying')),
});
type Script = typeof script extends fc.Arbitrary<infer Drawn> ? Drawn : never;

interface Played {
  readonly outcome: RouteOutcome;
  readonly ports: MemoryPorts;
  readonly providers: readonly FakeProvider[];
  readonly bills: Bills;
}

async function play(drawn: Script): Promise<Played> {
  const { operation, day, maxCost, hedge, cancelAt } = drawn;
  const bills: Bills = { images: [], seen: [] };
  const clock = createFakeClock();
  const providers = drawn.providers.map((sketch) => {
    const local = sketch.id === 'on-device';
    const account = { ...sketch, cost: local ? 0 : sketch.cost, bills, clock };
    const behaviours = sketch.behaviours.map((name): Behaviour => {
      const behaviour = behave(name, account);
      return (request, context) => {
        bills.seen.push({ id: sketch.id, what: 'sent' });
        return behaviour(request, context);
      };
    });
    return createFakeProvider({ ...account, local, behaviours });
  });
  const budgets = { day, month: null };
  const ports = createMemoryPorts({ clock, providers, settings: { budgets, hedge } });
  const controller = new AbortController();
  const callbacks: RunCallbacks = {
    ...silent,
    onStep: (step) => step === cancelAt && controller.abort(),
  };
  const outcome = await createRouter(ports).run(
    requestFor(operation, maxCost === null ? {} : { maxCost }),
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
      expect(held.sort()).toEqual(unsure.sort());
    });
  });

  it('is spent at most once for an image, unless the user says so', async () => {
    await check(({ bills }) => {
      expect(bills.images.length).toBeLessThanOrEqual(1);
    });
  });

  it('is never spent at two providers at once for an image, and never at three', async () => {
    await check(({ outcome }, { operation, hedge }) => {
      const { attempts } = outcome.receipt;
      const atOnce = attempts.map(
        ({ startedAt }) =>
          attempts.filter((other) => other.startedAt <= startedAt && other.endedAt > startedAt)
            .length,
      );
      const most = hedge && operation === 'describe' ? 2 : 1;
      expect(Math.max(0, ...atOnce)).toBeLessThanOrEqual(most);
    });
  });

  it('is never more than the budget, nor than the job may cost', async () => {
    await check(({ ports }, { day, maxCost }) => {
      const entries = [...ports.budget.entries.values()];
      const sum = entries.reduce((total, { state, amount, cost }) => {
        if (state === 'held') return total + amount;
        return total + (state === 'settled' ? cost : 0);
      }, 0);
      expect(sum).toBeLessThanOrEqual(Math.min(day ?? Infinity, maxCost ?? Infinity));
    });
  });

  it('is accounted for: the receipt, the journal and the budget tell the same', async () => {
    await check(({ outcome, ports, providers }) => {
      const { attempts, cost } = outcome.receipt;
      const calls = providers.reduce((total, provider) => total + provider.calls.length, 0);
      expect(attempts).toHaveLength(calls);
      const byId = (left: { id: string }, right: { id: string }): number =>
        left.id < right.id ? -1 : 1;
      const begun = ports.journal.begun.map(({ id }) => id);
      expect(begun.sort()).toEqual(attempts.map(({ id }) => id).sort());
      const finished = ports.journal.finished.map(({ record }) => record);
      expect(finished.sort(byId)).toEqual([...attempts].sort(byId));
      const settled = [...ports.budget.entries.values()].filter(({ state }) => state === 'settled');
      expect(cost).toBe(settled.reduce((total, entry) => total + entry.cost, 0));
    });
  });

  it('is not spent at another company after a refusal without a word of consent', async () => {
    await check(({ bills: { seen } }) => {
      const refusal = seen.findIndex(({ what }) => what === 'refused');
      if (refusal === -1) return;
      // Who was asked beside the one that refused has seen the image.
      const known = new Set<ProviderId>(['on-device']);
      for (const { id } of seen.slice(0, refusal)) known.add(id);
      expect(seen.slice(refusal).filter(({ id }) => !known.has(id))).toEqual([]);
    });
  });
});
