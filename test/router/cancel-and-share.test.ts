import { describe, expect, it } from 'vitest';
import type { RouteOutcome, RunRequest } from '../../electron/router/route-request.ts';
import { createRouter, type Router } from '../../electron/router/run-route.ts';
import {
  type Behaviour,
  createFakeProvider,
  failing,
  hanging,
  succeeding,
} from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

/** A provider's behaviour that ends when the test says so. */
function gated(): { behaviour: Behaviour; open: () => void; signals: AbortSignal[] } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const signals: AbortSignal[] = [];
  const behaviour: Behaviour = async (request, context) => {
    signals.push(context.signal);
    context.onText('a red ');
    await gate;
    return succeeding()(request, context);
  };
  return { behaviour, open: () => open(), signals };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts a run and waits until the provider has been called. */
async function started(
  router: Router,
  request: RunRequest,
  callbacks = silent,
): Promise<{ outcome: Promise<RouteOutcome>; controller: AbortController }> {
  const controller = new AbortController();
  const outcome = router.run(request, callbacks, controller.signal);
  await soon();
  return { outcome, controller };
}

describe('cancelling', () => {
  it('sends nothing when it comes first', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 40_000 });
    const ports = createMemoryPorts({ providers: [openai] });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, AbortSignal.abort());
    expect(outcome.status).toBe('cancelled');
    expect(openai.calls).toHaveLength(0);
    expect(ports.budget.entries.size).toBe(0);
  });

  it('does not wait for a provider that does not listen, and admits that it may have been billed', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      cost: 40_000,
      behaviours: [hanging({ deaf: true })],
    });
    const stability = createFakeProvider({ id: 'stability' });
    const ports = createMemoryPorts({ providers: [openai, stability], frozen: true });
    const before = ports.clock.now();
    const { outcome, controller } = await started(createRouter(ports), requestFor('edit'));
    controller.abort();
    expect(await outcome).toMatchObject({
      status: 'cancelled',
      receipt: { attempts: [{ outcome: 'cancelled', cost: null }] },
    });
    expect(ports.clock.now()).toBe(before);
    expect(stability.calls).toHaveLength(0);
    expect(ports.journal.finished).toMatchObject([{ mayHaveBilled: true }]);
    expect([...ports.budget.entries.values()].map(({ state }) => state)).toEqual(['held']);
  });

  it('ends a wait at once', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [failing('wait', { retryAfterMs: 50_000 })],
    });
    const ports = createMemoryPorts({ providers: [openai] });
    const controller = new AbortController();
    const outcome = await createRouter(ports).run(
      requestFor('edit'),
      {
        ...silent,
        onStep: (step) => step === 'waiting' && queueMicrotask(() => controller.abort()),
      },
      controller.signal,
    );
    expect(outcome.status).toBe('cancelled');
    expect(outcome.receipt.endedAt).toBe(outcome.receipt.startedAt);
    expect(openai.calls).toHaveLength(1);
  });

  it('keeps nothing back while it waits for the rate limit', async () => {
    const rate = { remainingRequests: 0, resetMs: 12_000 };
    const openai = createFakeProvider({
      id: 'openai',
      cost: 40_000,
      behaviours: [succeeding({ rate })],
    });
    const ports = createMemoryPorts({ providers: [openai] });
    const router = createRouter(ports);
    await router.run(requestFor('edit'), silent, never);
    const controller = new AbortController();
    const callbacks = {
      ...silent,
      onStep: (step: string) => step === 'waiting' && controller.abort(),
    };
    const outcome = await router.run(requestFor('edit'), callbacks, controller.signal);
    expect(outcome.status).toBe('cancelled');
    expect([...ports.budget.entries.values()].map(({ state }) => state)).toEqual(['settled']);
  });

  it('hears nothing more of a provider that goes on speaking', async () => {
    const { behaviour, open } = gated();
    const talking: Behaviour = async (request, context) => {
      const result = await behaviour(request, context);
      context.onText('bicycle');
      return result;
    };
    const ports = createMemoryPorts({
      frozen: true,
      providers: [createFakeProvider({ id: 'openai', behaviours: [talking] })],
    });
    const heard: string[] = [];
    const { outcome, controller } = await started(createRouter(ports), requestFor('describe'), {
      ...silent,
      onText: (delta) => heard.push(delta),
    });
    controller.abort();
    await outcome;
    open();
    await soon();
    expect(heard).toEqual(['a red ']);
  });
});

