import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestCloud, startLimitMs } from '../cloud/harness.ts';
import type { PolarSimulator } from '../simulators/polar/polar.ts';
import {
  type Buyer,
  type PolarCloud,
  newBuyer,
  newSubscriber,
  press,
  proMonth,
  startPolarCloud,
  studioMonth,
} from './support/billing.ts';

let both: PolarCloud;
let polar: PolarSimulator;
let cloud: TestCloud;

beforeAll(async () => {
  both = await startPolarCloud();
  ({ polar, cloud } = both);
}, startLimitMs);
afterAll(() => both.stop());
beforeEach(() => polar.clearFaults());

const subscribed = (name: string): Promise<Buyer> => newSubscriber(both, name);

async function runSchedule(): Promise<Record<string, unknown>> {
  const response = await fetch(`${cloud.status.API_URL}/functions/v1/billing-reconcile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cloud.status.SERVICE_ROLE_KEY}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

describe('buying', () => {
  it('begins free, and ends with the plan that was paid for', async () => {
    const ada = await newBuyer(cloud, 'ada');
    expect(await ada.plan()).toMatchObject({
      plan: 'free',
      subscription: null,
      credits: { balance: 20 },
    });

    const { status, body } = await ada.post('checkout', proMonth);
    expect({ status, step: body['step'] }).toEqual({ status: 200, step: 'page' });
    const page = await fetch(String(body['url']));
    expect(await page.text()).toContain('no money moves');
    const back = await press(String(body['url']), 'pay');
    expect(back).toBe(`${cloud.status.API_URL}/functions/v1/billing/thanks`);
    const thanks = await fetch(String(back), { redirect: 'manual' });
    expect(thanks.headers.get('location')).toBe('emulsion://billing/done');

    await polar.deliveries.quiet();
    expect(new Set(polar.deliveries.answers.map((answer) => answer.status))).toEqual(
      new Set([200]),
    );
    expect(await ada.plan()).toMatchObject({
      plan: 'pro',
      subscription: { status: 'active', plan: 'pro', cancel_at_period_end: false },
      // What is left of the free month stays.
      credits: { balance: 1020, held: 0 },
    });
    expect(polar.violations).toEqual([]);
  });
});

describe('changing', () => {
  it('moves up at once and down at the end of the period', async () => {
    const buyer = await subscribed('mover');
    await buyer.post('change', { ...studioMonth, when: 'now' });
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
    await buyer.post('change', { ...proMonth, when: 'next-period' });
    expect(await buyer.plan()).toMatchObject({
      plan: 'studio',
      subscription: { pending_plan: 'pro' },
    });
  });
});

describe('around it', () => {
  it('tells the meters of each credit once', async () => {
    const buyer = await subscribed('metered');
    const job = randomUUID();
    await cloud.sql`select public.credit_reserve(${buyer.id}, ${job}, 10, 'h')`;
    await cloud.sql`select public.credit_settle(${job}, 7)`;
    polar.fail('billed-but-lost', 1, { path: '/v1/events/ingest' });
    expect(await runSchedule()).toMatchObject({ reported: 0 });
    expect(await runSchedule()).toMatchObject({ reported: 1 });
    expect(await runSchedule()).toMatchObject({ reported: 0 });
    const told = [...polar.usage.values()].filter(
      (event) => (event as { external_customer_id: string }).external_customer_id === buyer.id,
    );
    expect(told).toMatchObject([{ metadata: { credits: 7 } }]);
  });

  it('opens the portal, says what is sold, and lets no stranger in', async () => {
    const buyer = await subscribed('visitor');
    expect((await buyer.post('portal')).body['url']).toContain('/portal');
    const selling = await fetch(`${cloud.status.API_URL}/functions/v1/billing/selling`);
    expect(await selling.json()).toMatchObject({ selling: { provider: 'polar', simulated: true } });
    const stranger = await fetch(`${cloud.status.API_URL}/functions/v1/billing/sync`, {
      method: 'POST',
    });
    expect(stranger.status).toBe(401);
    const schedule = await fetch(`${cloud.status.API_URL}/functions/v1/billing-reconcile`, {
      method: 'POST',
      headers: { authorization: `Bearer ${cloud.status.ANON_KEY}` },
    });
    expect(schedule.status).toBe(403);
  });
});
