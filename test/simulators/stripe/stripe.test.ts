import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiVersion } from './contract.ts';
import { type StripeSimulator, startStripeSimulator } from './stripe.ts';

const pro = {
  id: 'price_pro',
  name: 'Pro',
  priceCents: 1500,
  interval: 'month',
  trialDays: 0,
  benefits: [],
} as const;
const studio = { ...pro, id: 'price_studio', name: 'Studio', priceCents: 4500 };

let simulator: StripeSimulator;
let stripe: Stripe;
beforeAll(async () => {
  simulator = await startStripeSimulator({ products: [pro, studio], webhookSecret: 'secret' });
  const { hostname, port } = new URL(simulator.url);
  const place = { host: hostname, port, protocol: 'http' } as const;
  stripe = new Stripe('sk_test_x', { ...place, maxNetworkRetries: 0 });
});
afterAll(() => simulator.close());

const session = 'mode=subscription&line_items[0][price]=price_pro&line_items[0][quantity]=1';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const good = { authorization: 'Bearer sk_test_x', 'stripe-version': apiVersion };

describe('what Stripe would refuse', () => {
  it.each([
    ['a call without a key', 'customers', 'email=a@b.co', { authorization: '' }, 401],
    ['another version of the API', 'customers', 'email=a@b.co', { 'stripe-version': '2020' }, 400],
    ['a body of JSON', 'customers', '{}', { 'content-type': 'application/json' }, 400],
    ['a customer’s field that there isn’t', 'customers', 'external_id=1', {}, 400],
    ['a checkout without a way back', 'checkout/sessions', session, {}, 400],
    [
      'a way back that is no page of the web',
      'checkout/sessions',
      `${session}&success_url=emulsion://done`,
      {},
      400,
    ],
    ['a portal for nobody', 'billing_portal/sessions', '', {}, 400],
    [
      'two changes at once',
      'subscriptions/sub_1',
      'cancel_at_period_end=true&items[0][price]=price_pro',
      {},
      400,
    ],
    ['a schedule from nothing', 'subscription_schedules', '', {}, 400],
    [
      'a schedule without phases',
      'subscription_schedules/sub_sched_1',
      'end_behavior=release',
      {},
      400,
    ],
    ['a refund of nothing', 'refunds', 'payment_intent=pi_1&amount=0', {}, 400],
    ['a call that there isn’t', 'plans', '', {}, 404],
  ] as const)('%s', async (...[, path, body, headers, status]) => {
    const before = simulator.violations.length;
    const answer = await fetch(`${simulator.url}/v1/${path}`, {
      method: 'POST',
      headers: { ...good, ...form, ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(simulator.violations).toHaveLength(before + 1);
  });

  it.each([
    ['a search in another language', 'customers/search?query=email:x', 400],
    ['a state of subscriptions that there isn’t', 'subscriptions?status=granted', 400],
    ['invoices of a state that there isn’t', 'invoices?status=refunded', 400],
  ] as const)('%s', async (...[, path, status]) => {
    const answer = await fetch(`${simulator.url}/v1/${path}`, { headers: good });
    expect(answer.status).toBe(status);
  });

  it('a thing that is not there, in the words of the SDK', async () => {
    await expect(stripe.subscriptions.retrieve('sub_0')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});

describe('what is asked twice', () => {
  it('is done once under one key, and refused where it differs', async () => {
    const options = { idempotencyKey: 'one' };
    const first = await stripe.customers.create({ email: 'ada@example.com' }, options);
    const second = await stripe.customers.create({ email: 'ada@example.com' }, options);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    await expect(stripe.customers.create({ email: 'eve@example.com' }, options)).rejects.toThrow(
      Stripe.errors.StripeIdempotencyError,
    );
  });
});

describe('a subscription', () => {
  it('takes no other orders while a schedule has it', async () => {
    const customer = await stripe.customers.create({
      email: 'bob@example.com',
      metadata: { user_id: 'bob' },
    });
    const checkout = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: customer.id,
      line_items: [{ price: pro.id, quantity: 1 }],
      success_url: 'https://shop.example/thanks',
    });
    await fetch(`${checkout.url}/pay`, { method: 'POST', redirect: 'manual' });
    const { data } = await stripe.subscriptions.list({ customer: customer.id, status: 'all' });
    const id = data[0]?.id ?? '';
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    const change = () => stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await expect(change()).rejects.toMatchObject({ statusCode: 400 });
    await stripe.subscriptionSchedules.release(schedule.id);
    expect(await change()).toMatchObject({ cancel_at_period_end: true });
  });
});
