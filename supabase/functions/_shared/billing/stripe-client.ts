import Stripe from 'npm:stripe@23.1.0';
import { BillingFailure } from './billing-provider.ts';

const timeoutMs = 8_000;

export interface StripePlace {
  readonly secretKey: string;
  /** Undefined: Stripe itself. */
  readonly baseUrl?: string | undefined;
}

/** The SDK's one retry repeats the idempotency key of the first try: both are one request to Stripe. */
export function createStripeClient({ secretKey, baseUrl }: StripePlace): Stripe {
  return new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(),
    timeout: timeoutMs,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(baseUrl === undefined ? {} : placeOf(baseUrl)),
  });
}

function placeOf(baseUrl: string) {
  const { protocol, hostname, port } = new URL(baseUrl);
  return {
    protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
    host: hostname,
    ...(port === '' ? {} : { port }),
  };
}

/** The SDK's errors by their class, never by their words; where no answer came, nobody knows. */
export async function call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeError))
      throw new BillingFailure('unknown', { cause });
    const { statusCode } = cause;
    if (statusCode === undefined || statusCode >= 500)
      throw new BillingFailure('unknown', { cause });
    switch (statusCode) {
      case 402:
        throw new BillingFailure('card-refused', { cause });
      case 404:
        throw new BillingFailure('not-found', { cause });
      // The first request with this key is still under way: it decides.
      case 409:
        throw new BillingFailure('unknown', { cause });
      case 429:
        throw new BillingFailure('rate-limited', {
          cause,
          retryAfterSeconds: Number(new Headers(cause.headers).get('retry-after')) || 60,
        });
      default:
        throw new BillingFailure('refused', { cause });
    }
  }
}
