import { X509Certificate, createVerify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PayPalSimulator, startPayPalSimulator } from './paypal.ts';

const pro = {
  id: 'P-PRO',
  name: 'Pro',
  priceCents: 1500,
  interval: 'month',
  trialDays: 0,
  benefits: [],
} as const;

let paypal: PayPalSimulator;
let token: string;
beforeAll(async () => {
  paypal = await startPayPalSimulator({ products: [pro], webhookId: 'WH-1' });
  const answer = await fetch(`${paypal.url}/v1/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('id:secret')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(() => paypal.close());

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call(path: string, { method = 'POST', body, headers = {} }: Call) {
  const response = await fetch(`${paypal.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as object) };
}

const subscriptions = '/v1/billing/subscriptions';
const wanted = { plan_id: pro.id, custom_id: 'ada' };

describe('what PayPal would refuse', () => {
  it.each([
    ['a token for nobody', '/v1/oauth2/token', { headers: { authorization: '' } }, 401],
    [
      'a token of somebody else’s',
      subscriptions,
      { body: wanted, headers: { authorization: 'Bearer x' } },
      401,
    ],
    ['a subscription to nothing', subscriptions, { body: {} }, 400],
    ['a field that there isn’t', subscriptions, { body: { ...wanted, email: 'a@b.co' } }, 400],
    [
      'a way back that is no page of the web',
      subscriptions,
      {
        body: {
          ...wanted,
          application_context: { return_url: 'emulsion://x', cancel_url: 'emulsion://x' },
        },
      },
      400,
    ],
    ['a change to nothing', `${subscriptions}/I-1/revise`, { body: {} }, 400],
    ['an end without a reason', `${subscriptions}/I-1/cancel`, { body: {} }, 400],
    [
      'a refund of nothing',
      '/v2/payments/captures/1/refund',
      { body: { amount: { value: '0.00', currency_code: 'USD' } } },
      400,
    ],
    ['payments of all times', `${subscriptions}/I-1/transactions`, { method: 'GET' }, 400],
    ['a call that there isn’t', `${subscriptions}/I-1/resume`, { body: {} }, 400],
  ] as const)('%s', async (...[, path, request, status]) => {
    const before = paypal.violations.length;
    expect((await call(path, request)).status).toBe(status);
    expect(paypal.violations).toHaveLength(before + 1);
  });

  it('a thing that is not there', async () => {
    expect(await call(`${subscriptions}/I-0`, { method: 'GET' })).toMatchObject({
      status: 404,
      body: { name: 'RESOURCE_NOT_FOUND' },
    });
  });
});

describe('what is asked twice', () => {
  it('is done once under one id', async () => {
    const headers = { 'paypal-request-id': 'one' };
    const first = await call(subscriptions, { body: wanted, headers });
    expect(first).toMatchObject({ status: 201, body: { status: 'APPROVAL_PENDING' } });
    expect(await call(subscriptions, { body: wanted, headers })).toEqual(first);
    expect(paypal.shop.checkouts.size).toBe(1);
  });
});

describe('its certificate', () => {
  it('is one, and has the key by which it signs', async () => {
    const text = await (await fetch(paypal.certificateUrl)).text();
    const certificate = new X509Certificate(text);
    expect(certificate.subject).toBe('CN=simulated.paypal.test');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const signature = Buffer.from(paypal.signer.sign('said'), 'base64');
    const verify = (message: string) =>
      createVerify('RSA-SHA256').update(message).verify(text, signature);
    expect([verify('said'), verify('changed')]).toEqual([true, false]);
  });
});
