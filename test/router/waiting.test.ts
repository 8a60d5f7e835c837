import { describe, expect, it } from 'vitest';
import { agreeTo, noConsents } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { capabilityFor, createFakeProvider, failing, succeeding } from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

const local = { id: 'on-device', local: true } as const;

describe('a run without a way', () => {
  it('waits for the network when only that is missing', async () => {
    const openai = createFakeProvider({ id: 'openai' });
    const ports = createMemoryPorts({ providers: [openai], online: false });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({ status: 'waiting', for: 'offline', until: null });
    expect(openai.calls).toHaveLength(0);
  });

  it('waits for the network when it went away under way', async () => {
    const openai = createFakeProvider({ id: 'openai', behaviours: [failing('fail-over')] });
    const memory = createMemoryPorts({ providers: [openai] });
    let online = true;
    const ports = { ...memory, online: () => online, monitor: () => (online = false) };
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({ status: 'waiting', for: 'offline' });
  });

  it('works on offline where this machine can', async () => {
    const openai = createFakeProvider({ id: 'openai' });
    const ports = createMemoryPorts({
      providers: [openai, createFakeProvider(local)],
      online: false,
    });
    const outcome = await createRouter(ports).run(requestFor('upscale'), silent, never);
    expect(outcome).toMatchObject({ status: 'done', provider: 'on-device' });
  });

  it('waits for the next day, the next month, or a higher limit', async () => {
    const run = async (day: number | null, month: number | null): Promise<unknown> => {
      const spender = createFakeProvider({ id: 'openai', cost: 40_000 });
      const ports = createMemoryPorts({
        providers: [spender],
        settings: { budgets: { day, month } },
      });
      ports.clock.set(new Date(2026, 10, 22, 12).getTime());
      const router = createRouter(ports);
      await router.run(requestFor('edit'), silent, never);
      return router.run(requestFor('edit'), silent, never);
    };
    const budget = { status: 'waiting', for: 'budget' };
    expect(await run(50_000, null)).toMatchObject({
      ...budget,
      until: new Date(2026, 10, 23).getTime(),
    });
    expect(await run(50_000, 60_000)).toMatchObject({
      ...budget,
      until: new Date(2026, 11, 1).getTime(),
    });
    expect(await run(null, 39_999)).toMatchObject({ ...budget, until: null });
  });

  it('fails where the job itself may not cost so much', async () => {
    const ports = createMemoryPorts({
      providers: [createFakeProvider({ id: 'openai', cost: 40_000 })],
      settings: { budgets: { day: 90_000, month: null } },
    });
    const request = requestFor('edit', { maxCost: 39_999 });
    const outcome = await createRouter(ports).run(request, silent, never);
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'budget-reached' } });
  });

  it('waits as long as the provider asks for, when that is too long to keep a place', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      cost: 40_000,
      behaviours: [failing('wait', { retryAfterMs: 180_000 })],
    });
    const ports = createMemoryPorts({ providers: [openai] });
    const router = createRouter(ports);
    const until = ports.clock.now() + 180_000;
    const first = await router.run(requestFor('edit'), silent, never);
    expect(first).toMatchObject({ status: 'waiting', for: 'rate', until });
    // The next job knows it without asking, and leaves no reservation behind.
    const second = await router.run(requestFor('edit'), silent, never);
    expect(second).toMatchObject({ status: 'waiting', for: 'rate', until });
    expect(openai.calls).toHaveLength(1);
    expect([...ports.budget.entries.values()].map(({ state }) => state)).toEqual(['released']);
  });

  it('heeds Retry-After, then tries again', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [failing('wait', { retryAfterMs: 20_000 }), succeeding()],
    });
    const ports = createMemoryPorts({ providers: [openai], random: () => 0 });
    const { receipt } = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(receipt.attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 20_000]);
    expect(receipt.endedAt - receipt.startedAt).toBe(20_000);
  });

  it('spaces its requests as the rate headers ask', async () => {
    const rate = { remainingRequests: 0, resetMs: 12_000 };
    const openai = createFakeProvider({ id: 'openai', behaviours: [succeeding({ rate })] });
    const ports = createMemoryPorts({ providers: [openai] });
    const router = createRouter(ports);
    await router.run(requestFor('edit'), silent, never);
    const { receipt } = await router.run(requestFor('edit'), silent, never);
    expect(receipt.attempts[0]?.waitedMs).toBe(12_000);
  });

  it('lets those who wait for the rate limit go one after the other', async () => {
    const rate = { remainingRequests: 0, resetMs: 12_000 };
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [succeeding({ rate }), succeeding()],
    });
    const router = createRouter(createMemoryPorts({ providers: [openai] }));
    await router.run(requestFor('edit'), silent, never);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => router.run(requestFor('edit'), silent, never)),
    );
    const waits = outcomes.map(({ receipt }) => receipt.attempts[0]?.waitedMs);
    expect(waits).toEqual([12_000, 24_000, 36_000]);
  });

  it('gives the last of the budget to one of two who come at the same time', async () => {
    const ports = createMemoryPorts({
      providers: [createFakeProvider({ id: 'openai', cost: 40_000 })],
      settings: { budgets: { day: 50_000, month: null } },
    });
    const router = createRouter(ports);
    const outcomes = await Promise.all(
      [1, 2].map(() => router.run(requestFor('edit'), silent, never)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'waiting']);
    expect(outcomes[1]).toMatchObject({ for: 'budget', receipt: { attempts: [] } });
  });

  it('fails when nobody offers it', async () => {
    const ports = createMemoryPorts({ providers: [] });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'no-route' } });
  });
});

