import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPayPalVerifier } from '../../supabase/functions/_shared/billing/paypal-signature.ts';
import { createSigner } from '../simulators/paypal/certificate.ts';
import { signWebhook } from '../simulators/paypal/webhooks.ts';

const [paypal, thief] = [createSigner(Date.now()), createSigner(Date.now())];
const own = 'https://api.paypal.com/v1/notifications/certs/CERT-1';
const webhookId = 'WH-OURS';
const body = JSON.stringify({ id: 'WH-1', event_type: 'BILLING.SUBSCRIPTION.ACTIVATED' });

let asked: string[] = [];
beforeEach(() => {
  asked = [];
});
const fetchCertificate: typeof fetch = (input) => {
  const address = String(input instanceof Request ? input.url : input);
  asked.push(address);
  const { certificate } = address.startsWith('https://api.paypal.com/') ? paypal : thief;
  return Promise.resolve(new Response(certificate));
};

const newVerifier = () => createPayPalVerifier({ webhookId, fetch: fetchCertificate });
const sign = (by: Partial<Parameters<typeof signWebhook>[1]> = {}) =>
  new Headers(
    signWebhook(
      { body },
      { signer: paypal, certificateUrl: own, webhookId, now: Date.now(), ...by },
    ),
  );

describe('a webhook', () => {
  it('of PayPal’s is believed, and its certificate asked for once', async () => {
    const verify = newVerifier();
    await verify(body, sign());
    await verify(body, sign());
    expect(asked).toEqual([own]);
  });

  it.each([
    ['another host', 'https://paypal.example/cert'],
    ['a host whose name begins like PayPal’s', 'https://api.paypal.com.example/cert'],
    ['PayPal’s name as a user’s', 'https://api.paypal.com@thief.example/cert'],
    ['PayPal’s host without TLS', 'http://api.paypal.com/cert'],
    ['another port', 'https://api.paypal.com:8443/cert'],
    ['a file', 'file:///etc/ssl/cert.pem'],
    ['nothing', ''],
  ])('with a certificate at %s is refused, and nothing is fetched', async (_where, address) => {
    const headers = sign({ signer: thief, certificateUrl: address });
    await expect(newVerifier()(body, headers)).rejects.toMatchObject({ kind: 'bad-signature' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['signed by another key', () => sign({ signer: thief })],
    ['for another endpoint', () => sign({ webhookId: 'WH-THEIRS' })],
    [
      'under another name',
      () => {
        const headers = sign();
        headers.set('paypal-transmission-id', randomUUID());
        return headers;
      },
    ],
    [
      'by another algorithm',
      () => {
        const headers = sign();
        headers.set('paypal-auth-algo', 'SHA1withRSA');
        return headers;
      },
    ],
    [
      'with no base64',
      () => {
        const headers = sign();
        headers.set('paypal-transmission-sig', '%%%');
        return headers;
      },
    ],
  ])('%s is refused', async (_how, headers) => {
    await expect(newVerifier()(body, headers())).rejects.toMatchObject({ kind: 'bad-signature' });
  });

  it('with another body is refused', async () => {
    await expect(newVerifier()(`${body} `, sign())).rejects.toMatchObject({
      kind: 'bad-signature',
    });
  });
});
