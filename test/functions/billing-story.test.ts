import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { dayMs } from '../simulators/billing/shop-types.ts';
import { type Buyer, press, proMonth } from './support/billing.ts';
import { type SellingCloud, startSelling } from './support/billing-shops.ts';
import {
  type Gateway,
  describeCall,
  eventsOf,
  refusalOf,
  startGateway,
  textModel,
} from './support/gateway.ts';

/** Functions start one by one on a busy machine. */
const patience = { timeout: 120_000 };

describe.each(['stripe', 'paypal'] as const)('a subscriber’s time, by %s', patience, (provider) => {
  let gateway: Gateway;
  let selling: SellingCloud;
  beforeAll(async () => {
    selling = await startSelling(provider, async (secrets) => {
      gateway = await startGateway(secrets);
      return gateway.cloud;
    });
  }, startLimitMs);
  afterAll(async () => {
    await gateway.stop();
    await selling.simulator.close();
  });

  const describePhoto = (buyer: Buyer) =>
    gateway.post(buyer, randomUUID(), gateway.form(describeCall, textModel));

  it('begins at the limit, is paid for, used, cancelled, and ends with what was paid', async () => {
    const { shop, deliveries } = selling.simulator;
    const buyer = await selling.visitor('ada');
    await gateway.cloud.sql`select public.credit_take_back(${buyer.id}, 1000, ${randomUUID()})`;
    const refused = await refusalOf(await describePhoto(buyer));
    expect(refused.code).toBe('insufficient_credits');

    const { url } = (await buyer.post('checkout', proMonth)).body;
    await press(String(url), 'decline');
    await buyer.post('sync');
    expect(await buyer.plan()).toMatchObject({ plan: 'free' });
    await press(String(url), 'bank-yes');
    await deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'pro', credits: { balance: 1000 } });

    const told = (await eventsOf(await describePhoto(buyer))).at(-1);
    if (told?.type !== 'result') throw new Error('no result');
    const { credits } = told.result;
    expect(credits).toBeGreaterThan(0);
    expect(await gateway.balance(buyer)).toEqual({ balance: 1000 - credits, held: 0 });
    const used = await gateway.cloud.sql<{ credits: number }[]>`
      select credits::integer from public.ai_requests where user_id = ${buyer.id}`;
    expect(used.map((row) => row.credits)).toEqual([credits]);

    await buyer.post('cancel');
    expect(await buyer.plan()).toMatchObject({
      plan: 'pro',
      subscription: { cancel_at_period_end: true },
    });
    expect((await describePhoto(buyer)).status).toBe(200);

    shop.advance(32 * dayMs);
    await deliveries.quiet();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
    expect(selling.simulator.violations).toEqual([]);
  });
});
