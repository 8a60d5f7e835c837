import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOpenAiSimulator } from '../../simulators/openai.ts';
import { failureOf, prepareRequest, recordAttempt, type Order } from '../attempt.ts';
import {
  createProviderFor,
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
beforeEach(() => openai.simulator.clearFaults());
afterAll(() => openai.close());

const draw: Order = { operation: 'generate', model: IMAGE_MODEL, options: { prompt: 'a fox' } };
const look = (): Order => ({ operation: 'describe', model: TEXT_MODEL, image: openai.image });

const cases = [
  ['rate-limited', 'wait', 'provider-rate-limited'],
  ['rate-limited-without-retry-after', 'wait', 'provider-rate-limited'],
  ['slow-down', 'wait', 'provider-rate-limited'],
  ['overloaded', 'wait', 'provider-overloaded'],
  ['insufficient-quota', 'account', 'provider-no-credit'],
  ['spend-cap', 'account', 'provider-no-credit'],
  ['bad-key', 'account', 'provider-bad-key'],
  ['forbidden-region', 'account', 'provider-forbidden'],
  ['verification-required', 'account', 'provider-forbidden'],
  ['moderation', 'policy', 'provider-refused'],
  ['refusal', 'policy', 'provider-refused'],
  ['invalid-request', 'fail-over', 'provider-rejected-input'],
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
] as const;

describe.each([
  ['a picture', () => draw],
  ['words', look],
] as const)('each failure has its class when asked for %s', (_what, order) => {
  it.each(cases)('%s → %s, after one request', async (fault, failureClass, kind) => {
    const sent = openai.simulator.requests.length;
    openai.simulator.fail(fault);

    const { details } = await failureOf(openai.run(order()));

    expect(details).toMatchObject({ class: failureClass, error: { kind } });
    expect(openai.simulator.requests).toHaveLength(sent + 1);
  });

  it('is cancelled by the user, and ambiguous at the deadline', async () => {
    openai.simulator.fail('never-answers', 2);
    const controller = new AbortController();
    const cancelled = failureOf(openai.run(order(), controller.signal));
    setTimeout(() => controller.abort(), 50);
    expect((await cancelled).details.class).toBe('cancelled');
    const late = await failureOf(openai.run(order(), AbortSignal.timeout(50)));
    expect(late.details.class).toBe('ambiguous');
  });

  it('is cancelled in the middle of a stream', async () => {
    openai.simulator.fail('slow-stream', 1, { delayMs: 300 });
    const controller = new AbortController();
    const context = await recordAttempt(prices, controller.signal);
    const abort = (): void => controller.abort();
    const call = openai.attempt(order(), { ...context, onText: abort, onPartialImage: abort });
    expect((await failureOf(call)).details.class).toBe('cancelled');
  });

  it('lets slow answers and slow streams through', async () => {
    openai.simulator.fail('slow', 1, { delayMs: 50 });
    openai.simulator.fail('slow-stream', 1, { delayMs: 5 });
    await openai.run(order());
    expect((await openai.run(order())).cost).toBeGreaterThan(0);
  });
});

describe('what a failure carries', () => {
  it('the wait that the headers ask for, or none', async () => {
    openai.simulator.fail('rate-limited');
    const { details } = await failureOf(openai.run(look()));
    expect(details.retryAfterMs).toBe(1_500);
    expect(details.rate).toEqual({ remainingRequests: 0, resetMs: 12_000 });
    openai.simulator.fail('rate-limited-without-retry-after');
    expect((await failureOf(openai.run(look()))).details.retryAfterMs).toBeUndefined();
  });

  it.each([
    ['image-too-large', { maxPixels: (1024 * 768) / 2 }],
    ['unsupported-media-type', { format: 'jpeg' }],
  ] as const)('how to fix %s', async (fault, fix) => {
    openai.simulator.fail(fault);
    const { details } = await failureOf(openai.run(look()));
    expect(details).toMatchObject({ class: 'fix', fix });
  });

  it('half the bytes to fix a payload that was too large', async () => {
    openai.simulator.fail('payload-too-large');
    const { details } = await failureOf(openai.run(look()));
    expect(details.fix).toEqual({ maxBytes: Math.floor(openai.image.bytes / 2) });
  });

  it('nothing to fix where a smaller image would be too small', async () => {
    openai.simulator.fail('image-too-large');
    const edit: Order = {
      operation: 'edit',
      model: IMAGE_MODEL,
      image: openai.image,
      options: { prompt: 'a red hat' },
    };
    expect((await failureOf(openai.run(edit))).details.class).toBe('fail-over');
  });

  it('nothing to fix where no image went in', async () => {
    openai.simulator.fail('payload-too-large');
    expect((await failureOf(openai.run(draw))).details.class).toBe('fail-over');
  });

  it('the request id, and never the key', async () => {
    openai.simulator.fail('bad-key');
    const { details } = await failureOf(openai.run(look()));
    expect(details.requestId).toMatch(/^req_sim_/);
    expect(JSON.stringify(details)).not.toContain('sk-test');
  });
});

describe('nobody pays twice', () => {
  it.each(['billed-but-lost', 'cut-off', 'oversized'] as const)('after %s', async (fault) => {
    const billed = openai.simulator.ledger.images;
    openai.simulator.fail(fault);
    await failureOf(openai.run(draw));
    expect(openai.simulator.ledger.images).toBe(billed + 1);
  });
});

describe('a provider that can not be reached', () => {
  it('fails over, since nothing was sent', async () => {
    const gone = await startOpenAiSimulator();
    await gone.close();
    const provider = createProviderFor(gone.url);
    const call = provider.processImage(prepareRequest(provider, draw), await recordAttempt(prices));
    const { details } = await failureOf(call);
    expect(details).toMatchObject({ class: 'fail-over', error: { kind: 'provider-unreachable' } });
  });

  it('fails over when the prepared file is gone', async () => {
    const image = { ...openai.image, path: `${openai.image.path}.gone` };
    const { details } = await failureOf(openai.run({ ...look(), image }));
    expect(details).toMatchObject({ class: 'fail-over', error: { kind: 'file-missing' } });
  });
});

describe('health', () => {
  const { signal } = new AbortController();

  it('is told by the free list of models', async () => {
    expect(await openai.provider.getHealth(signal)).toMatchObject({ status: 'ok' });
    expect(openai.simulator.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v1/models' });
  });

  it.each([
    ['bad-key', { status: 'account', reason: 'bad-key' }],
    ['insufficient-quota', { status: 'account', reason: 'no-credit' }],
    ['forbidden-region', { status: 'account', reason: 'forbidden' }],
    ['server-error-500', { status: 'down' }],
    ['wrong-type', { status: 'down' }],
  ] as const)('on %s', async (fault, health) => {
    openai.simulator.fail(fault);
    expect(await openai.provider.getHealth(signal)).toMatchObject(health);
  });
});
