import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayStatusSchema } from '../../electron/contract/gateway.ts';
import { startLimitMs } from '../cloud/harness.ts';
import {
  type Gateway,
  describeCall,
  eventsOf,
  startGateway,
  textModel,
} from './support/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
}, startLimitMs);
afterAll(() => gateway.stop());
beforeEach(() => gateway.clearFaults());

describe('a job', () => {
  it('streams its text, costs what it cost, and is told again for nothing', async () => {
    const ada = await gateway.person('ada');
    const job = randomUUID();
    const before = await gateway.balance(ada);
    const told = await eventsOf(
      await gateway.post(ada, job, gateway.form(describeCall, textModel)),
    );
    expect(told[0]).toMatchObject({ type: 'accepted' });
    expect(told.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
    const last = told.at(-1);
    expect(last).toMatchObject({
      type: 'result',
      result: { cached: false, output: { kind: 'text' } },
    });
    if (last?.type !== 'result') throw new Error('no result');
    const paid = before.balance - (await gateway.balance(ada)).balance;
    expect(paid).toBe(last.result.credits);
    expect(paid).toBeGreaterThan(0);

    const sent = gateway.openai.requests.length;
    expect(
      await eventsOf(await gateway.post(ada, job, gateway.form(describeCall, textModel))),
    ).toEqual([last]);
    const status = await fetch(gateway.url(`jobs/${job}`), {
      headers: { authorization: `Bearer ${ada.token}` },
    });
    expect(gatewayStatusSchema.parse(await status.json())).toEqual({
      status: 'done',
      result: last.result,
    });
    expect(gateway.openai.requests).toHaveLength(sent);
    expect(await gateway.balance(ada)).toEqual({ balance: before.balance - paid, held: 0 });
    const [row] = await gateway.cloud.sql`
      select cost_micro_usd::integer as cost, credits::integer as credits
      from public.ai_requests where job_id = ${job}`;
    expect(row?.['credits'] * 10_000).toBeGreaterThanOrEqual(row?.['cost']);
  });

  it('makes images, keeps them until they are fetched, then forgets them', async () => {
    const ada = await gateway.person('painter');
    const call = { operation: 'generate', options: { prompt: 'a lighthouse' } };
    const model = 'stability:generate/core';
    expect(await gateway.models(ada)).toContain(model);
    const job = randomUUID();
    const last = (await eventsOf(await gateway.post(ada, job, gateway.form(call, model, null)))).at(
      -1,
    );
    if (last?.type !== 'result' || last.result.output.kind !== 'images')
      throw new Error('no image');
    const [file] = last.result.output.files;
    const headers = { authorization: `Bearer ${ada.token}` };
    const image = await fetch(gateway.url(`jobs/${job}/files/0`), { headers });
    const bytes = Buffer.from(await image.arrayBuffer());
    expect(bytes.byteLength).toBe(file?.bytes);
    expect((await sharp(bytes).metadata()).width).toBeGreaterThan(0);

    const eve = await gateway.person('eve');
    const stolen = await fetch(gateway.url(`jobs/${job}/files/0`), {
      headers: { authorization: `Bearer ${eve.token}` },
    });
    expect(stolen.status).toBe(404);
    expect((await fetch(gateway.url(`jobs/${job}`), { method: 'DELETE', headers })).status).toBe(
      204,
    );
    expect((await fetch(gateway.url(`jobs/${job}/files/0`), { headers })).status).toBe(404);
  });

  it('is taken over by another company, for the same account at no more', async () => {
    const ada = await gateway.person('switched');
    gateway.openai.fail('overloaded', 1);
    const last = (
      await eventsOf(await gateway.post(ada, randomUUID(), gateway.form(describeCall, textModel)))
    ).at(-1);
    expect(last).toMatchObject({
      type: 'result',
      result: { model: expect.stringMatching(/^anthropic:/) },
    });
  });

  it('costs the account nothing where the answer was lost, and is not sent again', async () => {
    const ada = await gateway.person('unlucky');
    const before = await gateway.balance(ada);
    const job = randomUUID();
    gateway.openai.fail('billed-but-lost', 1);
    const sent = gateway.openai.requests.length;
    const lost = await eventsOf(
      await gateway.post(ada, job, gateway.form(describeCall, textModel)),
    );
    expect(lost.at(-1)).toMatchObject({ type: 'failure', failure: { class: 'fail-over' } });
    const again = await eventsOf(
      await gateway.post(ada, job, gateway.form(describeCall, textModel)),
    );
    expect(again.at(-1)).toEqual(lost.at(-1));
    expect(gateway.openai.requests).toHaveLength(sent + 1);
    expect(await gateway.balance(ada)).toEqual(before);
    const [row] = await gateway.cloud
      .sql`select status from public.ai_requests where job_id = ${job}`;
    expect(row?.['status']).toBe('unknown');
  });

  it('goes on where its caller hangs up', async () => {
    const ada = await gateway.person('hung-up');
    gateway.openai.fail('slow', 1, { delayMs: 400 });
    const job = randomUUID();
    const controller = new AbortController();
    const response = await fetch(gateway.url(`jobs/${job}`), {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}` },
      body: gateway.form(describeCall, textModel),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await expect
      .poll(
        async () => {
          const status = await fetch(gateway.url(`jobs/${job}`), {
            headers: { authorization: `Bearer ${ada.token}` },
          });
          return gatewayStatusSchema.parse(await status.json()).status;
        },
        { timeout: 10_000 },
      )
      .toBe('done');
  });

  it('passes a refusal for its content on, and asks nobody else', async () => {
    const ada = await gateway.person('refused');
    gateway.openai.fail('moderation', 1);
    const asked = gateway.anthropic.requests.length;
    const last = (
      await eventsOf(await gateway.post(ada, randomUUID(), gateway.form(describeCall, textModel)))
    ).at(-1);
    expect(last).toMatchObject({ type: 'failure', failure: { class: 'policy' } });
    expect(gateway.anthropic.requests).toHaveLength(asked);
  });
});
