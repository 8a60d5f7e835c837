import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { signedInAdmin, tokenOf } from './support/admins.ts';
import {
  type Gateway,
  describeCall,
  eventsOf,
  refusalOf,
  startGateway,
  textModel,
} from './support/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
}, startLimitMs);
afterAll(() => gateway.stop());
beforeEach(() => gateway.clearFaults());

describe('nobody', () => {
  it('spends what is not there, or the last credit twice', async () => {
    const poor = await gateway.person('poor', 1);
    const { balance: start } = await gateway.balance(poor);
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () =>
        gateway.post(poor, randomUUID(), gateway.form(describeCall, textModel)),
      ),
    );
    const statuses = await Promise.all(
      answers.map(async (response) => {
        if (response.status === 200) return (await eventsOf(response)).at(-1)?.type ?? 'nothing';
        return (await refusalOf(response)).code;
      }),
    );
    expect(new Set(statuses)).toEqual(
      new Set([
        'result',
        ...statuses.filter((code) => code === 'rate_limited' || code === 'insufficient_credits'),
      ]),
    );
    const { balance: left, held } = await gateway.balance(poor);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(held).toBe(0);
    expect(start - left).toBe(statuses.filter((status) => status === 'result').length);
  });

  it('gets in without a session, a plan, or at another pace', async () => {
    const ada = await gateway.person('paced');
    const form = gateway.form(describeCall, textModel);
    expect(
      await refusalOf(await gateway.post({ id: '', token: 'x.y.z' }, randomUUID(), form)),
    ).toEqual({
      status: 401,
      code: 'bad_token',
    });
    await gateway.cloud.sql`delete from auth.sessions where user_id = ${ada.id}`;
    expect(await refusalOf(await gateway.post(ada, randomUUID(), form))).toEqual({
      status: 401,
      code: 'session_ended',
    });

    const eager = await gateway.person('eager');
    const quick = await Promise.all(
      Array.from({ length: 15 }, () =>
        gateway.post(eager, randomUUID(), gateway.form({ operation: 'describe' }, 'nobody:x')),
      ),
    );
    const limited = quick.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(5);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('sends another body under the same id, a file that is none, or too many pixels', async () => {
    const ada = await gateway.person('mixed-up');
    const job = randomUUID();
    await eventsOf(await gateway.post(ada, job, gateway.form(describeCall, textModel)));
    const other = gateway.form({ operation: 'alt-text', options: {} }, textModel);
    expect(await refusalOf(await gateway.post(ada, job, other))).toEqual({
      status: 409,
      code: 'job_conflict',
    });
    const eve = await gateway.person('other');
    expect(
      await refusalOf(await gateway.post(eve, job, gateway.form(describeCall, textModel))),
    ).toEqual({
      status: 409,
      code: 'job_conflict',
    });
    const noImage = gateway.form(describeCall, textModel, Buffer.from('<svg/>'));
    expect(await refusalOf(await gateway.post(ada, randomUUID(), noImage))).toEqual({
      status: 400,
      code: 'invalid_request',
    });
    const order = gateway.form({ operation: 'mine-bitcoin' }, textModel);
    expect(await refusalOf(await gateway.post(ada, randomUUID(), order))).toEqual({
      status: 400,
      code: 'invalid_request',
    });
  });
});

describe('the server’s keys', () => {
  it('are set by admins, kept where the database can’t read them, and used from then on', async () => {
    const ada = await gateway.person('not-an-admin');
    const set = (token: string, body: object) =>
      fetch(gateway.url('keys'), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const key = { company: 'openai', key: 'sk-a-new-key-of-the-company' };
    expect((await set(ada.token, key)).status).toBe(403);
    const admin = await tokenOf((await signedInAdmin(gateway.cloud, 'grace')).client);
    expect((await set(admin, key)).status).toBe(204);
    const [row] = await gateway.cloud.sql<{ hint: string; ciphertext: Buffer }[]>`
      select hint, ciphertext from public.provider_keys where active`;
    expect(row?.hint).toBe('-company'.slice(-4));
    expect(row?.ciphertext.toString('latin1')).not.toContain('sk-a-new');
    const last = (
      await eventsOf(await gateway.post(ada, randomUUID(), gateway.form(describeCall, textModel)))
    ).at(-1);
    expect(last?.type).toBe('result');
  });
});
