import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type RequestFault, refusals } from '../faults/support/faulty-cloud.ts';
import { type TestDevice, quickTimers } from './support/devices.ts';
import { patience, setScene, upToDate } from './support/scene.ts';

const scene = setScene();

function spend(device: TestDevice, cost: number): void {
  const fields = {
    provider: 'openai',
    operation: 'describe',
    cost_micro_usd: cost,
    occurred_at: '2026-11-22T10:00:00Z',
  };
  device.write({ kind: 'usage', key: randomUUID(), fields });
}

async function ledger(): Promise<number> {
  const [row] = await scene.cloud.sql<{ sum: number }[]>`
    select coalesce(sum(cost_micro_usd), 0)::integer as sum
    from public.usage_ledger where user_id = ${scene.person.id}`;
  return row?.sum ?? 0;
}

const faults: readonly RequestFault[] = [
  { kind: 'request-lost' },
  { kind: 'answer-lost' },
  { kind: 'answer-truncated' },
  { kind: 'doubled' },
  { kind: 'repeated-late' },
  { kind: 'arrived-late' },
  { kind: 'delayed', ms: 300 },
  { kind: 'refused', refusal: refusals.tooMany },
  { kind: 'refused', refusal: refusals.unavailable },
  { kind: 'refused', refusal: refusals.badGateway },
  { kind: 'refused', refusal: { status: 413 } },
  { kind: 'refused', refusal: { status: 200, body: '<html>Welcome to the hotel</html>' } },
];

describe('on a bad network', () => {
  it.each(faults.map((fault) => [JSON.stringify(fault).slice(0, 60), fault] as const))(
    'loses and doubles nothing: %s',
    async (_name, fault) => {
      const device = await scene.open();
      await upToDate(device);
      scene.network.fail({ on: 'push', fault, times: 2 });
      scene.network.fail({ on: 'pull', fault, times: 2 });
      for (const cost of [1, 20, 300, 4000]) spend(device, cost);
      await upToDate(device);
      await scene.network.settled();
      expect(await ledger()).toBe(4321);
      expect([...device.replica.acknowledged.values()]).toEqual([1, 1, 1, 1]);
      expect(device.replica.refusals.size).toBe(0);
    },
  );

  it('gets another token where one is refused', async () => {
    const device = await scene.open();
    await upToDate(device);
    const fault = { kind: 'refused', refusal: refusals.tokenExpired } as const;
    scene.network.fail({ on: 'push', fault });
    scene.network.fail({ on: 'pull', fault });
    spend(device, 7);
    await upToDate(device);
    expect(device.told.map(({ state }) => state)).not.toContain('needs-you');
    expect(await ledger()).toBe(7);
  });

  it('asks for a sign-in where a new token is refused too, and heals without one', async () => {
    const device = await scene.open({ timers: quickTimers(60) });
    await upToDate(device);
    const fault = { kind: 'refused', refusal: refusals.tokenExpired } as const;
    scene.network.fail({ on: 'push', fault, times: 2 });
    spend(device, 7);
    await expect
      .poll(() => device.told, patience)
      .toContainEqual({ state: 'needs-you', reason: 'sign-in', waiting: 1, refused: 0 });
    await upToDate(device);
    expect(await ledger()).toBe(7);
  });

  it('waits as long as the database asks for', async () => {
    const device = await scene.open({ timers: quickTimers(1) });
    await upToDate(device);
    const bucket = `sync:${scene.person.id}`;
    const fortySecondsBelow = -40 * 65_536;
    await scene.cloud.sql`
      insert into public.rate_limits (bucket, tokens, updated_at)
      values (${bucket}, ${fortySecondsBelow}, now())`;
    const before = Date.now();
    spend(device, 1);
    await expect
      .poll(() => device.sync.status(), patience)
      .toMatchObject({
        state: 'offline',
        reason: 'busy',
        waiting: 1,
      });
    const status = device.sync.status();
    const retryAt = status.state === 'offline' ? (status.retryAt ?? 0) : 0;
    expect(retryAt).toBeGreaterThanOrEqual(before + 39_000);
    // A network that comes back does not cut that short; the user may.
    device.sync.wentOnline();
    expect(device.sync.status().state).toBe('offline');
    await scene.cloud.sql`delete from public.rate_limits where bucket = ${bucket}`;
    device.sync.now();
    await upToDate(device);
  });

  it('goes on by itself, without another change, when the network does', async () => {
    const device = await scene.open();
    await upToDate(device);
    scene.network.setOffline(true);
    spend(device, 7);
    await expect
      .poll(() => device.sync.status(), patience)
      .toMatchObject({ state: 'offline', reason: 'unreachable', waiting: 1 });
    scene.network.setOffline(false);
    await upToDate(device);
    expect(await ledger()).toBe(7);
  });

  it('tries at once after a sleep, whatever hangs from before', async () => {
    const device = await scene.open({ timers: quickTimers(1) });
    await upToDate(device);
    scene.network.fail({ on: 'push', fault: { kind: 'delayed', ms: 20_000 } });
    spend(device, 7);
    await expect.poll(() => scene.network.met.get('delayed'), patience).toBe(1);
    device.sync.suspended();
    device.sync.resumed();
    await upToDate(device);
    expect(await ledger()).toBe(7);
  });

  it('gives up a request that is never answered', async () => {
    const device = await scene.open({ timers: quickTimers(60) });
    await upToDate(device);
    scene.network.fail({ on: 'push', fault: { kind: 'delayed', ms: 60_000 } });
    spend(device, 7);
    await upToDate(device);
    expect(scene.network.met.get('delayed')).toBe(1);
    expect(await ledger()).toBe(7);
  });

  it('stops although a request hangs, and leaves nothing behind', async () => {
    const device = await scene.open();
    await upToDate(device);
    scene.network.fail({ on: 'any', fault: { kind: 'delayed', ms: 60_000 } });
    spend(device, 7);
    await expect.poll(() => scene.network.met.get('delayed'), patience).toBe(1);
    await device.sync.stop();
    expect(device.sync.status()).toEqual({ state: 'off' });
    const [told, seen] = [device.told.length, scene.network.seen('any')];
    device.sync.now();
    device.sync.recorded();
    device.sync.wentOnline();
    await setTimeout(200);
    expect(device.told.length).toBe(told);
    expect(scene.network.seen('any')).toBe(seen);
  });
});