describe('a refusal', () => {
  const refusing = () =>
    createFakeProvider({ id: 'openai', cost: 40_000, behaviours: [failing('policy')] });

  it('asks before another company sees the image, and goes on when the user agrees', async () => {
    const openai = refusing();
    const stability = createFakeProvider({ id: 'stability', cost: 40_000 });
    const router = createRouter(createMemoryPorts({ providers: [openai, stability] }));
    const request = requestFor('edit');
    const asked = await router.run(request, silent, never);
    const consent = { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'stability' } as const;
    expect(asked).toMatchObject({ status: 'waiting', for: 'consent', consent });
    expect(stability.calls).toHaveLength(0);

    const consents = agreeTo(noConsents, consent);
    const outcome = await router.run({ ...request, consents }, silent, never);
    expect(outcome).toMatchObject({ status: 'done', provider: 'stability' });
    expect(openai.calls).toHaveLength(1);
  });

  it('asks again for each further company', async () => {
    const stability = createFakeProvider({ id: 'stability', behaviours: [failing('fail-over')] });
    const compatible = createFakeProvider({ id: 'compatible' });
    const router = createRouter(createMemoryPorts({ providers: [stability, compatible] }));
    const consents = { ...noConsents, refusedBy: ['openai'], sharedWith: ['stability'] } as const;
    const outcome = await router.run(requestFor('edit', { consents }), silent, never);
    expect(outcome).toMatchObject({
      status: 'waiting',
      consent: { ask: 'refused-elsewhere', refusedBy: 'openai', next: 'compatible' },
    });
    expect(compatible.calls).toHaveLength(0);
  });

  it('needs no consent for what stays on this machine', async () => {
    const ports = createMemoryPorts({
      providers: [refusing(), createFakeProvider(local)],
      settings: { providerOrder: ['openai', 'on-device'] },
    });
    const outcome = await createRouter(ports).run(requestFor('upscale'), silent, never);
    expect(outcome).toMatchObject({ status: 'done', provider: 'on-device' });
  });

  it('is final where nobody else is left, even if somebody rests', async () => {
    const resting = createFakeProvider({
      id: 'anthropic',
      behaviours: [failing('fail-over')],
      health: async () => ({ status: 'down', reason: 'test' }),
      operations: ['describe'],
    });
    const openai = refusing();
    const ports = createMemoryPorts({
      providers: [resting, openai],
      settings: { providerOrder: ['anthropic', 'openai'] },
    });
    const router = createRouter(ports);
    const ill = requestFor('describe', { pin: { provider: 'anthropic' } });
    for (let failures = 0; failures < 3; failures += 1) await router.run(ill, silent, never);
    const outcome = await router.run(requestFor('describe'), silent, never);
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'provider-refused' } });
    expect(outcome.receipt.route.excluded).toMatchObject([{ reason: 'breaker-open' }]);
  });
});

describe('a loss', () => {
  const seedless = { capabilities: [capabilityFor('edit', { honours: ['prompt'] })] };
  const seeded = { options: { seed: 7 } };

  it('is asked about, named, when the lossless candidates have failed', async () => {
    const openai = createFakeProvider({ id: 'openai', behaviours: [failing('fail-over')] });
    const stability = createFakeProvider({ id: 'stability', ...seedless });
    const router = createRouter(createMemoryPorts({ providers: [stability, openai] }));
    const request = requestFor('edit', seeded);
    const asked = await router.run(request, silent, never);
    const consent = { ask: 'would-lose', next: 'stability', losses: [{ what: 'seed' }] } as const;
    expect(asked).toMatchObject({ status: 'waiting', for: 'consent', consent });
    expect(stability.calls).toHaveLength(0);

    const consents = agreeTo(noConsents, consent);
    const outcome = await router.run({ ...request, consents }, silent, never);
    expect(outcome).toMatchObject({ status: 'done', receipt: { losses: [{ what: 'seed' }] } });
  });

  it('needs no question where it was accepted beforehand', async () => {
    const ports = createMemoryPorts({
      providers: [createFakeProvider({ id: 'stability', ...seedless })],
    });
    const request = requestFor('edit', { ...seeded, acceptLosses: true });
    expect((await createRouter(ports).run(request, silent, never)).status).toBe('done');
  });
});
