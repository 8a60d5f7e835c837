import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../cloud/harness.ts';
import { closeApps, kindOf, openApp } from '../cloud-session/app.ts';
import { startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import { type PolarCloud, press, startPolarCloud } from '../functions/support/billing.ts';
import { type AppBuyer, newAppBuyer } from './buyer.ts';

let both: PolarCloud;

beforeAll(async () => {
  both = await startPolarCloud();
}, startLimitMs);
afterAll(async () => {
  await closeApps();
  await both.stop();
});
beforeEach(() => {
  both.polar.deliveries.mode = 'prompt';
});

const patience = { timeout: 15_000, interval: 50 };
const planOf = async (buyer: AppBuyer): Promise<string | undefined> =>
  (await buyer.state()).entitlement?.plan;
const proMonth = { plan: 'pro', interval: 'month' } as const;

async function newSubscriber(name: string): Promise<AppBuyer> {
  const buyer = await newAppBuyer(both, name);
  await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
  await buyer.pay();
  await expect.poll(() => planOf(buyer), patience).toBe('pro');
  return buyer;
}

describe('who has bought nothing', () => {
  it('has the free plan, its credits, and sees what is sold', async () => {
    const buyer = await newAppBuyer(both, 'ada');
    await expect.poll(() => planOf(buyer), patience).toBe('free');
    expect(await buyer.state()).toMatchObject({
      entitlement: { subscription: null, stale: false, credits: { balance: 20 } },
      plans: [{ id: 'free' }, { id: 'pro', monthlyCents: 1500 }, { id: 'studio' }],
      selling: { provider: 'polar', portal: true, simulated: true },
      checkout: 'none',
      problem: null,
    });
    expect(await kindOf(buyer.app.call('billing.cancel'))).toBe('billing-refused');
  });

  it('sees the configured plans while nobody is signed in', async () => {
    const app = await openApp(both.cloud);
    await expect.poll(async () => (await app.call('billing.state')).selling, patience).toBeTruthy();
    const state = await app.call('billing.state');
    expect(state.entitlement).toBeNull();
    expect(state.plans.map(({ id }) => id)).toEqual(['free', 'pro', 'studio']);
    const bought = app.call('billing.upgrade', { ...proMonth, in: 'window' });
    expect(await kindOf(bought)).toBe('account-signed-out');
  });
});

describe('buying', () => {
  it('changes the plan of the running app, and says how it stands meanwhile', async () => {
    const buyer = await newSubscriber('bob');
    const told = buyer.app.events.flatMap((event) =>
      event.type === 'billing-changed' ? [event.state] : [],
    );
    const steps = told.map(({ checkout, entitlement }) => `${checkout} ${entitlement?.plan ?? ''}`);
    expect(steps).toContain('window free');
    expect(steps).toContain('confirming free');
    expect(steps.at(-1)).toBe('none pro');
    expect((await buyer.state()).entitlement?.credits.balance).toBe(1020);
  });

  it('believes the provider where no webhook comes', async () => {
    both.polar.deliveries.mode = 'held';
    const buyer = await newSubscriber('lost');
    expect(both.polar.deliveries.held.length).toBeGreaterThan(0);
    expect((await buyer.state()).checkout).toBe('none');
  });

  it('hears of a payment in the browser by the hint alone', async () => {
    const buyer = await newAppBuyer(both, 'cleo');
    await expect.poll(() => planOf(buyer), patience).toBe('free');
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'browser' });
    const [page] = buyer.app.opened;
    expect((await buyer.state()).checkout).toBe('browser');
    await press(page ?? '', 'pay');
    await expect.poll(() => planOf(buyer), patience).toBe('pro');
    expect((await buyer.state()).checkout).toBe('none');
  });

  it('goes on in the browser where the window is not enough', async () => {
    const buyer = await newAppBuyer(both, 'dora');
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
    await buyer.app.call('billing.open-in-browser');
    expect(buyer.app.opened).toEqual([buyer.pages[0]?.url]);
    expect(buyer.closed()).toBe(1);
    expect((await buyer.state()).checkout).toBe('browser');
    await buyer.app.call('billing.close-checkout');
    expect((await buyer.state()).checkout).toBe('none');
  });

  it('waits for nobody who turned back without paying', async () => {
    const buyer = await newAppBuyer(both, 'eve');
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
    buyer.pages[0]?.onEnd('back');
    expect((await buyer.state()).checkout).toBe('none');
    // And opens another page for who changes their mind.
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
    expect(buyer.pages[1]?.url).not.toBe(buyer.pages[0]?.url);
  });

  it('lets a plan be tried, and says that it was', async () => {
    const buyer = await newAppBuyer(both, 'trier');
    await expect.poll(() => planOf(buyer), patience).toBe('free');
    await buyer.app.call('billing.upgrade', { plan: 'studio', interval: 'month', in: 'window' });
    await buyer.pay();
    await expect.poll(() => planOf(buyer), patience).toBe('studio');
    expect(await buyer.state()).toMatchObject({
      entitlement: { tried: true, subscription: { status: 'trialing' } },
    });
  });

  it('buys credits, and waits until they are there', async () => {
    const buyer = await newAppBuyer(both, 'saver');
    await expect.poll(() => planOf(buyer), patience).toBe('free');
    const { packs, selling } = await buyer.state();
    expect(packs.map(({ id }) => id)).toEqual(selling?.packs);
    both.polar.deliveries.mode = 'dropped';
    await buyer.app.call('billing.top-up', { pack: 'credits-500', in: 'window' });
    await buyer.pay();
    const balance = async () => (await buyer.state()).entitlement?.credits.balance;
    await expect.poll(balance, patience).toBe(520);
    expect((await buyer.state()).checkout).toBe('none');
    const unknown = buyer.app.call('billing.top-up', { pack: 'credits-1', in: 'window' });
    expect(await kindOf(unknown)).toBe('billing-refused');
  });

  it('takes no deep link for a payment', async () => {
    const buyer = await newAppBuyer(both, 'forger');
    await expect.poll(() => planOf(buyer), patience).toBe('free');
    buyer.app.cloud.billing.returned();
    await buyer.app.call('billing.refresh');
    expect(await planOf(buyer)).toBe('free');
    expect((await buyer.state()).checkout).toBe('none');
  });
});

