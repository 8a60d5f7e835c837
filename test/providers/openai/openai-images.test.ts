import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseOperationCall } from '../../../electron/contract/operations.ts';
import { buildImageRequest, planImage } from '../../../electron/providers/openai/build-request.ts';
import type { OutputFile, ProcessingResult } from '../../../electron/providers/provider.ts';
import { failureOf, prepareRequest, recordAttempt, type Order } from '../attempt.ts';
import { IMAGE_MODEL, prices, startOpenAi, type OpenAiUnderTest } from './openai-under-test.ts';

let openai: OpenAiUnderTest;
beforeAll(async () => {
  openai = await startOpenAi();
});
beforeEach(() => openai.simulator.clearFaults());
afterAll(() => openai.close());

function filesOf({ output }: ProcessingResult): readonly OutputFile[] {
  return output.kind === 'images' ? output.files : [];
}

describe('images', () => {
  it('a generation has the size of its ratio, and its cost by reported usage', async () => {
    const order: Order = {
      operation: 'generate',
      model: IMAGE_MODEL,
      options: { prompt: 'a lighthouse', aspectRatio: '16:9', quality: 'draft' },
    };

    const result = await openai.run(order);

    const [file] = filesOf(result);
    expect(await sharp(file?.path).metadata()).toMatchObject({ width: 1536, height: 864 });
    const output = Math.ceil((196 * 1536 * 864) / (1024 * 1024));
    expect(result.cost).toBe(3 * 5 + output * 30);
    expect(openai.simulator.violations).toEqual([]);
  });

  it('several images come unstreamed, each in its own file', async () => {
    const options = { prompt: 'a fox', count: 3, quality: 'draft' };
    const result = await openai.run({ operation: 'generate', model: IMAGE_MODEL, options });
    expect(new Set(filesOf(result).map(({ path }) => path)).size).toBe(3);
    expect(openai.simulator.requests.at(-1)?.body).not.toHaveProperty('stream');
  });

  it('previews arrive before the result, as files that can be shown', async () => {
    const context = await recordAttempt(prices);
    const previews: string[] = [];
    const options = { prompt: 'a fox', quality: 'high' };

    await openai.attempt(
      { operation: 'generate', model: IMAGE_MODEL, options },
      { ...context, onPartialImage: ({ path }) => previews.push(path) },
    );

    expect(previews).toHaveLength(2);
    expect((await sharp(previews[0]).metadata()).width).toBe(1024);
  });

  it('transparency is asked for and comes', async () => {
    const cutOut: Order = {
      operation: 'remove-background',
      model: IMAGE_MODEL,
      image: openai.image,
    };
    const [file] = filesOf(await openai.run(cutOut));
    expect((await sharp(file?.path).metadata()).hasAlpha).toBe(true);
  });

  it.each([
    ['edit', { prompt: 'a red hat' }],
    ['search-and-replace', { search: 'the dog', prompt: 'a fox' }],
    ['recolor', { select: 'the car', prompt: 'green' }],
    ['replace-background', { prompt: 'a beach' }],
    ['vary', { strength: 0.9 }],
    ['restyle', { mode: 'sketch', prompt: 'oil painting' }],
  ] as const)('%s keeps the size and honours the contract', async (operation, options) => {
    const order: Order = { operation, model: IMAGE_MODEL, image: openai.image, options };

    const [file] = filesOf(await openai.run(order));

    expect(await sharp(file?.path).metadata()).toMatchObject({ width: 1024, height: 768 });
    expect(openai.simulator.requests.at(-1)?.body).toMatchObject({
      files: [{ field: 'image', type: 'image/png' }],
    });
    expect(openai.simulator.violations).toEqual([]);
  });

  it.each([
    ['inpaint', { prompt: 'a boat' }],
    ['erase', {}],
  ] as const)('%s sends the mask along', async (operation, options) => {
    const { image, mask } = openai;
    await openai.run({ operation, model: IMAGE_MODEL, image, mask, options });
    expect(openai.simulator.requests.at(-1)?.body).toMatchObject({
      files: [{ field: 'image' }, { field: 'mask', type: 'image/png' }],
    });
    expect(openai.simulator.violations).toEqual([]);
  });

  it('a style transfer sends two images, and estimates what it costs to see both', async () => {
    const { image, provider } = openai;
    const order: Order = {
      operation: 'style-transfer',
      model: IMAGE_MODEL,
      image,
      reference: image,
    };
    const { cost } = await openai.run(order);
    expect(openai.simulator.requests.at(-1)?.body).toMatchObject({
      files: [{ field: 'image[]' }, { field: 'image[]' }],
    });
    expect(openai.simulator.violations).toEqual([]);
    const { call, capability } = prepareRequest(provider, order);
    const seen = { ...image, hasAlpha: false };
    const request = { call, capability, image: seen, hasMask: false, reference: seen };
    const { low, high } = provider.getCostEstimate(request, prices);
    expect(cost).toBeGreaterThanOrEqual(low);
    expect(cost).toBeLessThanOrEqual(high);
    expect(provider.getCostEstimate({ ...request, reference: null }, prices).high).toBeLessThan(
      high,
    );
  });

  it.each([
    [{ width: 1024, height: 768 }, 4, 'png'],
    [{ width: 3840, height: 2160 }, 1, 'webp'],
    [{ width: 2048, height: 2048 }, 4, 'webp'],
  ] as const)('%o times %i comes as %s, to stay within an answer', (image, count, format) => {
    const call = parseOperationCall('edit', { prompt: 'x', count });
    const plan = planImage(call, image);
    expect(buildImageRequest(call, { model: IMAGE_MODEL, plan }).output_format).toBe(format);
  });

  it.each([
    ['edit', { prompt: 'x' }],
    ['erase', {}],
    ['style-transfer', {}],
  ] as const)(
    '%s without its image, mask or reference is never sent',
    async (operation, options) => {
      const sent = openai.simulator.requests.length;
      const image = operation === 'edit' ? {} : { image: openai.image };
      const order: Order = { operation, model: IMAGE_MODEL, options, ...image };
      expect((await failureOf(openai.run(order))).details).toMatchObject({
        class: 'fail-over',
        error: { kind: 'invalid-request' },
      });
      expect(openai.simulator.requests).toHaveLength(sent);
    },
  );

  it('an unstreamed answer cut in half is billed and bad', async () => {
    openai.simulator.fail('truncated-json');
    const order: Order = {
      operation: 'generate',
      model: IMAGE_MODEL,
      options: { prompt: 'x', count: 2 },
    };
    expect((await failureOf(openai.run(order))).details.class).toBe('bad-output');
  });

  it('bytes that are no image are billed and bad', async () => {
    openai.simulator.fail('not-an-image');
    const options = { prompt: 'a fox' };
    const { details } = await failureOf(
      openai.run({ operation: 'generate', model: IMAGE_MODEL, options }),
    );
    expect(details).toMatchObject({ class: 'bad-output', error: { kind: 'provider-bad-output' } });
    expect(details.cost).toBeGreaterThan(0);
  });
});