describe('identical requests under way', () => {
  it('share one attempt, one bill and one text', async () => {
    const { behaviour, open } = gated();
    const openai = createFakeProvider({ id: 'openai', cost: 1000, behaviours: [behaviour] });
    const router = createRouter(createMemoryPorts({ providers: [openai], frozen: true }));
    const first = await started(router, requestFor('describe'));
    const heard: string[] = [];
    const second = await started(router, requestFor('describe'), {
      ...silent,
      onText: (delta) => heard.push(delta),
    });
    open();
    const outcomes = await Promise.all([first.outcome, second.outcome]);
    expect(openai.calls).toHaveLength(1);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(outcomes.map(({ receipt }) => [receipt.cache, receipt.cost])).toEqual([
      ['miss', 1000],
      ['shared', 0],
    ]);
    expect(heard).toEqual(['a red ']);
  });

  it('go on for the one who stays, who then has the bill', async () => {
    const { behaviour, open, signals } = gated();
    const openai = createFakeProvider({ id: 'openai', cost: 1000, behaviours: [behaviour] });
    const router = createRouter(createMemoryPorts({ providers: [openai], frozen: true }));
    const first = await started(router, requestFor('describe'));
    const second = await started(router, requestFor('describe'));
    first.controller.abort();
    expect(await first.outcome).toMatchObject({
      status: 'cancelled',
      receipt: { attempts: [], cost: 0 },
    });
    expect(signals[0]?.aborted).toBe(false);
    open();
    expect(await second.outcome).toMatchObject({
      status: 'done',
      receipt: { cache: 'miss', cost: 1000 },
    });
  });

  it('are aborted when the last one leaves', async () => {
    const { behaviour, signals } = gated();
    const openai = createFakeProvider({ id: 'openai', cost: 1000, behaviours: [behaviour] });
    const router = createRouter(createMemoryPorts({ providers: [openai], frozen: true }));
    const first = await started(router, requestFor('describe'));
    const second = await started(router, requestFor('describe'));
    first.controller.abort();
    second.controller.abort();
    expect((await second.outcome).status).toBe('cancelled');
    expect(signals[0]?.aborted).toBe(true);
    // Who comes now starts anew.
    await started(router, requestFor('describe'));
    expect(openai.calls).toHaveLength(2);
  });

  it('are two where chance decides: who asks for two images gets two', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 40_000 });
    const router = createRouter(createMemoryPorts({ providers: [openai] }));
    const request = requestFor('generate');
    const another = requestFor('generate');
    await Promise.all([
      router.run(request, silent, never),
      router.run(request, silent, never),
      router.run(another, silent, never),
    ]);
    expect(openai.calls).toHaveLength(2);
  });
});

describe('the cache', () => {
  it('tells one reference from another, by its pixels', async () => {
    const openai = createFakeProvider({ id: 'openai' });
    const router = createRouter(createMemoryPorts({ providers: [openai] }));
    const ask = async (path: string, hash: string): Promise<string> => {
      const referenceSource = { path, hash: hash.repeat(64) };
      const request = requestFor('style-transfer', { options: { seed: 7 }, referenceSource });
      return (await router.run(request, silent, never)).receipt.cache;
    };
    expect(await ask('/style.png', 'd')).toBe('miss');
    expect(openai.calls[0]?.reference).toMatchObject({ width: 800, height: 600 });
    expect(await ask('/style.png', 'e')).toBe('hit');
    expect(await ask('/other.png', 'f')).toBe('miss');
  });

  it('answers what it knows, without a request and without a bill', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 1000 });
    const router = createRouter(createMemoryPorts({ providers: [openai] }));
    const first = await router.run(requestFor('describe'), silent, never);
    const second = await router.run(requestFor('describe'), silent, never);
    expect(openai.calls).toHaveLength(1);
    expect(second).toMatchObject({
      status: 'done',
      receipt: { cache: 'hit', cost: 0, attempts: [], provider: 'openai' },
    });
    expect(second).toMatchObject({ output: first.status === 'done' && first.output });
  });

  it('is not asked when the user does not want it', async () => {
    const openai = createFakeProvider({ id: 'openai' });
    const router = createRouter(
      createMemoryPorts({ providers: [openai], settings: { cacheResults: false } }),
    );
    await router.run(requestFor('describe'), silent, never);
    const { receipt } = await router.run(requestFor('describe'), silent, never);
    expect(openai.calls).toHaveLength(2);
    expect(receipt.cache).toBe('off');
  });

  it('gives a random result back to its own job only', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 40_000 });
    const router = createRouter(createMemoryPorts({ providers: [openai] }));
    const request = requestFor('edit');
    await router.run(request, silent, never);
    expect((await router.run(request, silent, never)).receipt.cache).toBe('hit');
    expect((await router.run(requestFor('edit'), silent, never)).receipt.cache).toBe('miss');
    const seeded = { options: { seed: 7 } };
    await router.run(requestFor('edit', seeded), silent, never);
    expect((await router.run(requestFor('edit', seeded), silent, never)).receipt.cache).toBe('hit');
    expect(
      (await router.run(requestFor('edit', { options: { seed: 8 } }), silent, never)).receipt.cache,
    ).toBe('miss');
  });
});
