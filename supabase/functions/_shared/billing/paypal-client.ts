import { z } from 'npm:zod@4.6.7';
import { BillingFailure } from './billing-provider.ts';
import { tokenSchema } from './paypal-answers.ts';

export interface PayPalPlace {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Undefined: PayPal itself. */
  readonly baseUrl?: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly body?: unknown;
  /** PayPal answers a repeat with the same one as it did before, for some days. */
  readonly requestId?: string;
}

export interface PayPalAnswer {
  readonly body: unknown;
  /** PayPal's own clock. */
  readonly at: number;
}

export type CallPayPal = (path: string, call: Call) => Promise<PayPalAnswer>;

const deadlineMs = 8_000;
/** Tokens are renewed before they end. */
const marginMs = 60_000;
const errorSchema = z.object({
  name: z.string(),
  details: z.array(z.object({ issue: z.string() })).default([]),
});

/** PayPal's REST calls with a token that is asked for when there is none. Nothing is repeated. */
export function createPayPalClient(place: PayPalPlace): CallPayPal {
  const { baseUrl = 'https://api-m.paypal.com', now } = place;
  let token: { readonly text: string; readonly until: number } | null = null;

  async function authorize(): Promise<string> {
    if (token !== null && token.until > now()) return token.text;
    const answer = await send('/v1/oauth2/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${place.clientId}:${place.clientSecret}`)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      // Asking for a token changes nothing: no answer is no harm.
    }).catch((cause: unknown) => {
      throw new BillingFailure('refused', { cause });
    });
    const { access_token: text, expires_in: seconds } = tokenSchema.parse(answer.body);
    token = { text, until: now() + seconds * 1000 - marginMs };
    return text;
  }

  async function send(path: string, init: RequestInit): Promise<PayPalAnswer> {
    const response = await place
      .fetch(`${baseUrl}${path}`, { ...init, signal: AbortSignal.timeout(deadlineMs) })
      .catch((cause: unknown) => {
        throw new BillingFailure('unknown', { cause });
      });
    const text = await response.text().catch((cause: unknown) => {
      throw new BillingFailure('unknown', { cause });
    });
    const said = Date.parse(response.headers.get('date') ?? '');
    const body = parse(text);
    if (response.ok) return { body, at: Number.isNaN(said) ? now() : said };
    if (response.status === 401) token = null;
    throw failureOf(response, body);
  }

  return async (path, { method, body, requestId }) =>
    send(path, {
      method,
      headers: {
        authorization: `Bearer ${await authorize()}`,
        'content-type': 'application/json',
        prefer: 'return=representation',
        ...(requestId === undefined ? {} : { 'paypal-request-id': requestId }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BillingFailure('unknown', { cause });
  }
}

/** By status and issue, never by words. */
function failureOf(response: Response, body: unknown): BillingFailure {
  const said = errorSchema.safeParse(body);
  const cause = said.data ?? { status: response.status };
  if (response.status >= 500) return new BillingFailure('unknown', { cause });
  if (response.status === 404) return new BillingFailure('not-found', { cause });
  if (response.status === 429) {
    const wait = Number(response.headers.get('retry-after')) || 60;
    return new BillingFailure('rate-limited', { cause, retryAfterSeconds: wait });
  }
  const declined = said.data?.details.some(({ issue }) => issue === 'INSTRUMENT_DECLINED') === true;
  return new BillingFailure(declined ? 'card-refused' : 'refused', { cause });
}