describe('a subscriber', () => {
  it('changes the plan without another checkout, and pays no second one', async () => {
    const buyer = await newSubscriber('gus');
    const offer = { plan: 'studio', interval: 'month', when: 'now' } as const;
    expect(await buyer.app.call('billing.change-plan', offer)).toBe('done');
    expect(await planOf(buyer)).toBe('studio');
    const again = { plan: 'studio', interval: 'month', in: 'window' } as const;
    expect(await buyer.app.call('billing.upgrade', again)).toBe('done');
    expect(buyer.pages).toHaveLength(1);
    const later = { plan: 'pro', interval: 'month', when: 'next-period' } as const;
    await buyer.app.call('billing.change-plan', later);
    expect((await buyer.state()).entitlement).toMatchObject({
      plan: 'studio',
      subscription: { plan: 'studio', pendingPlan: 'pro' },
    });
  });

  it('pays once for a change whose answer was lost, however often it is clicked', async () => {
    const network = await startFaultyCloud(both.cloud.status.API_URL);
    const buyer = await newAppBuyer(both, 'ivy', { url: network.url });
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
    await buyer.pay();
    await expect.poll(() => planOf(buyer), patience).toBe('pro');

    const yearly = { plan: 'studio', interval: 'year', when: 'now' } as const;
    network.fail({ on: 'functions', fault: { kind: 'answer-lost' } });
    expect(await kindOf(buyer.app.call('billing.change-plan', yearly))).toBe('cloud-unreachable');
    expect(await planOf(buyer)).toBe('studio');
    expect(await buyer.app.call('billing.change-plan', yearly)).toBe('done');
    expect(await buyer.app.call('billing.change-plan', yearly)).toBe('done');
    const done = await both.cloud.sql`
      select state from public.billing_operations where user_id = ${buyer.id} and kind = 'change'`;
    expect(done.map(({ state }) => state as string)).toEqual(['done']);
    const customer = both.polar.shop.customerByExternalId(buyer.id);
    const orders = [...both.polar.shop.orders.values()].filter(
      ({ customerId }) => customerId === customer?.id,
    );
    expect(orders.map(({ reason }) => reason)).toEqual(['create', 'update']);
    await network.close();
  });

  it('cancels, keeps what was paid for, takes it back, and sees invoices', async () => {
    const buyer = await newSubscriber('hal');
    await buyer.app.call('billing.cancel');
    expect((await buyer.state()).entitlement).toMatchObject({
      plan: 'pro',
      subscription: { cancelAtPeriodEnd: true },
    });
    await buyer.app.call('billing.resume');
    expect((await buyer.state()).entitlement?.subscription?.cancelAtPeriodEnd).toBe(false);
    await buyer.app.call('billing.portal');
    expect(buyer.app.opened.at(-1)).toContain(both.polar.url);
  });

  it('has what was last known without a network, after a restart too', async () => {
    const network = await startFaultyCloud(both.cloud.status.API_URL);
    const buyer = await newAppBuyer(both, 'ida', { url: network.url });
    await buyer.app.call('billing.upgrade', { ...proMonth, in: 'window' });
    await buyer.pay();
    await expect.poll(() => planOf(buyer), patience).toBe('pro');
    await buyer.app.close();

    network.setOffline(true);
    const { folder } = buyer.app;
    const again = await openApp(both.cloud, { folder, url: network.url });
    const state = await again.call('billing.refresh');
    expect(state).toMatchObject({
      entitlement: { plan: 'pro', stale: false },
      selling: { provider: 'polar' },
      problem: { kind: 'cloud-unreachable' },
    });
    await again.close();

    // A year later by this machine's clock, and then with the clock set back.
    const year = 365 * 24 * 3_600_000;
    const later = await openApp(both.cloud, {
      folder,
      url: network.url,
      now: () => Date.now() + year,
    });
    expect((await later.call('billing.state')).entitlement).toMatchObject({
      plan: 'free',
      stale: true,
      subscription: { plan: 'pro' },
    });
    await later.close();
    const back = await openApp(both.cloud, { folder, url: network.url });
    expect((await back.call('billing.state')).entitlement?.stale).toBe(true);

    network.setOffline(false);
    expect((await back.call('billing.refresh')).entitlement).toMatchObject({
      plan: 'pro',
      stale: false,
    });
    await network.close();
  });
});
