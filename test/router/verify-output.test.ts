import { describe, expect, it } from 'vitest';
import { fail } from '../../electron/contract/app-error.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeImages } from './support/fake-images.ts';
import { createFakeProvider, succeeding } from './support/fake-provider.ts';
import { createMemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

describe('an answer', () => {
  it.each([
    ['no image', { output: { kind: 'images', files: [] } }],
    ['a text for an image', { output: { kind: 'text', text: 'Sorry, I can only describe it.' } }],
  ] as const)('that is %s is no result, and is paid for', async (_name, result) => {
    const openai = createFakeProvider({
      id: 'openai',
      cost: 40_000,
      behaviours: [succeeding({ ...result, cost: 39_000 })],
    });
    const stability = createFakeProvider({ id: 'stability', cost: 40_000 });
    const ports = createMemoryPorts({ providers: [openai, stability] });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { kind: 'provider-bad-output' },
      receipt: { cost: 39_000 },
    });
    expect(stability.calls).toHaveLength(0);
  });

  it('without a word is no description, but a photo may be without words', async () => {
    const silentModel = createFakeProvider({
      id: 'openai',
      cost: 100,
      behaviours: [succeeding({ output: { kind: 'text', text: ' ' } })],
    });
    const ports = createMemoryPorts({ providers: [silentModel] });
    const router = createRouter(ports);
    expect((await router.run(requestFor('describe'), silent, never)).status).toBe('failed');
    expect((await router.run(requestFor('ocr'), silent, never)).status).toBe('done');
  });

  it.each([
    ['inpaint', {}, [{ width: 800, height: 600, alpha: false }, 'outside-mask']],
    ['remove-background', {}, [{ width: 800, height: 600, alpha: true }, null]],
    ['upscale', { factor: 4 }, [{ width: 3200, height: 2400, alpha: false }, null]],
    [
      'outpaint',
      { left: 100, down: 50 },
      [{ width: 900, height: 650, alpha: false }, 'inside-frame'],
    ],
    ['vary', {}, [{ width: null, height: null, alpha: false }, null]],
    ['generate', { transparent: true }, [{ width: null, height: null, alpha: true }, null]],
  ] as const)(
    'to %s is checked against its promise',
    async (operation, options, [expected, kept]) => {
      const checks: unknown[] = [];
      const images = createFakeImages();
      const ports = createMemoryPorts({
        providers: [createFakeProvider({ id: 'openai' })],
        images: {
          ...images,
          verify: (input) => {
            checks.push([input.expect, input.original?.keep.kind ?? null]);
            return images.verify(input);
          },
        },
      });
      const outcome = await createRouter(ports).run(
        requestFor(operation, { options }),
        silent,
        never,
      );
      expect(outcome.status).toBe('done');
      expect(checks).toEqual([[expected, kept]]);
    },
  );

  it('is looked at again when a worker crashed over it: it has been paid for', async () => {
    const images = createFakeImages();
    let crashes = 0;
    const ports = createMemoryPorts({
      providers: [createFakeProvider({ id: 'openai', cost: 40_000 })],
      images: {
        ...images,
        verify: (input) => {
          crashes += 1;
          return crashes === 1 ? Promise.reject(fail('worker-crashed')) : images.verify(input);
        },
      },
    });
    const outcome = await createRouter(ports).run(requestFor('edit'), silent, never);
    expect(outcome.status).toBe('done');
    expect(outcome.receipt.attempts).toHaveLength(1);
  });
});
