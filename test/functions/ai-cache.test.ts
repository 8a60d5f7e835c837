import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayResult } from '../../electron/contract/gateway.ts';
import { startLimitMs } from '../cloud/harness.ts';
import {
  type Gateway,
  type Person,
  describeCall,
  eventsOf,
  refusalOf,
  startGateway,
  textModel,
} from './support/gateway.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

const daySeconds = 86_400;

describe.each(['postgres', 'redis'] as const)('answers kept in %s', (kind) => {
  let redis: RedisServer | null = null;
  let gateway: Gateway;
  beforeAll(async () => {
    redis = kind === 'redis' ? await startRedis() : null;
    gateway = await startGateway(redis === null ? {} : { REDIS_URL: redis.url });
  }, startLimitMs);
  afterAll(async () => {
    await gateway.stop();
    await redis?.stop();
  });

  async function ask(
    person: Person,
    { call = describeCall, photo = gateway.photo, job = randomUUID() }: Partial<Asked> = {},
  ): Promise<GatewayResult> {
    const form = gateway.form(call, textModel, photo);
    const last = (await eventsOf(await gateway.post(person, job, form))).at(-1);
    if (last?.type !== 'result') throw new Error(JSON.stringify(last));
    return last.result;
  }

  it('are told again for nothing, and journalled', async () => {
    const ada = await gateway.person('ada');
    const first = await ask(ada);
    expect(first.cached).toBe(false);
    const [sent, before] = [gateway.openai.requests.length, await gateway.balance(ada)];
    const job = randomUUID();
    const second = await ask(ada, { job });
    expect(second).toEqual({ output: first.output, model: first.model, credits: 0, cached: true });
    expect(gateway.openai.requests).toHaveLength(sent);
    expect(await gateway.balance(ada)).toEqual(before);
    const [row] = await gateway.cloud.sql`
      select status, cached, credits::integer, cost_micro_usd::integer as cost
      from public.ai_requests where job_id = ${job}`;
    expect(row).toEqual({ status: 'succeeded', cached: true, credits: 0, cost: 0 });
    const [kept] = await gateway.cloud.sql<{ count: number }[]>`
      select count(*)::integer as count from public.response_cache where user_id = ${ada.id}`;
    expect(kept?.count).toBe(kind === 'postgres' ? 1 : 0);

    // The same job is the same one, and no other's.
    expect(await ask(ada, { job })).toEqual(second);
    const eve = await gateway.person('thief');
    await ask(eve);
    const stolen = await gateway.post(eve, job, gateway.form(describeCall, textModel));
    expect(await refusalOf(stolen)).toMatchObject({ status: 409 });
  });

  it('are told to who has no credits left', async () => {
    const poor = await gateway.person('poor', 1);
    await ask(poor);
    expect((await gateway.balance(poor)).balance).toBe(0);
    expect(await ask(poor)).toMatchObject({ cached: true, credits: 0 });
  });

  it('are of this account, of this call and of these pixels', async () => {
    const ada = await gateway.person('owner');
    await ask(ada);
    const flat = { width: 64, height: 64, channels: 3, background: '#123456' } as const;
    const photo = await sharp({ create: flat }).jpeg().toBuffer();
    expect(await ask(await gateway.person('other'))).toMatchObject({ cached: false });
    expect(await ask(ada, { photo })).toMatchObject({ cached: false });
    const call = { operation: 'alt-text', options: {} };
    expect(await ask(ada, { call })).toMatchObject({ cached: false });
    expect(await ask(ada)).toMatchObject({ cached: true });
  });

  it('end', async () => {
    const ada = await gateway.person('patient');
    await ask(ada);
    if (redis === null) {
      await gateway.cloud.sql`
        update public.response_cache set expires_at = expires_at - interval '7 days'
        where user_id = ${ada.id}`;
    } else {
      const [key = ''] = await redis.client.keys(`ai:${ada.id}:*`);
      const left = await redis.client.ttl(key);
      expect(left).toBeGreaterThan(daySeconds - 60);
      expect(left).toBeLessThanOrEqual(daySeconds);
      await redis.client.expire(key, 0);
    }
    expect(await ask(ada)).toMatchObject({ cached: false });
  });

  it('are kept elsewhere while Redis is away', async () => {
    const ada = await gateway.person('undeterred');
    await redis?.kill();
    expect(await ask(ada)).toMatchObject({ cached: false });
    expect(await ask(ada)).toMatchObject({ cached: true });
    const [kept] = await gateway.cloud.sql<{ count: number }[]>`
      select count(*)::integer as count from public.response_cache where user_id = ${ada.id}`;
    expect(kept?.count).toBe(1);
  });
});

interface Asked {
  readonly call: object;
  readonly photo: Buffer<ArrayBuffer>;
  readonly job: string;
}
