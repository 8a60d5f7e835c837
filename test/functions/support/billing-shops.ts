import { strict as assert } from 'node:assert';
import { type TestCloud, startTestCloud } from '../../cloud/harness.ts';
import type { Deliveries, Delivery } from '../../simulators/billing/deliveries.ts';
import { productIds, products } from '../../simulators/billing/plans-products.ts';
import type { Shop, Subscription } from '../../simulators/billing/shop-types.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { startPayPalSimulator } from '../../simulators/paypal/paypal.ts';
import { signWebhook as signPayPal } from '../../simulators/paypal/webhooks.ts';
import { startPolarSimulator } from '../../simulators/polar/polar.ts';
import { signWebhook as signPolar } from '../../simulators/polar/webhooks.ts';
import { stripeId } from '../../simulators/stripe/ids.ts';
import { startStripeSimulator } from '../../simulators/stripe/stripe.ts';
import { signWebhook as signStripe } from '../../simulators/stripe/webhooks.ts';
import { type Buyer, newBuyer, press, proMonth, webhookSecret } from './billing.ts';

/** A billing provider's simulator, and in what this provider differs from the others. */
export interface BillingShop {
  readonly simulator: Simulator & {
    readonly shop: Shop;
    readonly deliveries: Deliveries;
    setEndpoint(url: string): void;
  };
  readonly secrets: Readonly<Record<string, string>>;
  /** Headers as the provider signs a delivery; `secret`: somebody else's. */
  sign(delivery: Delivery, by: { readonly secret?: string; readonly at: number }): SignedHeaders;
  /** A webhook about somebody of whom nobody has heard. */
  readonly aboutStranger: Delivery;
  /** Parts of the paths of requests: for the state, for a checkout, for a refund. */
  readonly statePath: string;
  readonly checkoutPath: string;
  readonly refundPath: string;
  /** Loses all answers to the requests that change this subscription's plan. */
  loseChange(held: Subscription): void;
  /** Whether a change of plan waits for its buyer's consent. */
  readonly asksBeforeChange: boolean;
  /** What somebody ends at the provider's own pages is over then, not with what was paid. */
  readonly endsAtOnce: boolean;
  /** Old deliveries are refused: signatures end. */
  readonly signaturesEnd: boolean;
}

type SignedHeaders = Readonly<Record<string, string>>;

const list = Object.values(products);
const stranger = '6f0f1e8e-5c3f-4a52-9d0c-000000000001';

async function polarShop(): Promise<BillingShop> {
  const simulator = await startPolarSimulator({ products: list, webhookSecret });
  return {
    simulator,
    secrets: {
      POLAR_ACCESS_TOKEN: 'polar_oat_simulated',
      POLAR_WEBHOOK_SECRET: webhookSecret,
      POLAR_BASE_URL: simulator.url,
    },
    sign: (delivery, { secret = webhookSecret, at }) => signPolar(delivery, secret, at),
    aboutStranger: delivery('wh_stranger', {
      type: 'customer.state_changed',
      timestamp: new Date().toISOString(),
      data: { id: stranger, external_id: stranger },
    }),
    statePath: '/state',
    checkoutPath: '/v1/checkouts',
    refundPath: '/v1/refunds',
    loseChange: ({ id }) =>
      simulator.fail('billed-but-lost', 1, { path: `/v1/subscriptions/${id}` }),
    asksBeforeChange: false,
    endsAtOnce: true,
    signaturesEnd: true,
  };
}

async function stripeShop(): Promise<BillingShop> {
  const simulator = await startStripeSimulator({ products: list, webhookSecret });
  return {
    simulator,
    secrets: {
      STRIPE_SECRET_KEY: 'sk_test_simulated',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_BASE_URL: simulator.url,
    },
    sign: (delivery, { secret = webhookSecret, at }) => signStripe(delivery, secret, at),
    aboutStranger: delivery('evt_stranger', {
      id: 'evt_stranger',
      type: 'customer.created',
      created: Math.floor(Date.now() / 1000),
      data: { object: { object: 'customer', id: 'cus_0', metadata: { user_id: stranger } } },
    }),
    statePath: '/v1/subscriptions',
    checkoutPath: '/v1/checkout/sessions',
    refundPath: '/v1/refunds',
    loseChange: ({ id }) => {
      const path = `/v1/subscriptions/${stripeId('subscription', id)}`;
      // First it is asked how the subscription stands; then one try, and the SDK's one repeat of it.
      simulator.fail('slow', 1, { path, delayMs: 1 });
      simulator.fail('billed-but-lost', 2, { path });
    },
    asksBeforeChange: false,
    endsAtOnce: true,
    signaturesEnd: true,
  };
}

