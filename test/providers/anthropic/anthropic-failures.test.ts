import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAnthropicSimulator } from '../../simulators/anthropic.ts';
import { failureOf, prepareRequest, recordAttempt } from '../attempt.ts';
import {
  createProviderFor,
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

describe('each failure has its class, and is not sent again', () => {
  it.each([
    ['rate-limited', 'wait', 'provider-rate-limited'],
    ['rate-limited-without-retry-after', 'wait', 'provider-rate-limited'],
    ['overloaded', 'wait', 'provider-overloaded'],
    ['spend-cap', 'account', 'provider-no-credit'],
    ['payment-required', 'account', 'provider-no-credit'],
    ['bad-key', 'account', 'provider-bad-key'],
    ['forbidden-region', 'account', 'provider-forbidden'],
    ['refusal', 'policy', 'provider-refused'],
    ['image-too-large', 'fix', 'provider-rejected-input'],
    ['payload-too-large', 'fix', 'provider-rejected-input'],
    ['not-found', 'fail-over', 'provider-failed'],
    ['server-error-500', 'ambiguous', 'provider-may-have-billed'],
    ['server-error-503', 'ambiguous', 'provider-may-have-billed'],
    ['gateway-timeout-504', 'ambiguous', 'provider-may-have-billed'],
    ['error-in-stream', 'ambiguous', 'provider-may-have-billed'],
    ['reset', 'ambiguous', 'provider-may-have-billed'],
    ['billed-but-lost', 'ambiguous', 'provider-may-have-billed'],
    ['cut-off', 'ambiguous', 'provider-may-have-billed'],
    ['truncated-json', 'ambiguous', 'provider-may-have-billed'],
    ['wrong-type', 'ambiguous', 'provider-may-have-billed'],
    ['oversized', 'bad-output', 'provider-bad-output'],
    ['empty-answer', 'bad-output', 'provider-bad-output'],
  ] as const)('%s → %s', async (fault, failureClass, kind) => {
    const sent = anthropic.simulator.requests.length;
    anthropic.simulator.fail(fault);

    const { details } = await failureOf(anthropic.run(anthropic.order('describe')));

    expect(details).toMatchObject({ class: failureClass, error: { kind } });
    expect(anthropic.simulator.requests).toHaveLength(sent + 1);
  });

  it('tells how long to wait, where the answer does', async () => {
    anthropic.simulator.fail('rate-limited');
    anthropic.simulator.fail('rate-limited-without-retry-after');
    const told = await failureOf(anthropic.run(anthropic.order('ocr')));
    const untold = await failureOf(anthropic.run(anthropic.order('ocr')));
    expect(told.details.retryAfterMs).toBe(2_000);
    expect(untold.details.retryAfterMs).toBeUndefined();
  });

  it('says how much smaller a picture must be', async () => {
    anthropic.simulator.fail('payload-too-large');
    anthropic.simulator.fail('image-too-large');
    const bytes = await failureOf(anthropic.run(anthropic.order('ocr')));
    const pixels = await failureOf(anthropic.run(anthropic.order('ocr')));
    expect(bytes.details.fix).toEqual({ maxBytes: Math.ceil(anthropic.image.bytes / 2) });
    expect(pixels.details.fix).toEqual({ maxPixels: (1_120 * 560) / 2 });
  });

  it('knows what a refusal has cost, and which request it was', async () => {
    anthropic.simulator.fail('refusal');
    const { details } = await failureOf(anthropic.run(anthropic.order('describe')));
    // 1,000 tokens in at $0.10 a million and 6 out at $0.50.
    expect(details.cost).toBe(103);
    expect(details.requestId).toMatch(/^req_sim_/);
  });

  it('takes half a description for what it is, but no half JSON', async () => {
    anthropic.simulator.fail('stops-early', 2);
    const description = await anthropic.run(anthropic.order('describe'));
    const tags = await failureOf(anthropic.run(anthropic.order('tags')));
    expect(description.finishReason).toBe('max_tokens');
    expect(tags.details).toMatchObject({ class: 'bad-output', cost: expect.any(Number) });
  });

  it('is cancelled by the user, in mid-stream too, and ambiguous at the deadline', async () => {
    anthropic.simulator.fail('never-answers', 2);
    anthropic.simulator.fail('slow-stream', 1, { delayMs: 50 });
    const order = anthropic.order('describe');
    const cancelled = await failureOf(anthropic.run(order, abortedAfter(50)));
    const late = await failureOf(anthropic.run(order, AbortSignal.timeout(50)));
    const broken = await failureOf(anthropic.run(order, abortedAfter(150)));
    expect(cancelled.details.class).toBe('cancelled');
    expect(late.details.class).toBe('ambiguous');
    expect(broken.details.class).toBe('cancelled');
  });
});

describe('a 400 without a code', () => {
  it('is the account when the free count takes the same request', async () => {
    anthropic.simulator.fail('usage-limits');
    const { details } = await failureOf(anthropic.run(anthropic.order('describe')));
    expect(details).toMatchObject({ class: 'account', error: { kind: 'provider-no-credit' } });
  });

  it('is the account when the count refuses a single word too', async () => {
    anthropic.simulator.fail('usage-limits', 3);
    const { details } = await failureOf(anthropic.run(anthropic.order('describe')));
    expect(details).toMatchObject({ class: 'account', error: { kind: 'provider-no-credit' } });
  });

  it('is the request when the count refuses it and takes a word', async () => {
    anthropic.simulator.fail('invalid-request');
    const { details } = await failureOf(anthropic.run(anthropic.order('ask', { question: 'Eh?' })));
    expect(details).toMatchObject({ class: 'fix', error: { kind: 'provider-rejected-input' } });
  });

  it('goes to the next provider when the count does not answer', async () => {
    anthropic.simulator.fail('usage-limits');
    anthropic.simulator.fail('overloaded', 1, { path: 'count_tokens' });
    const { details } = await failureOf(anthropic.run(anthropic.order('describe')));
    expect(details.class).toBe('fail-over');
  });

  it('never asks for more than the one answer that costs', async () => {
    const billed = anthropic.simulator.ledger.entries.length;
    anthropic.simulator.fail('usage-limits');
    await failureOf(anthropic.run(anthropic.order('describe')));
    expect(anthropic.simulator.ledger.entries).toHaveLength(billed);
  });
});

describe('what was never sent', () => {
  it('fails over when nobody listens', async () => {
    const gone = await startAnthropicSimulator();
    await gone.close();
    const provider = createProviderFor(gone.url);
    const request = prepareRequest(provider, anthropic.order('describe'));
    const call = provider.processImage(request, await recordAttempt(prices));
    expect((await failureOf(call)).details).toMatchObject({
      class: 'fail-over',
      error: { kind: 'provider-unreachable' },
    });
  });

  it('fails over when the prepared file is gone', async () => {
    const sent = anthropic.simulator.requests.length;
    const image = { ...anthropic.image, path: `${anthropic.image.path}.gone` };
    const call = anthropic.run({ ...anthropic.order('describe'), image });
    expect((await failureOf(call)).details.class).toBe('fail-over');
    expect(anthropic.simulator.requests).toHaveLength(sent);
  });

  it('needs a key', async () => {
    const provider = createProviderFor(anthropic.simulator.url, { apiKey: null });
    const request = prepareRequest(provider, anthropic.order('describe'));
    const call = provider.processImage(request, await recordAttempt(prices));
    expect((await failureOf(call)).details.class).toBe('account');
  });
});

function abortedAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}
