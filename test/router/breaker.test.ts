import { describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import type { HealthStatus } from '../../electron/contract/providers.ts';
import {
  afterAnswer,
  afterProbe,
  type Breaker,
  healthyBreaker,
  isProbeDue,
  isSickness,
} from '../../electron/router/breaker.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeProvider, failing, succeeding } from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

/** `+` an answer, `-` a failure, one a second. */
function history(marks: string): Breaker {
  return marks
    .split('')
    .reduce<Breaker>(
      (breaker, mark, second) => afterAnswer(breaker, mark === '+', second * 1000),
      healthyBreaker,
    );
}

describe('the health breaker', () => {
  it.each([
    ['', 'closed'],
    ['--', 'closed'],
    ['---', 'open'],
    ['--+--', 'closed'],
    ['-+-+-+-+-', 'closed'],
    ['-+-+-+-+-+', 'open'],
    ['-++-++-++-', 'closed'],
  ] as const)('after %s is %s', (marks, state) => {
    expect(history(marks).state).toBe(state);
  });

  it('lets probes through only when its rest is over, and rests longer each time', () => {
    const opened = history('---');
    expect(opened).toMatchObject({ until: 17_000 });
    expect(isProbeDue(opened, 16_999)).toBe(false);
    expect(isProbeDue(opened, 17_000)).toBe(true);
    const again = afterProbe(opened, false, 17_000);
    expect(again).toMatchObject({ state: 'open', until: 47_000 });
    let tired = again;
    for (let probes = 0; probes < 10; probes += 1) tired = afterProbe(tired, false, 0);
    expect(tired).toMatchObject({ until: 300_000 });
    expect(afterProbe(tired, true, 0)).toEqual(healthyBreaker);
  });

  it.each([
    ['wait', 'provider-overloaded', true],
    ['wait', 'provider-rate-limited', false],
    ['fail-over', 'provider-unreachable', true],
    ['fail-over', 'provider-rejected-input', false],
    ['ambiguous', 'provider-may-have-billed', true],
    ['account', 'provider-bad-key', false],
    ['policy', 'provider-refused', false],
    ['bad-output', 'provider-bad-output', false],
    ['cancelled', 'cancelled', false],
  ] as const)('takes %s (%s) for a sickness: %s', (failureClass, kind, sick) => {
    expect(isSickness({ class: failureClass, error: appError(kind) })).toBe(sick);
  });
});

describe('a provider that fails again and again', () => {
  const failThrice = async (health: () => Promise<HealthStatus>) => {
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [failing('fail-over'), failing('fail-over'), failing('fail-over'), succeeding()],
      health,
    });
    const ports = createMemoryPorts({ providers: [openai] });
    const router = createRouter(ports);
    for (let failures = 0; failures < 3; failures += 1) {
      await router.run(requestFor('edit'), silent, never);
    }
    return { openai, ports, router };
  };

  it('rests, is probed by a free call, and comes back', async () => {
    let probes = 0;
    const { openai, ports, router } = await failThrice(async () => {
      probes += 1;
      return { status: 'ok', latencyMs: 3 };
    });
    const resting = await router.run(requestFor('edit'), silent, never);
    expect(resting).toMatchObject({
      status: 'waiting',
      for: 'rate',
      until: ports.clock.now() + 15_000,
    });
    expect([openai.calls.length, probes]).toEqual([3, 0]);

    ports.clock.set(ports.clock.now() + 15_000);
    await router.probe(never);
    expect(probes).toBe(1);
    const outcome = await router.run(requestFor('edit'), silent, never);
    expect(outcome.status).toBe('done');
    expect(ports.events.filter(({ type }) => type === 'breaker-changed')).toEqual([
      { type: 'breaker-changed', provider: 'openai', open: true },
      { type: 'breaker-changed', provider: 'openai', open: false },
    ]);
  });

  it('rests on while it is down', async () => {
    const { ports, router } = await failThrice(async () => ({ status: 'down', reason: '503' }));
    ports.clock.set(ports.clock.now() + 15_000);
    await router.probe(never);
    const outcome = await router.run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({ status: 'waiting', until: ports.clock.now() + 30_000 });
  });

  it('is probed in the background of a run that finds its rest over', async () => {
    const { openai, ports, router } = await failThrice(async () => ({
      status: 'ok',
      latencyMs: 3,
    }));
    ports.clock.set(ports.clock.now() + 20_000);
    const early = await router.run(requestFor('edit'), silent, never);
    expect(early).toMatchObject({ status: 'waiting', until: ports.clock.now() + 1000 });
    const later = await router.run(requestFor('edit'), silent, never);
    expect(later.status).toBe('done');
    expect(openai.calls).toHaveLength(4);
  });

  it('rests on when its probe hangs', async () => {
    const { ports, router } = await failThrice(() => new Promise(() => undefined));
    ports.clock.set(ports.clock.now() + 15_000);
    await router.probe(never);
    expect(router.preview(requestFor('edit')).excluded).toMatchObject([{ reason: 'breaker-open' }]);
  });

  it('has its account closed where the probe finds that out', async () => {
    const { ports, router } = await failThrice(async () => ({
      status: 'account',
      reason: 'no-credit',
    }));
    ports.clock.set(ports.clock.now() + 15_000);
    await router.probe(never);
    expect(router.preview(requestFor('edit')).excluded).toMatchObject([
      { reason: 'account-closed' },
    ]);
  });
});
