import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, prepareRequest, recordAttempt, type Order } from '../attempt.ts';
import {
  core,
  createProviderFor,
  fileOf,
  prices,
  startStability,
  type StabilityUnderTest,
} from './stability-under-test.ts';

let stability: StabilityUnderTest;
beforeAll(async () => {
  stability = await startStability();
});
beforeEach(() => stability.simulator.clearFaults());
afterAll(() => stability.simulator.close());

describe('every path answers with an image', () => {
  const prompt = 'a lighthouse';
  const seed = 4_711;
  const cases: readonly [order: () => Order, path: string, size: readonly [number, number]][] = [
    [() => ({ ...core, options: { prompt, seed } }), 'generate/core', [1280, 1280]],
    [() => generate('generate/ultra', 'high'), 'generate/ultra', [1024, 1024]],
    [() => generate('sd3.5-large', 'high'), 'generate/sd3', [1024, 1024]],
    [() => generate('sd3.5-medium', 'standard'), 'generate/sd3', [1024, 1024]],
    [() => generate('sd3.5-flash', 'draft'), 'generate/sd3', [1024, 1024]],
    [() => onImage('edit', 'sd3.5-large', { prompt }), 'generate/sd3', [128, 96]],
    [() => onImage('vary', 'generate/ultra', {}), 'generate/ultra', [128, 96]],
    [() => onImage('vary', 'sd3.5-large-turbo', { strength: 0.2 }), 'generate/sd3', [128, 96]],
    [() => onMask('inpaint', 'edit/inpaint', { prompt }), 'edit/inpaint', [128, 96]],
    [() => onMask('erase', 'edit/erase', { seed }), 'edit/erase', [128, 96]],
    [() => onImage('outpaint', 'edit/outpaint', { left: 30 }), 'edit/outpaint', [158, 96]],
    [
      () => onImage('search-and-replace', 'edit/search-and-replace', { search: 'sea', prompt }),
      'edit/search-and-replace',
      [128, 96],
    ],
    [
      () => onImage('recolor', 'edit/search-and-recolor', { select: 'sea', prompt }),
      'edit/search-and-recolor',
      [128, 96],
    ],
    [
      () => onImage('remove-background', 'edit/remove-background', {}),
      'edit/remove-background',
      [128, 96],
    ],
    [
      () => onImage('replace-background', 'edit/replace-background-and-relight', { prompt }),
      'edit/replace-background-and-relight',
      [128, 96],
    ],
    [
      () => onImage('upscale', 'upscale/fast', { mode: 'fast', factor: 4 }),
      'upscale/fast',
      [512, 384],
    ],
    [
      () => onImage('upscale', 'upscale/conservative', { mode: 'conservative' }),
      'upscale/conservative',
      [2365, 1774],
    ],
    [
      () => onImage('upscale', 'upscale/creative', { mode: 'creative' }),
      'upscale/creative',
      [2365, 1774],
    ],
    [() => restyle('sketch'), 'control/sketch', [128, 96]],
    [() => restyle('structure'), 'control/structure', [128, 96]],
    [() => restyle('style'), 'control/style', [1024, 1024]],
    [() => styleTransfer(), 'control/style-transfer', [128, 96]],
  ];

  it.each(cases)('$1 (%#)', async (order, path, [width, height]) => {
    const sent = stability.simulator.requests.length;
    const attempt = await recordAttempt(prices);

    const result = await stability.provider.processImage(
      prepareRequest(stability.provider, order()),
      attempt,
    );

    expect(stability.simulator.requests[sent]?.path).toBe(`/v2beta/stable-image/${path}`);
    expect(result).toMatchObject({
      cost: null,
      requestId: expect.stringMatching(/^req_sim_/),
      finishReason: 'SUCCESS',
    });
    const file = fileOf(result);
    expect(file.mediaType).toBe('image/png');
    expect(file.path.startsWith(attempt.folder)).toBe(true);
    expect(await sharp(await readFile(file.path)).metadata()).toMatchObject({ width, height });
    expect(stability.simulator.violations).toEqual([]);
  });

  function generate(model: string, quality: string): Order {
    return { operation: 'generate', model, options: { prompt, quality, aspectRatio: '1:1' } };
  }
  function onImage(operation: Order['operation'], model: string, options: object): Order {
    return { operation, model, options, image: stability.image };
  }
  function onMask(operation: Order['operation'], model: string, options: object): Order {
    return { operation, model, options, image: stability.image, mask: stability.mask };
  }
  function restyle(mode: string): Order {
    return onImage('restyle', `control/${mode}`, { mode, prompt });
  }
});

function styleTransfer(): Order {
  const { image, mask: reference } = stability;
  const options = { strength: 0.8 };
  return {
    operation: 'style-transfer',
    model: 'control/style-transfer',
    options,
    image,
    reference,
  };
}

it('sends a reference beside the image, under the names that the path wants', async () => {
  await stability.run(styleTransfer());
  expect(stability.simulator.requests.at(-1)?.body).toMatchObject({
    fields: { style_strength: ['0.8'] },
    files: [{ field: 'init_image' }, { field: 'style_image' }],
  });
});

it('never sends a style transfer without its reference', async () => {
  const sent = stability.simulator.requests.length;
  const { reference: _left, ...order } = styleTransfer();
  expect((await failureOf(stability.run(order))).details).toMatchObject({
    class: 'fail-over',
    error: { kind: 'invalid-request' },
  });
  expect(stability.simulator.requests).toHaveLength(sent);
});

it('uses the seed that was asked for and tells the one that was used', async () => {
  const options = { prompt: 'a lighthouse', seed: 4_711 };
  expect(fileOf(await stability.run({ ...core, options })).seed).toBe(4_711);
  expect(fileOf(await stability.run(core)).seed).toBeGreaterThan(0);
});

describe('health', () => {
  const signal = new AbortController().signal;

  it('is asked by the balance, which is free', async () => {
    const billed = stability.simulator.ledger.images;
    expect(await stability.provider.getHealth(signal)).toEqual({
      status: 'ok',
      latencyMs: expect.any(Number),
    });
    expect(stability.simulator.ledger.images).toBe(billed);
  });

  it('is not asked without a key', async () => {
    const keyless = createProviderFor(stability.simulator.url, { apiKey: null });
    expect(await keyless.getHealth(signal)).toEqual({ status: 'not-configured' });
  });

  it.each([
    ['bad-key', { status: 'account', reason: 'bad-key' }],
    ['payment-required', { status: 'account', reason: 'no-credit' }],
    ['server-error-500', { status: 'down' }],
    ['truncated-json', { status: 'down' }],
    ['reset', { status: 'down' }],
  ] as const)('tells %s', async (fault, health) => {
    stability.simulator.fail(fault);
    expect(await stability.provider.getHealth(signal)).toMatchObject(health);
  });
});
