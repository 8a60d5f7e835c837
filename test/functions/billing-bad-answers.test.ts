import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillingProvider } from '../../supabase/functions/_shared/billing/billing-provider.ts';
import { type BillingShop, billingShops } from './support/billing-shops.ts';
import { press } from './support/billing.ts';
import { providerHere } from './support/functions-by-node.ts';
import { type SpoilingRelay, startSpoilingRelay } from './support/spoiling-relay.ts';

type Doing = 'state' | 'checkout' | 'refund' | 'portal';
type Json = Record<string, unknown>;

interface Case {
  readonly what: string;
  readonly doing: Doing;
  readonly path: string;
  readonly change: (answer: Json) => unknown;
}

/** One thing in each of a list's items. */
const each =
  (list: string, change: (item: Json) => Json) =>
  (answer: Json): Json => ({ ...answer, [list]: (answer[list] as Json[]).map(change) });
const script = 'javascript:alert(1)';

const cases: Readonly<Record<keyof typeof billingShops, readonly Case[]>> = {
  polar: [
    {
      what: 'benefits that are no list',
      doing: 'state',
      path: '/state',
      change: (answer) => ({ ...answer, granted_benefits: null }),
    },
    {
      what: 'a period that ends soon',
      doing: 'state',
      path: '/v1/subscriptions/',
      change: each('items', (one) => ({ ...one, current_period_end: 'soon' })),
    },
    {
      what: 'a price below nothing',
      doing: 'state',
      path: '/v1/orders/',
      change: each('items', (one) => ({ ...one, net_amount: -800 })),
    },
    {
      what: 'a page that is a script',
      doing: 'checkout',
      path: '/v1/checkouts/',
      change: (answer) => ({ ...answer, url: script }),
    },
    {
      what: 'a portal without an address',
      doing: 'portal',
      path: '/v1/customer-sessions/',
      change: ({ customer_portal_url: _url, ...rest }) => rest,
    },
    {
      what: 'money in words',
      doing: 'refund',
      path: '/v1/orders/',
      change: each('items', (one) => ({ ...one, refundable_amount: 'much' })),
    },
  ],
  stripe: [
    {
      what: 'a subscription to nothing',
      doing: 'state',
      path: '/v1/subscriptions',
      change: each('data', (one) => ({ ...one, items: { data: [] } })),
    },
    {
      what: 'a period in words',
      doing: 'state',
      path: '/v1/subscriptions',
      change: each('data', (one) => ({ ...one, created: 'today' })),
    },
    {
      what: 'a payment below nothing',
      doing: 'state',
      path: '/v1/payment_intents',
      change: each('data', (one) => ({ ...one, amount_received: -800 })),
    },
    {
      what: 'a payment of half a cent',
      doing: 'state',
      path: '/v1/payment_intents',
      change: each('data', (one) => ({ ...one, latest_charge: { amount_refunded: 0.5 } })),
    },
    {
      what: 'a page that is a script',
      doing: 'checkout',
      path: '/v1/checkout/sessions',
      change: (answer) => ({ ...answer, url: script }),
    },
    {
      what: 'a portal without an address',
      doing: 'portal',
      path: '/v1/billing_portal/sessions',
      change: ({ url: _url, ...rest }) => rest,
    },
    {
      what: 'invoices without their payments',
      doing: 'refund',
      path: '/v1/invoices',
      change: each('data', ({ payments: _payments, ...rest }) => rest),
    },
  ],
  paypal: [
    {
      what: 'a status of its own making',
      doing: 'state',
      path: '/v1/billing/subscriptions/I-',
      change: (answer) => ({ ...answer, status: 'FROZEN' }),
    },
    {
      what: 'a time that is none',
      doing: 'state',
      path: '/v1/billing/subscriptions/I-',
      change: (answer) => ({ ...answer, create_time: 'yesterday' }),
    },
    {
      what: 'a failed payment too few',
      doing: 'state',
      path: '/v1/billing/subscriptions/I-',
      change: (answer) => ({ ...answer, billing_info: { failed_payments_count: '0' } }),
    },
    {
      what: 'a page that is a script',
      doing: 'checkout',
      path: '/v1/billing/subscriptions',
      change: each('links', (link) => ({ ...link, href: script })),
    },
    {
      what: 'no page to approve it on',
      doing: 'checkout',
      path: '/v1/billing/subscriptions',
      change: (answer) => ({ ...answer, links: [] }),
    },
    {
      what: 'sums in words',
      doing: 'refund',
      path: '/transactions',
      change: each('transactions', (one) => ({
        ...one,
        amount_with_breakdown: { gross_amount: { currency_code: 'USD', value: 'much' } },
      })),
    },
  ],
};

describe.each(Object.keys(cases) as (keyof typeof cases)[])('answers of %s', (name) => {
  let shop: BillingShop;
  let relay: SpoilingRelay;
  let provider: BillingProvider;
  let held = '';
  const userId = randomUUID();
  beforeAll(async () => {
    shop = await billingShops[name]();
    relay = await startSpoilingRelay(shop.simulator.url);
    provider = providerHere(name, relay.url);
    await press((await doing.checkout()).url, 'pay');
    if (provider.capabilities.packs.length > 0) {
      const wanted = { kind: 'pack', pack: { id: 'credits-500', credits: 500 } } as const;
      await press((await provider.createCheckout({ ...request(), wanted })).url, 'pay');
    }
    held = (await provider.fetchState(userId)).subscriptions[0]?.id ?? '';
  });
  afterAll(async () => {
    await relay.close();
    await shop.simulator.close();
  });
  beforeEach(() => {
    relay.spoil = null;
  });

  const request = () => ({
    userId,
    email: 'ada@example.test',
    wanted: {
      kind: 'plan',
      offer: { plan: 'pro', interval: 'month' },
      trialDays: 0,
    } as const,
    successUrl: 'https://cloud.example/thanks',
    returnUrl: 'https://cloud.example/back',
    operationId: randomUUID(),
  });
  const doing = {
    state: () => provider.fetchState(userId),
    checkout: () => provider.createCheckout(request()),
    portal: () => provider.portal(userId, 'https://cloud.example/back'),
    refund: () => provider.refund(held, { cents: 1, operationId: randomUUID() }),
  };

  it('as they should be are believed', async () => {
    const state = await doing.state();
    expect(state.subscriptions).toMatchObject([{ status: 'active', grants: true }]);
    expect(state.purchases).toHaveLength(provider.capabilities.packs.length > 0 ? 1 : 0);
    expect((await doing.checkout()).url).toMatch(/^http/);
    await doing.refund();
  });

  it.each(cases[name].map((one) => [one.what, one] as const))(
    'with %s are not',
    async (_what, { doing: what, path, change }) => {
      let met = 0;
      relay.spoil = {
        path,
        change: (answer) => {
          met += 1;
          return change(answer as Json);
        },
      };
      const refunded = refundedIn(shop);
      await expect(doing[what]()).rejects.toThrow();
      expect(met).toBeGreaterThan(0);
      expect(refundedIn(shop)).toBe(refunded);
    },
  );
});

function refundedIn({ simulator: { shop } }: BillingShop): number {
  return [...shop.orders.values()].reduce((sum, { refundedCents }) => sum + refundedCents, 0);
}
