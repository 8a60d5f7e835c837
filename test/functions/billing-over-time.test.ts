import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { type Shop, dayMs } from '../simulators/billing/shop-types.ts';
import { type SellingCloud, startSelling } from './support/billing-shops.ts';

describe.each(['polar', 'stripe', 'paypal'] as const)('as time goes by, %s', (provider) => {
  let selling: SellingCloud;
  let shop: Shop;
  beforeAll(async () => {
    selling = await startSelling(provider);
    ({ shop } = selling.simulator);
  }, startLimitMs);
  afterAll(() => selling.stop());

  const quiet = () => selling.simulator.deliveries.quiet();

  it('cancels to the end of what was paid, and takes that back', async () => {
    const buyer = await selling.subscriber('leaver');
    await buyer.post('cancel');
    expect(await buyer.plan()).toMatchObject({
      plan: 'pro',
      subscription: { cancel_at_period_end: true },
    });
    await buyer.post('resume');
    expect(await buyer.plan()).toMatchObject({ subscription: { cancel_at_period_end: false } });
    await buyer.post('cancel');
    shop.advance(32 * dayMs);
    await quiet();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
  });

  it('keeps the plan through the grace of a payment that failed, and no longer', async () => {
    const buyer = await selling.subscriber('late');
    const customer = shop.customerByExternalId(buyer.id)?.id ?? '';
    shop.setCardWorks(customer, false);
    shop.advance(31.5 * dayMs);
    await quiet();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'pro', subscription: { status: 'past_due' } });
    shop.advance(8 * dayMs);
    await quiet();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'free' });
    shop.setCardWorks(customer, true);
    await quiet();
    await selling.nextDay(buyer);
    expect(await buyer.plan()).toMatchObject({ plan: 'pro', subscription: { status: 'active' } });
  });
});
