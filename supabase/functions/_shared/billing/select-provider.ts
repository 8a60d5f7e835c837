import type { BillingProvider } from './billing-provider.ts';
import { createPolarProvider } from './polar.ts';
import { readProducts } from './products.ts';

/** Reads one variable of the function's environment. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The billing provider of this deployment, by `BILLING_PROVIDER`; null: nothing is sold here.
 * Throws where it is named and not configured whole.
 */
export function selectProvider(read: ReadVariable): BillingProvider | null {
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
    default:
      throw new Error(`BILLING_PROVIDER names ${name}, which is not known`);
  }
}
