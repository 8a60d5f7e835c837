import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TestCloud, signedInUser, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import { publishDocument, signedInAdmin, tokenOf } from './support/admins.ts';

let cloud: TestCloud;
const told: string[] = [];
const room = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    told.push(z.object({ text: z.string() }).parse(JSON.parse(body)).text);
    response.end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => room.listen(0, '127.0.0.1', resolve));
  const { port } = room.address() as AddressInfo;
  cloud = await startTestCloud({ secrets: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/` } });
}, startLimitMs);
afterAll(async () => {
  await cloud.stop();
  room.close();
});

async function run(key = cloud.status.SERVICE_ROLE_KEY) {
  const response = await fetch(`${cloud.status.API_URL}/functions/v1/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function requests(user: string, ended: { count: number; status: string }): Promise<void> {
  for (let index = 0; index < ended.count; index += 1) {
    await cloud.sql`
      insert into public.ai_requests (
        job_id, user_id, operation, request_hash, status, created_at, finished_at
      ) values (
        ${randomUUID()}, ${user}, 'describe', 'h', ${ended.status}, now() - interval '3 seconds', now()
      )`;
  }
}

describe('the scheduled job', () => {
  it('is for the service alone', async () => {
    expect((await run(cloud.status.ANON_KEY)).status).toBe(403);
    const { client } = await signedInUser(cloud, 'ada');
    expect((await run(await tokenOf(client))).status).toBe(403);
  });

  it('makes parts, deletes what is due, and ends what was cut off', async () => {
    const { id } = await signedInUser(cloud, 'leaver');
    await cloud.sql`
      insert into public.deletion_requests (user_id, requested_at, execute_after)
      values (${id}, now() - interval '8 days', now() - interval '1 day')`;
    const { id: other } = await signedInUser(cloud, 'cut-off');
    const job = randomUUID();
    await cloud.sql`select public.credit_grant(${other}, 10, 'gift', ${randomUUID()})`;
    await cloud.sql`select public.ai_accept(${job}, ${other}, 'describe', 'h', 'm', 50000, 5)`;
    await cloud.sql`
      update public.ai_requests set created_at = now() - interval '1 hour' where job_id = ${job}`;

    const { status, body } = await run();
    expect({ status, failed: body['failed'] }).toEqual({ status: 200, failed: [] });
    expect(body).toMatchObject({ deleted: 1, swept: 1 });
    expect(await cloud.sql`select 1 from auth.users where id = ${id}`).toHaveLength(0);
    const [account] = await cloud.sql`
      select balance::integer, held::integer from public.credit_accounts where user_id = ${other}`;
    expect(account).toEqual({ balance: 10, held: 0 });
    expect((await run()).body).toMatchObject({ deleted: 0, swept: 0 });
  });

  it('opens an alert where a threshold is passed, tells it once, and closes it', async () => {
    const { id } = await signedInUser(cloud, 'unlucky');
    await requests(id, { count: 15, status: 'succeeded' });
    await requests(id, { count: 10, status: 'failed' });
    expect((await run()).body).toMatchObject({ watched: { open: ['error-rate'] } });
    await run();
    expect(told.filter((text) => text.startsWith('error-rate'))).toHaveLength(1);

    const admin = await tokenOf((await signedInAdmin(cloud, 'grace')).client);
    await publishDocument(cloud, admin, {
      channel: 'production',
      document: { schemaVersion: '1.0', alertThresholds: { errorRate: 0.9 } },
    });
    // The function keeps a configuration for a minute; a new process asks at once.
    await requests(id, { count: 300, status: 'succeeded' });
    expect((await run()).body).toMatchObject({ watched: { open: [] } });
    const alerts = await cloud.sql`select closed_at is not null as closed from public.alerts`;
    expect(alerts).toEqual([{ closed: true }]);
  });

  it('says which task failed, and does the others', async () => {
    await cloud.sql`alter function public.ai_sweep() rename to ai_sweep_away`;
    try {
      const { status, body } = await run();
      expect({ status, failed: body['failed'] }).toEqual({ status: 500, failed: ['swept'] });
      expect(body).toMatchObject({ deleted: 0, watched: {} });
    } finally {
      await cloud.sql`alter function public.ai_sweep_away() rename to ai_sweep`;
    }
  });
});
