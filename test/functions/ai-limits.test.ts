import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
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

  it('gets in where nobody can count: it is told when to come again, and nothing is sent', async () => {
    const ada = await gateway.person('uncounted');
    const before = await gateway.balance(ada);
    const sent = gateway.openai.requests.length;
    const take =
      'public.rate_limit_take(text, double precision, double precision, double precision)';
    await gateway.cloud.sql.unsafe(`alter function ${take} rename to rate_limit_away`);
    try {
      const response = await gateway.post(ada, randomUUID(), gateway.form(describeCall, textModel));
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refusalOf(response)).toEqual({ status: 503, code: 'unavailable' });
    } finally {
      await gateway.cloud.sql.unsafe(
        `alter function ${take.replace('_take', '_away')} rename to rate_limit_take`,
      );
    }
    expect(gateway.openai.requests).toHaveLength(sent);
    expect(await gateway.balance(ada)).toEqual(before);
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
