import { randomUUID } from 'node:crypto';
import { type TestCloud, signedInUser, startTestCloud } from '../../cloud/harness.ts';
import { plansProducts, productIds } from '../../simulators/billing/plans-products.ts';
import { type PolarSimulator, startPolarSimulator } from '../../simulators/polar/polar.ts';
import { tokenOf } from './admins.ts';

export interface Buyer {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  /** Calls a function of billing; the operation is a new one where none is given. */
  post(path: string, body?: Readonly<Record<string, unknown>>): Promise<BillingAnswer>;
  /** What current_plan() says. */
  plan(): Promise<Record<string, unknown>>;
}

export interface BillingAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function newBuyer(cloud: TestCloud, name: string): Promise<Buyer> {
  const { client, id, email } = await signedInUser(cloud, name);
  const token = await tokenOf(client);
  return {
    id,
    email,
    token,
    async post(path, body = {}) {
      const response = await fetch(`${cloud.status.API_URL}/functions/v1/billing/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ operation: randomUUID(), ...body }),
      });
      return {
        status: response.status,
        body: (await response.json()) as Readonly<Record<string, unknown>>,
      };
    },
    async plan() {
      const { data, error } = await client.rpc('current_plan');
      if (error) throw error;
      return data as Record<string, unknown>;
    },
  };
}

/** Presses a button of a checkout page; where it leads. */
export async function press(
  url: string,
  button: 'pay' | 'decline' | 'bank-yes',
): Promise<string | null> {
  const response = await fetch(`${url}/${button}`, { method: 'POST', redirect: 'manual' });
  await response.body?.cancel();
  return response.headers.get('location');
}

export const webhookSecret = 'a secret between the two';
export const proMonth = { plan: 'pro', interval: 'month' } as const;
export const studioMonth = { plan: 'studio', interval: 'month' } as const;

/** A cloud that sells by a simulated Polar, whose webhooks it hears. */
export interface PolarCloud {
  readonly cloud: TestCloud;
  readonly polar: PolarSimulator;
  stop(): Promise<void>;
}

/** What the functions of a cloud read that sells by this simulator. */
export function polarSecrets(url: string): Readonly<Record<string, string>> {
  return {
    BILLING_PROVIDER: 'polar',
    BILLING_PRODUCTS: productIds,
    POLAR_ACCESS_TOKEN: 'polar_oat_simulated',
    POLAR_WEBHOOK_SECRET: webhookSecret,
    POLAR_BASE_URL: url,
    BILLING_SIMULATED: 'true',
  };
}

export async function startPolarCloud(): Promise<PolarCloud> {
  const polar = await startPolarSimulator({ products: plansProducts, webhookSecret });
  const cloud = await startTestCloud({ secrets: polarSecrets(polar.url) });
  polar.setEndpoint(`${cloud.status.API_URL}/functions/v1/billing-webhook/polar`);
  return {
    cloud,
    polar,
    async stop() {
      await cloud.stop();
      await polar.close();
    },
  };
}

/** Somebody who has bought Pro by the month. */
export async function newSubscriber({ cloud, polar }: PolarCloud, name: string): Promise<Buyer> {
  const buyer = await newBuyer(cloud, name);
  const { body } = await buyer.post('checkout', proMonth);
  await press(String(body['url']), 'pay');
  await polar.deliveries.quiet();
  return buyer;
}