describe('hints', () => {
  it('are not needed: the timer does it too', async () => {
    scene.network.realtime({ broadcasts: 'dropped' });
    const [one, other] = [await scene.open(), await scene.open({ timers: quickTimers(60) })];
    await upToDate(other);
    one.write({ kind: 'recipe', key: 'r', fields: { title: 'a' } });
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
  });

  it('are heard again after the socket broke', async () => {
    const [one, other] = [await scene.open(), await scene.open({ timers: quickTimers(1) })];
    await upToDate(other);
    scene.network.cutRealtime();
    await expect
      .poll(
        async () => {
          one.write({ kind: 'recipe', key: 'r', fields: { title: 'a' } });
          return other.replica.shown();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toHaveProperty('recipe/r');
  });

  it('are worth one look, early, doubled or forged', async () => {
    const device = await scene.open({ timers: quickTimers(1) });
    await upToDate(device);
    await expect.poll(() => scene.network.seen('pull'), patience).toBeGreaterThanOrEqual(2);
    const before = scene.network.seen('pull');
    for (let count = 0; count < 20; count += 1) {
      scene.network.forge(`user:${scene.person.id}`, 'sync', {
        seq: 99 + count,
        device: randomUUID(),
      });
    }
    await expect.poll(() => scene.network.seen('pull'), patience).toBe(before + 1);
    scene.network.forge(`user:${scene.person.id}`, 'sync', { seq: 120, device: device.id });
    scene.network.forge(`user:${scene.person.id}`, 'else', {});
    await upToDate(device);
    expect(scene.network.seen('pull')).toBe(before + 1);
  });
});
