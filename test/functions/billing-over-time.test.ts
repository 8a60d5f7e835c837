import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { dayMs } from '../simulators/billing/shop-types.ts';
import type { PolarSimulator } from '../simulators/polar/polar.ts';
import { type PolarCloud, newSubscriber, startPolarCloud, studioMonth } from './support/billing.ts';

let both: PolarCloud;
let polar: PolarSimulator;

beforeAll(async () => {
  both = await startPolarCloud();
  ({ polar } = both);
}, startLimitMs);
afterAll(() => both.stop());

describe('as time goes by', () => {
  it('cancels to the end of what was paid, and takes that back', async () => {
    const buyer = await newSubscriber(both, 'leaver');
    await buyer.post('cancel');
    expect(await buyer.plan()).toMatchObject({
      plan: 'pro',
      subscription: { cancel_at_period_end: true },
    });
    await buyer.post('resume');
    expect(await buyer.plan()).toMatchObject({ subscription: { cancel_at_period_end: false } });
    await buyer.post('cancel');
    polar.shop.advance(32 * dayMs);
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'free', subscription: null });
  });

  it('keeps the plan through the grace of a payment that failed, and no longer', async () => {
    const buyer = await newSubscriber(both, 'late');
    const customer = polar.shop.customerByExternalId(buyer.id);
    polar.shop.setCardWorks(customer?.id ?? '', false);
    polar.shop.advance(31.5 * dayMs);
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'pro', subscription: { status: 'past_due' } });
    expect(await buyer.post('change', { ...studioMonth, when: 'now' })).toMatchObject({
      status: 422,
      body: { code: 'card_refused' },
    });
    polar.shop.advance(8 * dayMs);
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'free' });
    polar.shop.setCardWorks(customer?.id ?? '', true);
    await polar.deliveries.quiet();
    expect(await buyer.plan()).toMatchObject({ plan: 'pro', subscription: { status: 'active' } });
  });
});
