import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestCloud, startLimitMs } from '../cloud/harness.ts';
import type { PolarSimulator } from '../simulators/polar/polar.ts';
import { signWebhook } from '../simulators/polar/webhooks.ts';
import {
  type Buyer,
  type PolarCloud,
  newBuyer,
  newSubscriber,
  press,
  proMonth,
  products,
  runningSubscriptions,
  startPolarCloud,
  studioMonth,
  webhookSecret,
} from './support/billing.ts';

let both: PolarCloud;
let polar: PolarSimulator;
let cloud: TestCloud;

beforeAll(async () => {
  both = await startPolarCloud();
  ({ polar, cloud } = both);
}, startLimitMs);
afterAll(() => both.stop());
beforeEach(() => {
  polar.deliveries.mode = 'prompt';
  polar.clearFaults();
});

const subscribed = (name: string): Promise<Buyer> => newSubscriber(both, name);
const subscriptionsOf = (buyer: Buyer) => runningSubscriptions(polar, buyer);

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

  it('leaves everything as it was where the card is declined', async () => {
    const buyer = await newBuyer(cloud, 'declined');
    const { body } = await buyer.post('checkout', proMonth);
    await press(String(body['url']), 'decline');
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
    await press(String(body['url']), 'bank-yes');
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
  });

  it('needs no webhook: the app asks after the page', async () => {
    polar.deliveries.mode = 'dropped';
    const buyer = await newBuyer(cloud, 'unheard');
    const { body } = await buyer.post('checkout', studioMonth);
    await press(String(body['url']), 'pay');
    expect(await buyer.plan()).toMatchObject({ plan: 'free' });
    expect(await buyer.post('sync')).toMatchObject({
      status: 200,
      body: { outcome: 'applied', plan: 'studio' },
    });
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });

  it('makes one subscription of two checkouts', async () => {
    const buyer = await subscribed('twice');
    const again = await buyer.post('checkout', studioMonth);
    expect(again).toMatchObject({ status: 200, body: { step: 'done' } });
    expect(subscriptionsOf(buyer).map(({ productId }) => productId)).toEqual([
      products.studioMonth.id,
    ]);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio', credits: { balance: 4020 } });
  });

  it('asks once for what is asked twice', async () => {
    const buyer = await newBuyer(cloud, 'repeated');
    const operation = randomUUID();
    const before = polar.shop.checkouts.size;
    const [first, second] = [
      await buyer.post('checkout', { operation, ...proMonth }),
      await buyer.post('checkout', { operation, ...proMonth }),
    ];
    expect(first.body).toEqual(second.body);
    expect(polar.shop.checkouts.size).toBe(before + 1);
    expect(await buyer.post('checkout', { operation, ...studioMonth })).toMatchObject({
      status: 409,
      body: { code: 'operation_conflict' },
    });
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

  it('does not ask again where nobody knows what came of it', async () => {
    const buyer = await subscribed('lost');
    const operation = randomUUID();
    const body = { operation, ...studioMonth, when: 'now' };
    const path = `/v1/subscriptions/${subscriptionsOf(buyer)[0]?.id ?? ''}`;
    polar.deliveries.mode = 'dropped';
    polar.fail('billed-but-lost', 1, { path });
    expect(await buyer.post('change', body)).toMatchObject({
      status: 502,
      body: { code: 'operation_unknown' },
    });
    // The state is asked for first: it had an effect after all.
    expect(await buyer.post('change', body)).toMatchObject({
      status: 200,
      body: { step: 'done' },
    });
    expect(polar.requests.filter((request) => request.path === path)).toHaveLength(1);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });
});

describe('webhooks', () => {
  it('count once, whatever their number and order', async () => {
    polar.deliveries.mode = 'held';
    const buyer = await newBuyer(cloud, 'shuffled');
    const { body } = await buyer.post('checkout', proMonth);
    await press(String(body['url']), 'pay');
    polar.shop.changeProduct(subscriptionsOf(buyer)[0]?.id ?? '', {
      productId: products.studioMonth.id,
      when: 'now',
    });
    const held = [...polar.deliveries.held].reverse();
    for (const delivery of [...held, ...held])
      expect(await polar.deliveries.send(delivery)).toBe(200);
    while (polar.deliveries.takeHeld(0) !== undefined);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio', credits: { balance: 4020 } });
    const events = await cloud.sql`
      select outcome from public.billing_events where user_id = ${buyer.id}`;
    expect(events.length).toBe(new Set(held.map(({ id }) => id)).size);
  });

  it('are refused where they are forged or old, and welcome where they are nobody’s', async () => {
    const url = `${cloud.status.API_URL}/functions/v1/billing-webhook/polar`;
    const body = JSON.stringify({
      type: 'customer.state_changed',
      timestamp: new Date().toISOString(),
      data: { id: randomUUID(), external_id: randomUUID() },
    });
    const delivery = { id: `wh_${randomUUID()}`, type: 'customer.state_changed', body };
    const send = (headers: Readonly<Record<string, string>>) =>
      fetch(url, { method: 'POST', body, headers });

    expect((await send(signWebhook(delivery, 'another secret', Date.now()))).status).toBe(401);
    expect((await send(signWebhook(delivery, webhookSecret, Date.now() - 600_000))).status).toBe(
      401,
    );
    expect((await send({})).status).toBe(401);
    const welcome = await send(signWebhook(delivery, webhookSecret, Date.now()));
    expect(welcome.status).toBe(200);
    expect(await welcome.json()).toEqual({ outcome: 'unknown_customer' });
  });

  it('that fail are caught up with by the schedule', async () => {
    const buyer = await subscribed('caught-up');
    polar.fail('server-error-500', 100, { path: '/state' });
    polar.shop.changeProduct(subscriptionsOf(buyer)[0]?.id ?? '', {
      productId: products.studioMonth.id,
      when: 'now',
    });
    await polar.deliveries.quiet();
    expect(polar.deliveries.answers.at(-1)?.status).toBe(503);
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
    polar.clearFaults();
    await cloud.sql`
      update public.billing_customers set reconciled_at = reconciled_at - interval '2 days'
      where user_id = ${buyer.id}`;
    expect(await runSchedule()).toMatchObject({ failed: 0, drift: 0 });
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
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

  it('lets staff refund, and nobody else', async () => {
    const buyer = await subscribed('refunded');
    const staff = await newBuyer(cloud, 'support');
    const refund = { user: buyer.id, cents: 500 };
    expect(await staff.post('refund', refund)).toMatchObject({ status: 403 });
    await cloud.sql`insert into public.roles (user_id, role) values (${staff.id}, 'support')`;
    expect(await staff.post('refund', refund)).toMatchObject({ status: 200 });
    const orders = [...polar.shop.orders.values()].filter(({ refundedCents }) => refundedCents > 0);
    expect(orders.map(({ refundedCents }) => refundedCents)).toEqual([500]);
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
