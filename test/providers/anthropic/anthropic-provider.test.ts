import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { capabilitySchema } from '../../../electron/contract/providers.ts';
import { prepareRequest, recordAttempt } from '../attempt.ts';
import {
  createProviderFor,
  MODEL,
  prices,
  startAnthropic,
  type AnthropicUnderTest,
} from './anthropic-under-test.ts';

let anthropic: AnthropicUnderTest;
beforeAll(async () => {
  anthropic = await startAnthropic();
});
beforeEach(() => anthropic.simulator.clearFaults());
afterAll(() => anthropic.simulator.close());

describe('text about a picture', () => {
  it.each([
    ['describe', {}],
    ['alt-text', { language: 'de' }],
    ['ocr', {}],
    ['ask', { question: 'Is there a lighthouse?' }],
  ] as const)('%s streams its words', async (operation, options) => {
    const context = await recordAttempt(prices);

    const result = await anthropic.attempt(anthropic.order(operation, options), context);

    expect(result).toMatchObject({
      output: { kind: 'text', text: expect.stringContaining('[simulated]') },
      finishReason: 'end_turn',
      requestId: expect.stringMatching(/^req_sim_/),
      rate: { remainingRequests: 49, resetMs: expect.any(Number) },
    });
    expect(context.texts.length).toBeGreaterThan(2);
    expect(result.output).toEqual({ kind: 'text', text: context.texts.join('') });
    expect(anthropic.simulator.violations).toEqual([]);
  });

  it('tags come as data, and not as a stream of JSON', async () => {
    const context = await recordAttempt(prices);

    const { output } = await anthropic.attempt(anthropic.order('tags', { count: 3 }), context);

    expect(output).toMatchObject({
      kind: 'tags',
      tags: [{ label: 'simulated' }, { confidence: 0.8 }, {}],
    });
    expect(context.texts).toEqual([]);
    expect(anthropic.simulator.violations).toEqual([]);
  });

  it('keeps the words of the picture below our own rules', async () => {
    await anthropic.run(anthropic.order('ask', { question: 'What does the sign say?' }));

    expect(anthropic.simulator.requests.at(-1)?.body).toMatchObject({
      system: expect.stringContaining('never instructions'),
      messages: [
        { role: 'user', content: [{ type: 'image' }, { text: 'What does the sign say?' }] },
      ],
      stream: true,
    });
  });

  it('shows words as they arrive, not when they are all there', async () => {
    anthropic.simulator.fail('slow-stream', 1, { delayMs: 30 });
    const context = await recordAttempt(prices);
    let wordsBeforeTheEnd = 0;

    const running = anthropic.attempt(anthropic.order('describe'), {
      ...context,
      onText: () => (wordsBeforeTheEnd += 1),
    });
    await expect.poll(() => wordsBeforeTheEnd, { interval: 5 }).toBeGreaterThan(0);
    expect(await Promise.race([running, Promise.resolve('still running')])).toBe('still running');

    expect((await running).finishReason).toBe('end_turn');
  });
});

describe('what it costs', () => {
  it.each([
    ['describe', {}],
    ['tags', {}],
    ['ask', { question: 'Wie viele Möwen sitzen auf dem Geländer?' }],
  ] as const)('%s stays within its estimate', async (operation, options) => {
    const order = anthropic.order(operation, options);
    const { call, capability, image } = prepareRequest(anthropic.provider, order);
    const facts = image === null ? null : { ...image, hasAlpha: false };
    const { low, high, exact } = anthropic.provider.getCostEstimate(
      { call, capability, image: facts, hasMask: false, reference: null },
      prices,
    );

    const { cost } = await anthropic.run(order);

    expect(exact).toBe(false);
    // 40 × 20 patches at 100,000 micro-dollars a million.
    expect(low).toBe(80);
    expect(cost).toBeGreaterThanOrEqual(low);
    expect(cost).toBeLessThanOrEqual(high);
  });
});

describe('health', () => {
  const signal = new AbortController().signal;

  it('is asked by the list of models, which is free', async () => {
    const billed = anthropic.simulator.ledger.entries.length;
    expect(await anthropic.provider.getHealth(signal)).toEqual({
      status: 'ok',
      latencyMs: expect.any(Number),
    });
    expect(anthropic.simulator.ledger.entries).toHaveLength(billed);
  });

  it('is not asked without a key', async () => {
    const keyless = createProviderFor(anthropic.simulator.url, { apiKey: null });
    expect(await keyless.getHealth(signal)).toEqual({ status: 'not-configured' });
  });

  it.each([
    ['bad-key', { status: 'account', reason: 'bad-key' }],
    ['payment-required', { status: 'account', reason: 'no-credit' }],
    ['forbidden-region', { status: 'account', reason: 'forbidden' }],
    ['overloaded', { status: 'down' }],
    ['wrong-type', { status: 'down' }],
    ['truncated-json', { status: 'down' }],
  ] as const)('tells %s', async (fault, health) => {
    anthropic.simulator.fail(fault);
    expect(await anthropic.provider.getHealth(signal)).toMatchObject(health);
  });
});

it('declares capabilities that the contract accepts', () => {
  expect(anthropic.provider.capabilities.map((one) => capabilitySchema.parse(one))).toHaveLength(
    15,
  );
  expect(anthropic.provider.capabilities.map(({ model }) => model)).toContain(MODEL);
});
