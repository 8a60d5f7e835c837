import type { Sql } from '../database.ts';
import { sendOnce } from '../send-once.ts';
import type { BillingProvider } from './billing-provider.ts';
import { createBillingHandles } from './handles.ts';
import { createPayPalProvider } from './paypal.ts';
import { createPolarProvider } from './polar.ts';
import { readProducts } from './products.ts';
import { createStripeProvider } from './stripe.ts';

/** Reads one variable of the function's environment. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The billing provider of this deployment, by `BILLING_PROVIDER`; null: nothing is sold here.
 * Throws where it is named and not configured whole.
 */
export function selectProvider(read: ReadVariable, sql: Sql): BillingProvider | null {
  const name = read('BILLING_PROVIDER');
  const required = (variable: string): string => {
    const value = read(variable);
    if (value === undefined || value === '') throw new Error(`${variable} is not set`);
    return value;
  };
  const products = () => readProducts(required('BILLING_PRODUCTS'));
  switch (name) {
    case undefined:
    case '':
      return null;
    case 'polar':
      return createPolarProvider({
        accessToken: required('POLAR_ACCESS_TOKEN'),
        webhookSecret: required('POLAR_WEBHOOK_SECRET'),
        baseUrl: read('POLAR_BASE_URL'),
        products: products(),
        now: Date.now,
      });
    case 'stripe':
      return createStripeProvider({
        secretKey: required('STRIPE_SECRET_KEY'),
        webhookSecret: required('STRIPE_WEBHOOK_SECRET'),
        baseUrl: read('STRIPE_BASE_URL'),
        products: products(),
        handles: createBillingHandles(sql, 'stripe'),
        now: Date.now,
      });
    case 'paypal':
      return createPayPalProvider({
        clientId: required('PAYPAL_CLIENT_ID'),
        clientSecret: required('PAYPAL_CLIENT_SECRET'),
        webhookId: required('PAYPAL_WEBHOOK_ID'),
        baseUrl: read('PAYPAL_BASE_URL'),
        certificateOrigins: read('PAYPAL_CERTIFICATE_ORIGINS')?.split(','),
        products: products(),
        handles: createBillingHandles(sql, 'paypal'),
        fetch: sendOnce(fetch),
        now: Date.now,
      });
    default:
      throw new Error(`BILLING_PROVIDER names ${name}, which is not known`);
  }
}
