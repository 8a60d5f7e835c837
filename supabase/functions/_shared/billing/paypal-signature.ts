import { createVerify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BillingFailure } from './billing-provider.ts';

export interface SignatureOptions {
  readonly webhookId: string;
  /** Where PayPal keeps its certificates. */
  readonly origins: readonly string[];
  readonly fetch: typeof globalThis.fetch;
}

const paypalOrigins = ['https://api.paypal.com', 'https://api.sandbox.paypal.com'];
const deadlineMs = 5_000;
const largestCertificate = 20_000;
/** PayPal has one certificate for years; this many are its past ones and its next. */
const mostKept = 8;

/**
 * Checks that PayPal sent a webhook: RSA-SHA256 over `id|time|webhook id|crc32(body)`, by a
 * certificate that comes from PayPal's own hosts over TLS. An old one that is sent again passes: it
 * is a reason to ask for the present state, and each delivery counts once.
 * Throws `bad-signature`.
 */
export function createPayPalVerifier({
  webhookId,
  origins = paypalOrigins,
  fetch,
}: Omit<SignatureOptions, 'origins'> & { readonly origins?: readonly string[] | undefined }) {
  const kept = new Map<string, string>();

  async function certificateAt(address: string): Promise<string> {
    const known = kept.get(address);
    if (known !== undefined) return known;
    const url = URL.parse(address);
    if (url === null || !origins.includes(url.origin)) throw new BillingFailure('bad-signature');
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
    });
    const text = await response.text();
    if (!response.ok || text.length > largestCertificate) throw new BillingFailure('bad-signature');
    if (kept.size >= mostKept) kept.clear();
    kept.set(address, text);
    return text;
  }

  return async function verify(body: string, headers: Headers): Promise<void> {
    const said = (name: string): string => headers.get(`paypal-${name}`) ?? '';
    if (said('auth-algo') !== 'SHA256withRSA') throw new BillingFailure('bad-signature');
    const certificate = await certificateAt(said('cert-url'));
    const checksum = crc32(body);
    const message = [said('transmission-id'), said('transmission-time'), webhookId, checksum];
    const signature = new Uint8Array(
      Array.from(decode(said('transmission-sig')), (character) => character.charCodeAt(0)),
    );
    const isPayPals = createVerify('RSA-SHA256')
      .update(message.join('|'))
      .verify(certificate, signature);
    if (!isPayPals) throw new BillingFailure('bad-signature');
  };
}

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch (cause) {
    throw new BillingFailure('bad-signature', { cause });
  }
}
