import { describe, expect, it } from 'vitest';
import type { RouterSettings } from '../../electron/router/ports.ts';
import type { RouteOutcome, RunRequest } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import {
  type Behaviour,
  capabilityFor,
  createFakeProvider,
  failing,
  type FakeProvider,
  succeeding,
} from './support/fake-provider.ts';
import { createMemoryPorts, type MemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

interface World {
  readonly ports: MemoryPorts;
  /** Counts how often an input was compiled. */
  readonly prepared: () => number;
  online: boolean;
  settings: Partial<RouterSettings>;
  run(request: RunRequest): Promise<RouteOutcome>;
}

function worldOf(providers: readonly FakeProvider[]): World {
  const ports = createMemoryPorts({ providers });
  let prepared = 0;
  const world: World = {
    ports,
    prepared: () => prepared,
    online: true,
    settings: {},
    run: (request) => router.run(request, silent, never),
  };
  const router = createRouter({
    ...ports,
    online: () => world.online,
    settings: () => ({ ...ports.settings(), ...world.settings }),
    images: {
      ...ports.images,
      prepare: (...input) => {
        prepared += 1;
        return ports.images.prepare(...input);
      },
    },
  });
  return world;
}

/** A world in which OpenAI has described the photo already. */
async function described(others: readonly FakeProvider[] = [], behaviours?: readonly Behaviour[]) {
  const openai = createFakeProvider({
    id: 'openai',
    cost: 5000,
    ...(behaviours && { behaviours }),
  });
  const world = worldOf([openai, ...others]);
  await world.run(requestFor('describe'));
  return { openai, world };
}

const earlier = { status: 'done', provider: 'openai', receipt: { cache: 'hit', cost: 0 } };

describe('an earlier result of a provider that rests', () => {
  it('is there without a network; nothing is sent, and nothing reserved', async () => {
    const { openai, world } = await described();
    world.online = false;
    const outcome = await world.run(requestFor('describe'));
    expect(outcome).toMatchObject(earlier);
    expect(outcome.receipt).toMatchObject({
      attempts: [],
      route: { candidates: [], excluded: [{ provider: 'openai', reason: 'offline' }] },
    });
    expect(openai.calls).toHaveLength(1);
    expect(world.ports.journal.begun).toHaveLength(1);
    expect(world.ports.budget.entries.size).toBe(1);
  });

  it('is taken before another provider is paid', async () => {
    const anthropic = createFakeProvider({ id: 'anthropic', cost: 900 });
    const { openai, world } = await described([anthropic]);
    world.settings = { budgets: { day: 6000, month: null } };
    expect(await world.run(requestFor('describe'))).toMatchObject(earlier);
    expect(openai.calls).toHaveLength(1);
    expect(anthropic.calls).toHaveLength(0);
  });

  it('is taken while its breaker is open', async () => {
    const { world } = await described([], [succeeding(), failing('fail-over')]);
    for (let failures = 0; failures < 3; failures += 1) await world.run(requestFor('tags'));
    const outcome = await world.run(requestFor('describe'));
    expect(outcome).toMatchObject(earlier);
    expect(outcome.receipt.route.excluded).toMatchObject([{ reason: 'breaker-open' }]);
  });

  it('stands back behind a candidate that comes first', async () => {
    const local = createFakeProvider({ id: 'on-device', local: true });
    const world = worldOf([createFakeProvider({ id: 'openai', cost: 5000 }), local]);
    await world.run(requestFor('describe', { exclude: ['on-device'] }));
    world.online = false;
    world.settings = { providerOrder: ['on-device', 'openai'] };
    const outcome = await world.run(requestFor('describe'));
    expect(outcome).toMatchObject({ status: 'done', provider: 'on-device' });
  });

  it('is passed over where there is none', async () => {
    const local = createFakeProvider({ id: 'on-device', local: true });
    const world = worldOf([createFakeProvider({ id: 'openai', cost: 5000 }), local]);
    world.online = false;
    world.settings = { providerOrder: ['openai', 'on-device'] };
    const outcome = await world.run(requestFor('describe'));
    expect(outcome).toMatchObject({ status: 'done', provider: 'on-device' });
    expect(await world.run(requestFor('ask', { exclude: ['on-device'] }))).toMatchObject({
      status: 'waiting',
      for: 'offline',
    });
  });

  it.each<{ readonly because: string; readonly settings: Partial<RouterSettings> }>([
    { because: 'the user has turned it off', settings: { disabledProviders: ['openai'] } },
    { because: 'nothing may come from elsewhere', settings: { onDeviceOnly: true } },
  ])('is not taken where $because', async ({ settings }) => {
    const { world } = await described();
    world.online = false;
    world.settings = settings;
    expect((await world.run(requestFor('describe'))).status).toBe('failed');
  });

  it('is not even looked for where results are not kept', async () => {
    const { world } = await described();
    const before = world.prepared();
    world.online = false;
    world.settings = { cacheResults: false };
    expect(await world.run(requestFor('describe'))).toMatchObject({ status: 'waiting' });
    expect(world.prepared()).toBe(before);
  });

  it('is not taken if it lacks something that nobody has agreed to lose', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      capabilities: [capabilityFor('describe', { honours: ['detail'] })],
    });
    const world = worldOf([openai]);
    const german = { options: { language: 'de' } };
    await world.run(requestFor('describe', { ...german, acceptLosses: true }));
    expect(openai.calls).toHaveLength(1);
    world.online = false;
    expect((await world.run(requestFor('describe', german))).status).toBe('waiting');
    const accepting = requestFor('describe', { ...german, acceptLosses: true });
    expect(await world.run(accepting)).toMatchObject(earlier);
  });
});
