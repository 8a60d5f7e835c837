import { createRequire } from 'node:module';
import '../../faults/support/functions-in-node.ts';
import type { BillingProvider } from '../../../supabase/functions/_shared/billing/billing-provider.ts';
import { productIds } from '../../simulators/billing/plans-products.ts';

/** By Node itself, which has learnt what `npm:` means. */
const load = createRequire(import.meta.url);
const shared = '../../../supabase/functions/_shared/billing';

interface Modules {
  readonly readProducts: (json: string) => object;
  readonly createPolarProvider: (options: object) => BillingProvider;
  readonly createStripeProvider: (options: object) => BillingProvider;
  readonly createPayPalProvider: (options: object) => BillingProvider;
}

function module(name: string): Modules {
  return load(`${shared}/${name}.ts`) as Modules;
}

/** A provider as the functions make it, in this process; ids that it was given stay in memory. */
export function providerHere(
  name: 'polar' | 'stripe' | 'paypal',
  baseUrl: string,
): BillingProvider {
  const handles = new Map<string, string[]>();
  const common = {
    baseUrl,
    webhookSecret: 'secret',
    products: module('products').readProducts(productIds),
    handles: {
      of: async (userId: string) => handles.get(userId) ?? [],
      keep: async (userId: string, handle: string) =>
        void handles.set(userId, [handle, ...(handles.get(userId) ?? [])]),
    },
    now: Date.now,
    fetch,
  };
  switch (name) {
    case 'polar':
      return module('polar').createPolarProvider({ ...common, accessToken: 'polar_oat_simulated' });
    case 'stripe':
      return module('stripe').createStripeProvider({ ...common, secretKey: 'sk_test_simulated' });
    case 'paypal': {
      const credentials = { clientId: 'simulated', clientSecret: 'simulated', webhookId: 'WH' };
      return module('paypal').createPayPalProvider({ ...common, ...credentials });
    }
  }
}
