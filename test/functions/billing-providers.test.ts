import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import type { Shop } from '../simulators/billing/shop-types.ts';
import { products } from '../simulators/billing/plans-products.ts';
import { type Buyer, newBuyer, press, proMonth, studioMonth } from './support/billing.ts';
import { type SellingCloud, startSelling } from './support/billing-shops.ts';

describe.each(['polar', 'stripe', 'paypal'] as const)('%s', (provider) => {
  let selling: SellingCloud;
  let shop: Shop;
  beforeAll(async () => {
    selling = await startSelling(provider);
    ({ shop } = selling.simulator);
  }, startLimitMs);
  afterAll(() => selling.stop());
  beforeEach(() => {
    selling.simulator.deliveries.mode = 'prompt';
    selling.simulator.clearFaults();
  });

  const quiet = () => selling.simulator.deliveries.quiet();
  const running = ({ id }: Buyer) => {
    const customer = shop.customerByExternalId(id);
    return [...shop.subscriptions.values()].filter(
      ({ customerId, status }) => customerId === customer?.id && status !== 'canceled',
    );
  };

  async function change(buyer: Buyer): Promise<void> {
    const answer = await buyer.post('change', { ...studioMonth, when: 'now' });
    expect(answer).toMatchObject({
      status: 200,
      body: { step: selling.asksBeforeChange ? 'page' : 'done' },
    });
    if (!selling.asksBeforeChange) return;
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
    await press(String(answer.body['url']), 'bank-yes');
    await quiet();
  }

  it('sells, and breaks no rule of the provider’s', async () => {
    const buyer = await selling.visitor('ada');
    const { status, body } = await buyer.post('checkout', proMonth);
    expect({ status, step: body['step'] }).toEqual({ status: 200, step: 'page' });
    expect(await press(String(body['url']), 'pay')).toBe(
      `${selling.cloud.status.API_URL}/functions/v1/billing/thanks`,
    );
    await quiet();
    expect(await buyer.plan()).toMatchObject({
      plan: 'pro',
      subscription: { status: 'active', plan: 'pro', cancel_at_period_end: false },
      credits: { balance: 1020, held: 0 },
    });
    const { answers } = selling.simulator.deliveries;
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(selling.simulator.violations).toEqual([]);
  });

  it('sells nothing where the card is declined, and all where the bank agrees', async () => {
    const buyer = await newBuyer(selling.cloud, 'declined');
    const { body } = await buyer.post('checkout', proMonth);
    await press(String(body['url']), 'decline');
    await buyer.post('sync');
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
    await press(String(body['url']), 'bank-yes');
    await quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
  });

  it('leaves who goes away without paying as they were', async () => {
    const buyer = await newBuyer(selling.cloud, 'abandoned');
    await buyer.post('checkout', proMonth);
    expect(await buyer.post('sync')).toMatchObject({ status: 200 });
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
    const again = await buyer.post('checkout', studioMonth);
    await press(String(again.body['url']), 'pay');
    await quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });

  it('needs no webhook: the app asks after the page', async () => {
    selling.simulator.deliveries.mode = 'dropped';
    const buyer = await newBuyer(selling.cloud, 'unheard');
    const { body } = await buyer.post('checkout', studioMonth);
    await press(String(body['url']), 'pay');
    expect(await buyer.plan()).toMatchObject({ plan: 'free' });
    expect(await buyer.post('sync')).toMatchObject({
      body: { outcome: 'applied', plan: 'studio' },
    });
  });

  it('sells once what is asked for twice', async () => {
    const buyer = await newBuyer(selling.cloud, 'repeated');
    const operation = randomUUID();
    const before = shop.checkouts.size;
    const first = await buyer.post('checkout', { operation, ...proMonth });
    expect(await buyer.post('checkout', { operation, ...proMonth })).toEqual(first);
    expect(shop.checkouts.size).toBe(before + 1);
  });

  it('makes a change of a second checkout', async () => {
    const buyer = await selling.subscriber('twice');
    const again = await buyer.post('checkout', studioMonth);
    expect(again).toMatchObject({
      status: 200,
      body: { step: selling.asksBeforeChange ? 'page' : 'done' },
    });
    expect(running(buyer)).toHaveLength(1);
  });

  it('changes the plan of who has one, once they agreed', async () => {
    const buyer = await selling.subscriber('mover');
    await change(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio', credits: { balance: 4020 } });
    expect(running(buyer).map(({ productId }) => productId)).toEqual([products.studioMonth.id]);
  });

  it('asks the buyer where the bank asks, and changes nothing before', async () => {
    const buyer = await selling.subscriber('asked');
    shop.setCardAsks(shop.customerByExternalId(buyer.id)?.id ?? '', true);
    const answer = await buyer.post('change', { ...studioMonth, when: 'now' });
    await buyer.post('sync');
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
    if (answer.status === 422) {
      // Polar has no page for that: it refuses.
      expect(answer.body).toMatchObject({ code: 'card_refused' });
      return;
    }
    expect(answer.body).toMatchObject({ step: 'page' });
    await press(String(answer.body['url']), 'bank-yes');
    await quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });

  it('changes for later only where the provider can', async () => {
    const buyer = await selling.subscriber('later');
    await change(buyer);
    const later = await buyer.post('change', { ...proMonth, when: 'next-period' });
    const { selling: sold } = (await (
      await fetch(`${selling.cloud.status.API_URL}/functions/v1/billing/selling`)
    ).json()) as { selling: { scheduledChanges: boolean } };
    if (!sold.scheduledChanges) {
      expect(later).toMatchObject({ status: 422, body: { code: 'not_supported' } });
      return;
    }
    expect(await buyer.plan()).toMatchObject({
      plan: 'studio',
      subscription: { pending_plan: 'pro' },
    });
    // What waits does not stand in the way of another wish.
    expect(await buyer.post('cancel')).toMatchObject({ status: 200 });
    expect(await buyer.plan()).toMatchObject({ subscription: { cancel_at_period_end: true } });
  });

  it('changes once, though the answer was lost', async () => {
    const buyer = await selling.subscriber('lost');
    const [held] = running(buyer);
    selling.simulator.deliveries.mode = 'dropped';
    const body = { operation: randomUUID(), ...studioMonth, when: 'now' };
    if (held === undefined) throw new Error('nothing was sold');
    selling.loseChange(held);
    expect(await buyer.post('change', body)).toMatchObject({
      status: 502,
      body: { code: 'operation_unknown' },
    });
    const orders = shop.orders.size;
    const again = await buyer.post('change', body);
    if (selling.asksBeforeChange) {
      // Nothing was agreed to: that operation stays what it was, the next one is free.
      expect(again).toMatchObject({ status: 502 });
      await change(buyer);
      await buyer.post('sync');
    } else {
      expect(again).toMatchObject({ status: 200, body: { step: 'done' } });
    }
    expect(shop.orders.size).toBe(orders);
    const paid = [...shop.orders.values()].filter((order) => order.subscriptionId === held.id);
    expect(paid.filter(({ reason }) => reason === 'update').length).toBeLessThanOrEqual(1);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });

  it('hears webhooks once, whatever their number and order', async () => {
    selling.simulator.deliveries.mode = 'held';
    const buyer = await selling.visitor('shuffled');
    const { body } = await buyer.post('checkout', proMonth);
    await press(String(body['url']), 'pay');
    const [held] = running(buyer);
    shop.changeProduct(held?.id ?? '', { productId: products.studioMonth.id, when: 'now' });
    const late = [...selling.simulator.deliveries.held].reverse();
    for (const delivery of [...late, ...late]) {
      expect(await selling.simulator.deliveries.send(delivery)).toBe(200);
    }
    while (selling.simulator.deliveries.takeHeld(0) !== undefined);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio', credits: { balance: 4020 } });
    const events = await selling.cloud.sql`
      select outcome from public.billing_events where user_id = ${buyer.id}`;
    expect(events).toHaveLength(new Set(late.map(({ id }) => id)).size);
  });

  it('believes no webhook that others signed', async () => {
    const url = `${selling.cloud.status.API_URL}/functions/v1/billing-webhook/${provider}`;
    const { aboutStranger: delivery } = selling;
    const send = (headers: Readonly<Record<string, string>>) =>
      fetch(url, { method: 'POST', body: delivery.body, headers });
    const at = Date.now();
    expect((await send(selling.sign(delivery, { secret: 'another', at }))).status).toBe(401);
    expect((await send({})).status).toBe(401);
    const changed = { ...delivery, body: delivery.body.replace('{', '{ ') };
    expect((await send(selling.sign(changed, { at }))).status).toBe(401);
    if (selling.signaturesEnd) {
      expect((await send(selling.sign(delivery, { at: at - 600_000 }))).status).toBe(401);
    }
    const welcome = await send(selling.sign(delivery, { at }));
    expect([welcome.status, await welcome.json()]).toEqual([200, { outcome: 'unknown_customer' }]);
  });

  it('catches up by the schedule with what no webhook could tell', async () => {
    const buyer = await selling.subscriber('caught-up');
    selling.simulator.fail('server-error-500', 100, { path: selling.statePath });
    shop.changeProduct(running(buyer)[0]?.id ?? '', {
      productId: products.studioMonth.id,
      when: 'now',
    });
    await quiet();
    expect(selling.simulator.deliveries.answers.at(-1)?.status).toBe(503);
    expect(await buyer.plan()).toMatchObject({ plan: 'pro' });
    selling.simulator.clearFaults();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'studio' });
  });

  it('gives back what staff say, of the newest payment', async () => {
    const buyer = await selling.subscriber('refunded');
    const staff = await newBuyer(selling.cloud, 'support');
    const refund = { user: buyer.id, cents: 500 };
    expect(await staff.post('refund', refund)).toMatchObject({ status: 403 });
    await selling.cloud.sql`
      insert into public.roles (user_id, role) values (${staff.id}, 'support')`;
    const operation = randomUUID();
    const answers = [
      await staff.post('refund', { operation, ...refund }),
      await staff.post('refund', { operation, ...refund }),
    ];
    // A webhook may have been quicker to tell of it.
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [held] = running(buyer);
    const orders = [...shop.orders.values()].filter((order) => order.subscriptionId === held?.id);
    expect(orders.map(({ refundedCents }) => refundedCents)).toEqual([500]);
    await quiet();
    expect(selling.simulator.deliveries.answers.at(-1)?.status).toBe(200);
    expect(selling.simulator.violations).toEqual([]);
  });
});
