import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, prepareRequest, recordAttempt, type Order } from '../attempt.ts';
import {
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

describe('asynchronous jobs', () => {
  const creative = (): Order => ({
    operation: 'upscale',
    model: 'upscale/creative',
    options: { mode: 'creative' },
    image: stability.image,
  });

  it('report their id before the first poll, and progress while pending', async () => {
    const sent = stability.simulator.requests.length;
    let pollsWhenReported = -1;
    const attempt = await recordAttempt(prices);
    const context = {
      ...attempt,
      onRemoteId: (remoteId: string) => {
        attempt.onRemoteId(remoteId);
        pollsWhenReported = stability.simulator.requests.length - sent - 1;
      },
    };

    await stability.provider.processImage(prepareRequest(stability.provider, creative()), context);

    expect(attempt.remoteIds).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(pollsWhenReported).toBe(0);
    expect(attempt.progress).toHaveLength(2);
  });

  it('are resumed by their id, by another process too, without paying again', async () => {
    const submitted = await recordAttempt(prices);
    const stopped = await failureOf(
      stability.provider.processImage(prepareRequest(stability.provider, creative()), {
        ...submitted,
        onRemoteId: (remoteId) => {
          submitted.onRemoteId(remoteId);
          throw new Error('the process ends here');
        },
      }),
    );
    expect(stopped.details.class).toBe('ambiguous');
    const billed = stability.simulator.ledger.images;
    const restarted = createProviderFor(stability.simulator.url);

    const result = await restarted.resume?.(
      submitted.remoteIds[0] ?? '',
      prepareRequest(restarted, creative()),
      await recordAttempt(prices),
    );

    expect(result?.output).toMatchObject({ kind: 'images' });
    expect(stability.simulator.ledger.images).toBe(billed);
  });

  it.each(['poll-failure', 'rate-limited', 'reset', 'cut-off', 'wrong-type'] as const)(
    'survive polls that fail with %s',
    async (fault) => {
      stability.simulator.fail(fault, 3, { path: '/v2beta/results/' });
      expect((await stability.run(creative())).finishReason).toBe('SUCCESS');
    },
  );

  it.each(['poll-failure', 'not-found', 'bad-key'] as const)(
    'may have been billed when no poll finds the result: %s',
    async (fault) => {
      stability.simulator.fail(fault, 20, { path: '/v2beta/results/' });
      const { details } = await failureOf(stability.run(creative()));
      expect(details).toMatchObject({
        class: 'ambiguous',
        error: { kind: 'provider-may-have-billed' },
      });
    },
  );

  it('are refused for their content at the end as well', async () => {
    stability.simulator.fail('moderation', 1, { path: '/v2beta/results/' });
    expect((await failureOf(stability.run(creative()))).details.class).toBe('policy');
    stability.simulator.fail('filtered-but-200', 1, { path: 'upscale/creative' });
    expect((await failureOf(stability.run(creative()))).details).toMatchObject({
      class: 'policy',
      cost: 600_000,
    });
  });

  it('are sent once, whatever happens to the answer', async () => {
    const billed = stability.simulator.ledger.images;
    stability.simulator.fail('billed-but-lost', 1, { path: 'upscale/creative' });

    expect((await failureOf(stability.run(creative()))).details.class).toBe('ambiguous');
    expect(stability.simulator.ledger.images).toBe(billed + 1);
  });
});
