import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilitySchema } from '../../../electron/contract/providers.ts';
import { defaultPrices } from '../../../electron/providers/default-prices.ts';
import type { InputImage, PreparedFile } from '../../../electron/providers/provider.ts';
import { prepareRequest, type Order } from '../attempt.ts';
import {
  IMAGE_MODEL,
  prices,
  startOpenAi,
  TEXT_MODEL,
  type OpenAiUnderTest,
} from './openai-under-test.ts';

let openai: OpenAiUnderTest;
beforeAll(async () => {
  openai = await startOpenAi();
});
afterAll(() => openai.close());

function estimate(order: Order, priceList = prices) {
  const { call, capability, image, mask } = prepareRequest(openai.provider, order);
  return openai.provider.getCostEstimate(
    {
      call,
      capability,
      image: image === null ? null : factsOf(image),
      hasMask: mask !== null,
      reference: null,
    },
    priceList,
  );
}

function factsOf({ width, height, bytes, format }: PreparedFile): InputImage {
  return { width, height, bytes, format, hasAlpha: false };
}

describe('estimates', () => {
  it('hold what is billed between low and high', async () => {
    const orders: readonly Order[] = [
      { operation: 'describe', model: TEXT_MODEL, image: openai.image },
      { operation: 'tags', model: TEXT_MODEL, image: openai.image },
      { operation: 'generate', model: IMAGE_MODEL, options: { prompt: 'a fox' } },
      {
        operation: 'generate',
        model: IMAGE_MODEL,
        options: { prompt: 'a fox', count: 2, quality: 'high', aspectRatio: '3:2' },
      },
      {
        operation: 'edit',
        model: IMAGE_MODEL,
        image: openai.image,
        options: { prompt: 'a red hat' },
      },
      { operation: 'erase', model: IMAGE_MODEL, image: openai.image, mask: openai.mask },
    ];
    for (const order of orders) {
      const { low, high } = estimate(order);
      const { cost } = await openai.run(order);
      expect({ order, holds: cost !== null && low <= cost && cost <= high }).toEqual({
        order,
        holds: true,
      });
    }
  });

  it('count a picture of 24 megapixels as it is seen: shrunk', () => {
    const large = { ...openai.image, width: 6000, height: 4000 };
    const { basis } = estimate({ operation: 'describe', model: TEXT_MODEL, image: large });
    expect(basis).toContain('(3000 for the picture)');
  });

  it('are never free for a model without a price', () => {
    const none = { version: 'none', models: {} };
    const words = estimate({ operation: 'describe', model: TEXT_MODEL, image: openai.image }, none);
    const draw: Order = { operation: 'generate', model: IMAGE_MODEL, options: { prompt: 'x' } };
    expect(words.high).toBeGreaterThan(0);
    expect(estimate(draw, none).high).toBeGreaterThan(words.high);
  });
});

describe('capabilities', () => {
  it('have a price from the first day', () => {
    for (const { model } of openai.provider.capabilities) {
      expect(defaultPrices.models.openai).toHaveProperty([model]);
    }
  });

  it('are valid data, one for each operation and model', () => {
    const { capabilities } = openai.provider;
    for (const capability of capabilities) {
      capabilitySchema.parse(capability);
    }
    const keys = capabilities.map(({ operation, model }) => `${operation} ${model}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
