import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStabilitySimulator } from '../../simulators/stability.ts';
import { failureOf, prepareRequest, recordAttempt, type Order } from '../attempt.ts';
import {
  core,
  createProviderFor,
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

describe('each failure has its class', () => {
  it.each([
    ['rate-limited', 'wait', 'provider-rate-limited'],
    ['payment-required', 'account', 'provider-no-credit'],
    ['bad-key', 'account', 'provider-bad-key'],
    ['forbidden-region', 'account', 'provider-forbidden'],
    ['moderation', 'policy', 'provider-refused'],
    ['public-figure', 'policy', 'provider-refused'],
    ['filtered-but-200', 'policy', 'provider-refused'],
    ['payload-too-large', 'fail-over', 'provider-rejected-input'],
    ['invalid-request', 'fail-over', 'provider-rejected-input'],
    ['invalid-language', 'fail-over', 'provider-rejected-input'],
    ['not-found', 'fail-over', 'provider-failed'],
    ['server-error-500', 'ambiguous', 'provider-may-have-billed'],
    ['server-error-503', 'ambiguous', 'provider-may-have-billed'],
    ['gateway-timeout-504', 'ambiguous', 'provider-may-have-billed'],
    ['reset', 'ambiguous', 'provider-may-have-billed'],
    ['billed-but-lost', 'ambiguous', 'provider-may-have-billed'],
    ['cut-off', 'ambiguous', 'provider-may-have-billed'],
    ['wrong-type', 'ambiguous', 'provider-may-have-billed'],
    ['oversized', 'bad-output', 'provider-bad-output'],
    ['empty-answer', 'bad-output', 'provider-bad-output'],
  ] as const)('%s → %s', async (fault, failureClass, kind) => {
    const sent = stability.simulator.requests.length;
    stability.simulator.fail(fault);

    const { details } = await failureOf(stability.run(core));

    expect(details).toMatchObject({ class: failureClass, error: { kind } });
    expect(stability.simulator.requests).toHaveLength(sent + 1);
  });

  it.each([
    ['payload-too-large', () => ({ maxBytes: Math.ceil(stability.image.bytes / 2) })],
    ['invalid-request', () => ({ maxPixels: (128 * 96) / 2 })],
  ] as const)('%s of a picture asks for a smaller one', async (fault, fix) => {
    stability.simulator.fail(fault);
    const order: Order = { operation: 'vary', model: 'sd3.5-flash', image: stability.image };
    const { details } = await failureOf(stability.run(order));
    expect(details).toMatchObject({ class: 'fix', fix: fix() });
  });

  it('does not ask for less than the least that it takes', async () => {
    stability.simulator.fail('invalid-request');
    const small = { ...stability.image, width: 64, height: 64 };
    const call = stability.run({ operation: 'vary', model: 'sd3.5-flash', image: small });
    expect((await failureOf(call)).details.class).toBe('fail-over');
  });

  it('is not asked without a key', async () => {
    const keyless = createProviderFor(stability.simulator.url, { apiKey: null });
    const sent = stability.simulator.requests.length;
    const call = keyless.processImage(prepareRequest(keyless, core), await recordAttempt(prices));
    expect((await failureOf(call)).details.class).toBe('account');
    expect(stability.simulator.requests).toHaveLength(sent);
  });

  it('waits a minute after too many requests, as no header says', async () => {
    stability.simulator.fail('rate-limited');
    expect((await failureOf(stability.run(core))).details.retryAfterMs).toBe(60_000);
  });

  it('knows what a filtered or empty image has cost', async () => {
    for (const fault of ['filtered-but-200', 'empty-answer', 'oversized'] as const) {
      stability.simulator.fail(fault);
      expect((await failureOf(stability.run(core))).details.cost).toBe(30_000);
    }
  });

  it('names the request for the receipt', async () => {
    stability.simulator.fail('moderation');
    expect((await failureOf(stability.run(core))).details.requestId).toMatch(/^req_sim_/);
  });

  it('is cancelled by the user, and ambiguous at the deadline', async () => {
    stability.simulator.fail('never-answers', 2);
    const cancelled = await failureOf(stability.run(core, abortedAfter(50)));
    const late = await failureOf(stability.run(core, AbortSignal.timeout(50)));
    expect(cancelled.details.class).toBe('cancelled');
    expect(late.details.class).toBe('ambiguous');
  });

  it('fails over when nothing was ever sent', async () => {
    const gone = await startStabilitySimulator();
    await gone.close();
    const unreachable = createProviderFor(gone.url);
    const attempt = await recordAttempt(prices);
    const { details } = await failureOf(
      unreachable.processImage(prepareRequest(unreachable, core), attempt),
    );
    expect(details).toMatchObject({ class: 'fail-over', error: { kind: 'provider-unreachable' } });
  });

  it('fails over when the prepared file is gone', async () => {
    const missing = { ...stability.image, path: `${stability.image.path}.gone` };
    const order: Order = { operation: 'vary', model: 'sd3.5-flash', image: missing };
    const sent = stability.simulator.requests.length;
    expect((await failureOf(stability.run(order))).details.class).toBe('fail-over');
    expect(stability.simulator.requests).toHaveLength(sent);
  });

  it('lets a slow answer through', async () => {
    stability.simulator.fail('slow', 1, { delayMs: 100 });
    expect((await stability.run(core)).finishReason).toBe('SUCCESS');
  });
});

function abortedAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}