async function paypalShop(): Promise<BillingShop> {
  const webhookId = 'WH-SIMULATED';
  const simulator = await startPayPalSimulator({ products: list, webhookId });
  const { signer, certificateUrl } = simulator;
  return {
    simulator,
    secrets: {
      PAYPAL_CLIENT_ID: 'simulated',
      PAYPAL_CLIENT_SECRET: 'simulated',
      PAYPAL_WEBHOOK_ID: webhookId,
      PAYPAL_BASE_URL: simulator.url,
      PAYPAL_CERTIFICATE_ORIGINS: simulator.url,
    },
    sign: (delivery, { secret = webhookId, at }) =>
      signPayPal(delivery, { signer, certificateUrl, webhookId: secret, now: at }),
    aboutStranger: delivery('WH-STRANGER', {
      id: 'WH-STRANGER',
      event_type: 'BILLING.SUBSCRIPTION.ACTIVATED',
      create_time: new Date().toISOString(),
      resource: { id: 'I-0', custom_id: stranger },
    }),
    statePath: '/v1/billing/subscriptions/I-',
    checkoutPath: '/v1/billing/subscriptions',
    refundPath: '/refund',
    loseChange: () => simulator.fail('billed-but-lost', 1, { path: '/revise' }),
    asksBeforeChange: true,
    endsAtOnce: false,
    signaturesEnd: false,
  };
}

function delivery(id: string, body: object): Delivery {
  return { id, type: 'about a stranger', body: JSON.stringify(body) };
}

export const billingShops = { polar: polarShop, stripe: stripeShop, paypal: paypalShop } as const;

export interface SellingCloud extends BillingShop {
  readonly cloud: TestCloud;
  /** Somebody who has been here for a while: providers tell times in seconds. */
  visitor(name: string): Promise<Buyer>;
  /** Somebody who has bought Pro by the month. */
  subscriber(name: string): Promise<Buyer>;
  /** The scheduled job, when this account's turn has come again. */
  nextDay(buyer: Buyer): Promise<void>;
  stop(): Promise<void>;
}

/** A cloud that sells by one of the simulated providers, whose webhooks it hears. */
export async function startSelling(
  provider: keyof typeof billingShops,
  start: (secrets: Readonly<Record<string, string>>) => Promise<TestCloud> = (secrets) =>
    startTestCloud({ secrets }),
): Promise<SellingCloud> {
  const shop = await billingShops[provider]();
  const cloud = await start({
    BILLING_PROVIDER: provider,
    BILLING_PRODUCTS: productIds,
    BILLING_SIMULATED: 'true',
    ...shop.secrets,
  });
  shop.simulator.setEndpoint(`${cloud.status.API_URL}/functions/v1/billing-webhook/${provider}`);
  async function visitor(name: string): Promise<Buyer> {
    const buyer = await newBuyer(cloud, name);
    assert.equal((await buyer.plan())['plan'], 'free');
    await cloud.sql`
      update public.credit_lots set created_at = created_at - interval '5 seconds'
      where user_id = ${buyer.id}`;
    return buyer;
  }

  return {
    ...shop,
    cloud,
    visitor,
    async subscriber(name) {
      const buyer = await visitor(name);
      const { body } = await buyer.post('checkout', proMonth);
      await press(String(body['url']), 'pay');
      await shop.simulator.deliveries.quiet();
      return buyer;
    },
    async nextDay({ id }) {
      await cloud.sql`
        update public.billing_customers set reconciled_at = reconciled_at - interval '2 days'
        where user_id = ${id}`;
      const { API_URL, SERVICE_ROLE_KEY } = cloud.status;
      const response = await fetch(`${API_URL}/functions/v1/billing-reconcile`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SERVICE_ROLE_KEY}` },
      });
      const { failed, drift } = (await response.json()) as { failed: number; drift: number };
      assert.deepEqual({ failed, drift }, { failed: 0, drift: 0 });
    },
    async stop() {
      await cloud.stop();
      await shop.simulator.close();
    },
  };
}
