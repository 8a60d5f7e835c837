import { describe, expect, it } from 'vitest';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeClock } from './support/fake-clock.ts';
import {
  type Behaviour,
  createFakeProvider,
  failing,
  hanging,
  slowly,
  succeeding,
} from './support/fake-provider.ts';
import { createMemoryPorts, type MemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';
import { PATIENCE_MS, type Played, play } from './support/two-providers.ts';

const answering = (text: string): Behaviour =>
  succeeding({ output: { kind: 'text', text }, cost: 700 });

const saying =
  (delta: string, then: Behaviour): Behaviour =>
  (request, context) => {
    context.onText(delta);
    return then(request, context);
  };

const money = ({ ports }: Played): readonly (readonly [string, string, number])[] =>
  [...ports.budget.entries.values()].map(({ provider, state, cost }) => [provider, state, cost]);

describe('two providers for a cheap text', () => {
  it('are one where the first answers in time', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS - 1, answering('first')),
      second: () => answering('second'),
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'openai' });
    expect(played.anthropic.calls).toHaveLength(0);
    expect(played.tookMs).toBe(PATIENCE_MS - 1);
  });

  it('are one where the first speaks in time, however long it then takes', async () => {
    const played = await play({
      first: (clock) => saying('a ', slowly(clock, 40_000, answering('a bicycle'))),
      second: () => answering('second'),
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'openai' });
    expect(played.anthropic.calls).toHaveLength(0);
  });

  it('are one after the other where the first fails in time', async () => {
    const played = await play({
      first: () => failing('fail-over'),
      second: () => answering('second'),
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'anthropic' });
    expect(played.anthropic.calls).toHaveLength(1);
    expect(played.tookMs).toBe(0);
  });

  it('let the second win, abort the first, and account for both', async () => {
    const played = await play({
      first: () => hanging(),
      second: (clock) => slowly(clock, 500, answering('second')),
    });
    expect(played.outcome).toMatchObject({
      status: 'done',
      provider: 'anthropic',
      output: { text: 'second' },
      receipt: {
        provider: 'anthropic',
        cost: 700,
        attempts: [
          { provider: 'openai', outcome: 'cancelled', cost: null },
          { provider: 'anthropic', outcome: 'succeeded', cost: 700 },
        ],
      },
    });
    expect(played.tookMs).toBe(PATIENCE_MS + 500);
    expect(money(played)).toEqual([
      ['openai', 'held', 0],
      ['anthropic', 'settled', 700],
    ]);
    expect(played.ports.journal.begun).toHaveLength(2);
    expect(played.ports.journal.finished.map(({ mayHaveBilled }) => mayHaveBilled)).toEqual([
      false,
      true,
    ]);
  });

  it('let the first win late, and abort the second', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 200, answering('first')),
      second: () => hanging({ deaf: true }),
    });
    expect(played.outcome).toMatchObject({
      status: 'done',
      output: { text: 'first' },
      receipt: {
        attempts: [
          { provider: 'openai', outcome: 'succeeded' },
          { provider: 'anthropic', outcome: 'cancelled' },
        ],
      },
    });
    expect(played.tookMs).toBe(PATIENCE_MS + 200);
    expect(played.heard).toEqual(['> openai']);
  });

  it('both fail: as if one had been tried after the other', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 200, failing('fail-over')),
      second: () => failing('fail-over'),
    });
    expect(played.outcome).toMatchObject({
      status: 'failed',
      error: { kind: 'provider-unreachable' },
      receipt: { cost: 0, attempts: [{ outcome: 'fail-over' }, { outcome: 'fail-over' }] },
    });
    expect(played.openai.calls).toHaveLength(1);
    expect(played.anthropic.calls).toHaveLength(1);
  });

  it('both stop when the user cancels', async () => {
    const played = await play({
      first: () => hanging({ deaf: true }),
      second: () => hanging(),
      cancelAfterMs: PATIENCE_MS + 1000,
    });
    expect(played.outcome).toMatchObject({
      status: 'cancelled',
      receipt: { attempts: [{ outcome: 'cancelled' }, { outcome: 'cancelled' }] },
    });
    expect(money(played).map(([, state]) => state)).toEqual(['held', 'held']);
    expect(played.tookMs).toBe(PATIENCE_MS + 1000);
  });

  it('stay one where the user cancels first', async () => {
    const played = await play({
      first: () => hanging(),
      second: () => answering('second'),
      cancelAfterMs: 1000,
    });
    expect(played.outcome.status).toBe('cancelled');
    expect(played.anthropic.calls).toHaveLength(0);
  });

  it('are heard one at a time: whoever speaks first, and the winner in the end', async () => {
    const whole = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 300, saying('b', answering('b'))),
      second: (clock) => saying('a', slowly(clock, 900, answering('a'))),
    });
    expect(whole.heard).toEqual(['> openai', '> anthropic', 'a', '> openai', 'b']);
    expect(whole.outcome).toMatchObject({ output: { text: 'b' } });
  });

  it('let the other one be heard from the moment when the leader fails', async () => {
    const { heard, outcome } = await play({
      first: (clock) =>
        slowly(
          clock,
          PATIENCE_MS + 300,
          saying('b', slowly(clock, 900, saying('c', answering('bc')))),
        ),
      second: (clock) => saying('a', slowly(clock, 600, failing('fail-over'))),
    });
    expect(heard).toEqual(['> openai', '> anthropic', 'a', '> openai', 'b', 'c']);
    expect(outcome).toMatchObject({ output: { text: 'bc' } });
  });

  it('are one where the budget has room for one only', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 300, answering('first')),
      second: () => answering('second'),
      day: 1500,
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'openai' });
    expect(played.anthropic.calls).toHaveLength(0);
  });

  it('give the second its own turn where there was no room beside the first', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 300, failing('fail-over')),
      second: () => answering('second'),
      day: 1500,
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'anthropic' });
    expect(played.anthropic.calls).toHaveLength(1);
  });

  it('go on where the other one refuses the content, which both have seen', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS + 300, failing('policy')),
      second: (clock) => slowly(clock, 900, answering('second')),
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'anthropic' });
  });

  it('stay one where the first refuses before the second is asked', async () => {
    const played = await play({
      first: (clock) => slowly(clock, PATIENCE_MS - 1, failing('policy')),
      second: () => answering('second'),
    });
    expect(played.outcome).toMatchObject({
      status: 'waiting',
      for: 'consent',
      consent: { refusedBy: 'openai', next: 'anthropic' },
    });
    expect(played.anthropic.calls).toHaveLength(0);
  });

  it('send nothing to the second that is still being prepared when the first refuses', async () => {
    const clock = createFakeClock();
    const openai = createFakeProvider({
      id: 'openai',
      cost: 900,
      behaviours: [slowly(clock, PATIENCE_MS + 300, failing('policy'))],
    });
    const anthropic = createFakeProvider({ id: 'anthropic', cost: 900 });
    const memory = createMemoryPorts({
      clock,
      providers: [openai, anthropic],
      settings: { hedge: true },
    });
    let prepared = 0;
    const images: MemoryPorts['images'] = {
      ...memory.images,
      async prepare(request, options) {
        prepared += 1;
        if (prepared === 2) await clock.sleep(1000, never);
        return memory.images.prepare(request, options);
      },
    };
    const outcome = await createRouter({ ...memory, images }).run(
      requestFor('describe'),
      silent,
      never,
    );
    expect(prepared).toBe(2);
    expect(outcome).toMatchObject({ status: 'waiting', for: 'consent' });
    expect(anthropic.calls).toHaveLength(0);
    expect(memory.budget.entries.size).toBe(1);
  });

  it('are one where an earlier result is known, of either', async () => {
    const clock = createFakeClock();
    const openai = createFakeProvider({
      id: 'openai',
      cost: 900,
      behaviours: [answering('first'), hanging()],
    });
    const anthropic = createFakeProvider({ id: 'anthropic', cost: 900 });
    const ports = createMemoryPorts({
      clock,
      providers: [openai, anthropic],
      settings: { hedge: true },
    });
    const router = createRouter(ports);
    await router.run(requestFor('describe'), silent, never);
    const before = clock.now();
    const again = await router.run(requestFor('describe'), silent, never);
    expect(again).toMatchObject({ status: 'done', receipt: { cache: 'hit', cost: 0 } });
    expect(clock.now()).toBe(before);

    await router.run(requestFor('tags', { exclude: ['openai'] }), silent, never);
    const other = await router.run(requestFor('tags'), silent, never);
    expect(other).toMatchObject({
      status: 'done',
      provider: 'anthropic',
      receipt: { cache: 'hit', attempts: [{ provider: 'openai', outcome: 'cancelled' }] },
    });
    expect(anthropic.calls).toHaveLength(1);
  });

  it('are one for an image, however long it takes', async () => {
    const played = await play({
      operation: 'edit',
      first: (clock) => slowly(clock, 50_000, succeeding()),
      second: () => succeeding(),
    });
    expect(played.outcome).toMatchObject({ status: 'done', provider: 'openai' });
    expect(played.anthropic.calls).toHaveLength(0);
  });
});
