import { describe, expect, it } from 'vitest';
import type { RunStep } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeImages } from './support/fake-images.ts';
import {
  type Behaviour,
  capabilityFor,
  createFakeProvider,
  failing,
  hanging,
  succeeding,
} from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

describe('a run', () => {
  it('reserves and journals before the request leaves, and closes both afterwards', async () => {
    const trace: string[] = [];
    const traced: Behaviour = (request, context) => {
      trace.push('sent');
      return succeeding({ cost: 30_000, requestId: 'req-1', finishReason: 'stop' })(
        request,
        context,
      );
    };
    const openai = createFakeProvider({ id: 'openai', cost: 40_000, behaviours: [traced] });
    const memory = createMemoryPorts({ providers: [openai] });
    const ports = {
      ...memory,
      images: {
        prepare: async (...input: Parameters<typeof memory.images.prepare>) => {
          trace.push('prepared');
          return memory.images.prepare(...input);
        },
        verify: async (...input: Parameters<typeof memory.images.verify>) => {
          trace.push('verified');
          return memory.images.verify(...input);
        },
      },
      budget: {
        ...memory.budget,
        reserve: (entry: Parameters<typeof memory.budget.reserve>[0]) => {
          trace.push('reserved');
          memory.budget.reserve(entry);
        },
        settle: (...settlement: Parameters<typeof memory.budget.settle>) => {
          trace.push('settled');
          memory.budget.settle(...settlement);
        },
      },
      journal: {
        ...memory.journal,
        begin: (attempt: Parameters<typeof memory.journal.begin>[0]) => {
          trace.push('journalled');
          memory.journal.begin(attempt);
        },
        finish: (...end: Parameters<typeof memory.journal.finish>) => {
          trace.push('finished');
          memory.journal.finish(...end);
        },
      },
    };

    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);

    expect(trace).toEqual([
      'prepared',
      'reserved',
      'journalled',
      'sent',
      'verified',
      'settled',
      'finished',
    ]);
    expect(outcome).toMatchObject({
      status: 'done',
      provider: 'openai',
      model: 'model-1',
      seed: null,
      receipt: {
        provider: 'openai',
        cost: 30_000,
        estimate: { high: 40_000 },
        cache: 'miss',
        finishReason: 'stop',
        attempts: [{ outcome: 'succeeded', cost: 30_000, requestId: 'req-1' }],
      },
    });
  });

  it('sends nothing, and sets no money aside, when the journal cannot write', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 40_000 });
    const memory = createMemoryPorts({ providers: [openai] });
    const journal = {
      ...memory.journal,
      begin: () => {
        throw new Error('disk full');
      },
    };
    const outcome = await createRouter({ ...memory, journal }).run(
      requestFor('edit'),
      silent,
      never,
    );
    expect(outcome.status).toBe('failed');
    expect(openai.calls).toHaveLength(0);
    expect([...memory.budget.entries.values()]).toEqual([]);
  });

  it('takes the estimate for the price where the provider does not say', async () => {
    const openai = createFakeProvider({ id: 'openai', cost: 40_000 });
    const ports = createMemoryPorts({ providers: [openai] });
    const { receipt } = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(receipt.cost).toBe(40_000);
  });

  it('tells what happens, in order, and voids the text of a failed attempt', async () => {
    const heard: string[] = [];
    const breaking: Behaviour = (request, context) => {
      context.onText('a blu');
      return failing('fail-over')(request, context);
    };
    const speaking: Behaviour = async (request, context) => {
      context.onText('a red ');
      context.onText('bicycle');
      return succeeding()(request, context);
    };
    const ports = createMemoryPorts({
      providers: [
        createFakeProvider({ id: 'openai', behaviours: [breaking] }),
        createFakeProvider({ id: 'anthropic', behaviours: [speaking] }),
      ],
    });
    await createRouter(ports).run(
      requestFor('describe'),
      {
        ...silent,
        onStep: (step: RunStep) => heard.push(step),
        onAttempt: ({ provider }) => heard.push(`> ${provider}`),
        onText: (delta) => heard.push(delta),
      },
      never,
    );
    expect(heard).toEqual([
      'preparing',
      '> openai',
      'sending',
      'receiving',
      'a blu',
      'preparing',
      '> anthropic',
      'sending',
      'receiving',
      'a red ',
      'bicycle',
      'verifying',
    ]);
  });

  it('hears no more of an attempt that is over', async () => {
    const heard: string[] = [];
    let haunt = (): void => undefined;
    const leaving: Behaviour = (request, context) => {
      haunt = () => context.onText('a ghost');
      return failing('fail-over')(request, context);
    };
    const haunted: Behaviour = (request, context) => {
      haunt();
      return succeeding()(request, context);
    };
    const ports = createMemoryPorts({
      providers: [
        createFakeProvider({ id: 'openai', behaviours: [leaving] }),
        createFakeProvider({ id: 'anthropic', behaviours: [haunted] }),
      ],
    });
    const callbacks = { ...silent, onText: (delta: string) => heard.push(delta) };
    await createRouter(ports).run(requestFor('describe'), callbacks, never);
    expect(heard).toEqual([]);
  });

  it('compiles the input anew, once, as the provider wants it', async () => {
    const overrides: unknown[] = [];
    const images = createFakeImages();
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [failing('fix', { fix: { maxBytes: 5000, format: 'jpeg' } }), succeeding()],
    });
    const ports = createMemoryPorts({
      providers: [openai],
      images: {
        ...images,
        prepare: (input, control) => {
          overrides.push([input.override, input.capability.image?.formats]);
          return images.prepare(input, control);
        },
      },
    });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome.status).toBe('done');
    expect(overrides).toEqual([
      [{}, ['png', 'jpeg']],
      [{ maxBytes: 5000 }, ['jpeg']],
    ]);
    expect(openai.calls.map(({ image }) => image?.bytes)).toEqual([100_000, 5000]);
  });

  it('compiles anew only once even where no image goes in', async () => {
    const openai = createFakeProvider({
      id: 'openai',
      behaviours: [failing('fix', { fix: { maxPixels: 1000 } })],
    });
    const ports = createMemoryPorts({ providers: [openai] });
    const outcome = await createRouter(ports).run(requestFor('generate'), silent, never);
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'provider-rejected-input' } });
    expect(openai.calls).toHaveLength(2);
  });

  it('calls a deadline that passed what it is: perhaps billed, or free', async () => {
    const paid = createFakeProvider({
      id: 'openai',
      cost: 40_000,
      behaviours: [hanging({ deaf: true })],
    });
    const free = createFakeProvider({ id: 'on-device', local: true, behaviours: [hanging()] });
    const outcome = async (provider: typeof paid): Promise<unknown> => {
      const ports = createMemoryPorts({ providers: [provider] });
      return createRouter(ports).run(requestFor('edit'), silent, never);
    };
    expect(await outcome(paid)).toMatchObject({
      status: 'unknown',
      provider: 'openai',
      retryCost: 40_000,
      error: { kind: 'provider-may-have-billed' },
      receipt: { attempts: [{ outcome: 'ambiguous', cost: null }] },
    });
    expect(await outcome(free)).toMatchObject({
      status: 'failed',
      error: { kind: 'deadline-passed' },
    });
    expect(free.calls).toHaveLength(2);
  });

  it('treats an error that no provider classified as one that may have cost money', async () => {
    const broken: Behaviour = () => Promise.reject(new TypeError('undefined is not a function'));
    const openai = createFakeProvider({ id: 'openai', cost: 40_000, behaviours: [broken] });
    const ports = createMemoryPorts({ providers: [openai] });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({
      status: 'unknown',
      error: { kind: 'provider-may-have-billed' },
    });
    expect(openai.calls).toHaveLength(1);
  });

  it('journals a remote id that arrives after the deadline', async () => {
    const late: Behaviour = (_request, context) =>
      new Promise(() => {
        context.signal.addEventListener('abort', () => context.onRemoteId('job-17'));
      });
    const stability = createFakeProvider({ id: 'stability', cost: 60_000, behaviours: [late] });
    const ports = createMemoryPorts({ providers: [stability] });
    await createRouter(ports).run(requestFor('upscale'), silent, never);
    expect([...ports.journal.remoteIds.values()]).toEqual(['job-17']);
  });

  it('stops spending where the job has reached its own limit', async () => {
    // Billed, but unusable and thought free: the next candidate must see what is left.
    const openai = createFakeProvider({
      id: 'openai',
      capabilities: [capabilityFor('describe')],
      cost: 1500,
      behaviours: [failing('ambiguous')],
    });
    const anthropic = createFakeProvider({ id: 'anthropic', cost: 1500 });
    const ports = createMemoryPorts({ providers: [openai, anthropic] });
    const request = requestFor('describe', { maxCost: 2000 });
    const outcome = await createRouter(ports).run(request, silent, never);
    expect(anthropic.calls).toHaveLength(0);
    expect(outcome).toMatchObject({ status: 'failed', error: { kind: 'budget-reached' } });
  });
});
