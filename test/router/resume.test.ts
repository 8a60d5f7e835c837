import { describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import type { AttemptId } from '../../electron/contract/ids.ts';
import { type AiProvider, ProviderFailure } from '../../electron/providers/provider.ts';
import { periodOf } from '../../electron/router/budget.ts';
import type { InterruptedAttempt, RouteOutcome } from '../../electron/router/route-request.ts';
import { createRouter } from '../../electron/router/run-route.ts';
import { createFakeProvider, type FakeProvider } from './support/fake-provider.ts';
import { createMemoryPorts, type MemoryPorts } from './support/memory-ports.ts';
import { never, requestFor, silent } from './support/requests.ts';

type Resume = NonNullable<AiProvider['resume']>;

const id = 'f6f0e5a4-6f8c-4a55-9d0a-6b1f2b0e7c11' as AttemptId;
const found: Resume = async (_remoteId, _request, { folder }) => ({
  output: {
    kind: 'images',
    files: [{ path: `${folder}/answer.png`, mediaType: 'image/png', seed: 9 }],
  },
  cost: null,
});
const rejecting =
  (failureClass: 'wait' | 'fail-over' | 'policy'): Resume =>
  () =>
    Promise.reject(
      new ProviderFailure({ class: failureClass, error: appError('provider-unreachable') }),
    );

/** A crash has left a creative upscale at Stability: reserved, journalled, accepted. */
async function resume(
  stability: FakeProvider,
  signal = never,
): Promise<{ outcome: RouteOutcome; ports: MemoryPorts }> {
  const ports = createMemoryPorts({ providers: [stability], frozen: signal !== never });
  const startedAt = ports.clock.now() - 30_000;
  ports.budget.reserve({
    attemptId: id,
    provider: 'stability',
    amount: 600_000,
    period: periodOf(startedAt),
  });
  const interrupted: InterruptedAttempt = {
    request: requestFor('upscale'),
    id,
    provider: 'stability',
    model: 'model-1',
    remoteId: 'job-17',
    startedAt,
    reserved: 600_000,
  };
  const outcome = await createRouter(ports).resume(interrupted, silent, signal);
  return { outcome, ports };
}

const states = ({ budget }: MemoryPorts): string[] =>
  [...budget.entries.values()].map(({ state }) => state);

describe('an attempt that a crash interrupted', () => {
  it('gets its result by its remote id, and is settled; nothing is sent anew', async () => {
    const asked: string[] = [];
    const stability = createFakeProvider({
      id: 'stability',
      resume: (remoteId, ...rest) => {
        asked.push(remoteId);
        return found(remoteId, ...rest);
      },
    });
    const { outcome, ports } = await resume(stability);
    expect(outcome).toMatchObject({
      status: 'done',
      provider: 'stability',
      seed: 9,
      receipt: { cost: 600_000, attempts: [{ id, outcome: 'succeeded' }] },
    });
    expect(asked).toEqual(['job-17']);
    expect(stability.calls).toHaveLength(0);
    expect(states(ports)).toEqual(['settled']);
    expect(ports.journal.begun).toEqual([]);
    expect(ports.journal.finished).toMatchObject([{ record: { id }, mayHaveBilled: false }]);
  });

  it('is asked for again while the provider cannot be reached', async () => {
    let asked = 0;
    const stability = createFakeProvider({
      id: 'stability',
      resume: (...parts) => {
        asked += 1;
        return asked < 3 ? rejecting('fail-over')(...parts) : found(...parts);
      },
    });
    expect((await resume(stability)).outcome.status).toBe('done');
  });

  it('stays unknown when its result cannot be fetched: it was accepted, so it may be billed', async () => {
    const unreachable = createFakeProvider({ id: 'stability', resume: rejecting('fail-over') });
    const { outcome, ports } = await resume(unreachable);
    expect(outcome).toMatchObject({
      status: 'unknown',
      attemptId: id,
      provider: 'stability',
      retryCost: 600_000,
    });
    expect(states(ports)).toEqual(['held']);
  });

  it('stays unknown where the provider cannot fetch results, or is gone', async () => {
    const forgetful = createFakeProvider({ id: 'stability' });
    expect((await resume(forgetful)).outcome.status).toBe('unknown');
    const gone = createFakeProvider({ id: 'stability', operations: ['edit'], resume: found });
    expect((await resume(gone)).outcome.status).toBe('unknown');
  });

  it('fails when it was refused', async () => {
    const { outcome, ports } = await resume(
      createFakeProvider({ id: 'stability', resume: rejecting('policy') }),
    );
    expect(outcome.status).toBe('failed');
    expect(states(ports)).toEqual(['released']);
  });

  it('can be cancelled, and is held then', async () => {
    const controller = new AbortController();
    const hanging = createFakeProvider({
      id: 'stability',
      resume: () => {
        queueMicrotask(() => controller.abort());
        return new Promise(() => undefined);
      },
    });
    const { outcome, ports } = await resume(hanging, controller.signal);
    expect(outcome.status).toBe('cancelled');
    expect(states(ports)).toEqual(['held']);
  });
});
