import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs } from '../billing/shop-types.ts';
import { idOf } from './ids.ts';
import { type PolarSimulator, startPolarSimulator } from './polar.ts';

const pro = {
  id: idOf('pro'),
  name: 'Pro',
  priceCents: 1500,
  interval: 'month',
  trialDays: 0,
  benefits: ['pro'],
} as const;
const tried = { ...pro, id: idOf('tried'), trialDays: 14 };

let polar: PolarSimulator;
beforeAll(async () => {
  polar = await startPolarSimulator({ products: [pro, tried], webhookSecret: 'secret' });
});
afterAll(() => polar.close());

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | null;
}

async function call(path: string, { method = 'POST', body, token = 'key' }: Call = {}) {
  const response = await fetch(`${polar.url}/v1/${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const order = { products: [pro.id], success_url: 'https://shop.example/thanks' };
const subscription = idOf('some subscription');

describe('what Polar would refuse', () => {
  it.each([
    ['a call without a token', 'checkouts/', { body: order, token: null }, 401],
    ['a checkout of nothing', 'checkouts/', { body: { ...order, products: [] } }, 422],
    ['a field that there isn’t', 'checkouts/', { body: { ...order, product_id: pro.id } }, 422],
    [
      'a way back that is no page of the web',
      'checkouts/',
      { body: { ...order, success_url: 'emulsion://done' } },
      422,
    ],
    ['a customer without an address', 'customers/', { body: { email: 'nobody' } }, 422],
    ['a portal for nobody', 'customer-sessions/', { body: {} }, 422],
    [
      'two changes at once',
      `subscriptions/${subscription}`,
      { method: 'PATCH', body: { product_id: pro.id, cancel_at_period_end: true } },
      422,
    ],
    ['no events', 'events/ingest', { body: { events: [] } }, 422],
    [
      'a refund of nothing',
      'refunds/',
      { body: { order_id: idOf('order'), reason: 'other', amount: 0 } },
      422,
    ],
  ] as const)('%s', async (...[, path, request, status]) => {
    const before = polar.violations.length;
    expect((await call(path, request)).status).toBe(status);
    expect(polar.violations).toHaveLength(before + 1);
  });

  it('a thing that is not there', async () => {
    const { status, body } = await call('customers/external/nobody/state', { method: 'GET' });
    expect({ status, error: body['error'] }).toEqual({ status: 404, error: 'ResourceNotFound' });
  });
});

describe('a subscription', () => {
  it('is tried, paid, and paid again, until the card is refused for good', async () => {
    const { body: checkout } = await call('checkouts/', {
      body: { ...order, products: [tried.id], external_customer_id: 'ada' },
    });
    await fetch(`${String(checkout['url'])}/bank-yes`, { method: 'POST', redirect: 'manual' });
    const state = () => call('customers/external/ada/state', { method: 'GET' });
    expect((await state()).body).toMatchObject({
      active_subscriptions: [{ status: 'trialing' }],
      granted_benefits: [{ benefit_id: idOf('benefit:pro') }],
    });
    expect(polar.shop.orders.size).toBe(0);

    polar.shop.advance(15 * dayMs);
    expect((await state()).body).toMatchObject({ active_subscriptions: [{ status: 'active' }] });
    polar.shop.advance(62 * dayMs);
    expect([...polar.shop.orders.values()].map(({ reason }) => reason)).toEqual([
      'cycle',
      'cycle',
      'cycle',
    ]);

    const [customer] = polar.shop.customers.values();
    polar.shop.setCardWorks(customer?.id ?? '', false);
    polar.shop.advance(31 * dayMs);
    expect((await state()).body).toMatchObject({
      active_subscriptions: [],
      granted_benefits: [{ benefit_id: idOf('benefit:pro') }],
    });
    polar.shop.advance(8 * dayMs);
    expect((await state()).body).toMatchObject({ granted_benefits: [] });
    polar.shop.advance(20 * dayMs);
    expect([...polar.shop.subscriptions.values()].map(({ status }) => status)).toEqual([
      'canceled',
    ]);
  });
});
