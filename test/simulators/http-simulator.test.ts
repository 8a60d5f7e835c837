import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TransportFault } from './faults.ts';
import { createSimulator, type Simulator } from './http-simulator.ts';
import { jsonReply } from './send-reply.ts';

const startCounting = createSimulator({
  name: 'counting',
  routes: () => [
    {
      method: 'POST',
      path: '/draw',
      handle: (_request, fault) => ({
        ...jsonReply(200, { made: fault ?? 'what was asked for', padding: 'x'.repeat(10_000) }),
        billedImages: 1,
      }),
    },
  ],
  checkContract: (request) =>
    request.headers['x-api-key'] === undefined
      ? { detail: 'no key', reply: jsonReply(401, { error: 'no key' }) }
      : undefined,
  faults: { overloaded: () => jsonReply(503, { error: 'busy' }) },
  contentFaults: ['wrong-dimensions'],
});

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startCounting();
});
afterEach(() => simulator.close());

function draw(headers: Record<string, string> = { 'x-api-key': 'secret' }): Promise<Response> {
  return fetch(`${simulator.url}/draw`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ prompt: 'a fox' }),
    signal: AbortSignal.timeout(400),
  });
}

describe('the base of every simulator', () => {
  it('records requests without their key, and bills what it makes', async () => {
    expect((await draw()).status).toBe(200);
    expect(simulator.requests[0]).toMatchObject({ method: 'POST', body: { prompt: 'a fox' } });
    expect(JSON.stringify(simulator.requests)).not.toContain('secret');
    expect(simulator.ledger.images).toBe(1);
  });

  it('records a request that breaks the contract, refuses it and bills nothing', async () => {
    expect((await draw({})).status).toBe(401);
    expect(simulator.violations).toMatchObject([{ path: '/draw', detail: 'no key' }]);
    expect(simulator.ledger.images).toBe(0);
  });

  it('fails as often as told, and only where the path fits', async () => {
    simulator.fail('overloaded', 2, { path: '/elsewhere' });
    simulator.fail('overloaded', 1, { path: '/draw' });
    expect((await draw()).status).toBe(503);
    expect((await draw()).status).toBe(200);
  });

  it('refuses a fault it does not know', () => {
    expect(() => simulator.fail('moderation')).toThrow(/no fault named moderation/);
  });

  const lines: readonly { fault: TransportFault; billed: number; answers: boolean }[] = [
    { fault: 'reset', billed: 0, answers: false },
    { fault: 'never-answers', billed: 0, answers: false },
    { fault: 'billed-but-lost', billed: 1, answers: false },
    { fault: 'cut-off', billed: 1, answers: false },
    { fault: 'truncated-json', billed: 1, answers: false },
    { fault: 'wrong-type', billed: 0, answers: false },
    { fault: 'slow-stream', billed: 1, answers: true },
  ];
  it.each(lines)('on $fault bills $billed', async ({ fault, billed, answers }) => {
    simulator.fail(fault, 1, { delayMs: 5 });
    const outcome = await draw()
      .then((response) => response.json())
      .then(
        () => true,
        () => false,
      );
    expect(outcome).toBe(answers);
    expect(simulator.ledger.images).toBe(billed);
  });

  it('never ends an oversized answer by itself', async () => {
    simulator.fail('oversized');
    const reader = (await draw()).body?.getReader();
    let bytes = 0;
    while (bytes < 3_000_000) {
      bytes += (await reader?.read())?.value?.byteLength ?? Number.NaN;
    }
    await reader?.cancel();
    expect(bytes).toBeGreaterThanOrEqual(3_000_000);
  });

  it('waits before the headers when slow', async () => {
    simulator.fail('slow', 1, { delayMs: 5_000 });
    await expect(draw()).rejects.toThrow();
  });

  it('is steered over HTTP by a test in another process', async () => {
    const order = (fault: string): Promise<Response> =>
      fetch(`${simulator.url}/__simulator/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fault, times: 5 }),
      });
    expect((await order('moderation')).status).toBe(400);
    expect((await order('wrong-dimensions')).status).toBe(200);
    expect(await (await draw()).json()).toMatchObject({ made: 'wrong-dimensions' });
    await fetch(`${simulator.url}/__simulator/faults`, { method: 'DELETE' });
    expect(await (await draw()).json()).toMatchObject({ made: 'what was asked for' });
    const ledger = await fetch(`${simulator.url}/__simulator/ledger`);
    expect(await ledger.json()).toMatchObject({ images: 2 });
    const requests = await fetch(`${simulator.url}/__simulator/requests`);
    expect(await requests.json()).toHaveLength(2);
  });
});
