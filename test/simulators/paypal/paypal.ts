import { randomUUID } from 'node:crypto';
import { type Deliveries, createDeliveries } from '../billing/deliveries.ts';
import { pageRoutes } from '../billing/pages.ts';
import { createShop } from '../billing/shop.ts';
import type { Product, Shop } from '../billing/shop-types.ts';
import { type Simulator, createSimulator } from '../http-simulator.ts';
import { apiRoutes } from './api.ts';
import { type Signer, createSigner } from './certificate.ts';
import { checkPayPalContract, paypalError } from './contract.ts';
import { type Revisions, createRevisions, revisionPages } from './revisions.ts';
import { createViews } from './views.ts';
import { signWebhook, toWebhooks } from './webhooks.ts';
import { worded } from './worded.ts';

export interface PayPalOptions {
  readonly products: readonly Product[];
  readonly webhookId: string;
  readonly port?: number;
  readonly now?: () => number;
}

export interface PayPalSimulator extends Simulator {
  readonly shop: Shop;
  readonly deliveries: Deliveries;
  readonly signer: Signer;
  readonly certificateUrl: string;
  /** Where webhooks go from now on. */
  setEndpoint(url: string): void;
}

const certificatePath = '/v1/notifications/certs/CERT-simulated';

/** A stand-in for api-m.paypal.com: the calls used here, its pages, its certificate, its webhooks. */
export async function startPayPalSimulator(options: PayPalOptions): Promise<PayPalSimulator> {
  const { webhookId, now = Date.now } = options;
  let endpoint: string | null = null;
  let origin = '';
  const signer = createSigner(Date.now());
  const deliveries = createDeliveries({
    endpoint: () => endpoint,
    sign: (delivery) =>
      Promise.resolve(
        signWebhook(delivery, {
          signer,
          certificateUrl: `${origin}${certificatePath}`,
          webhookId,
          now: Date.now(),
        }),
      ),
  });
  const shop: Shop = createShop({
    products: options.products,
    graceDays: 21,
    now,
    tell: (event) => {
      for (const delivery of toWebhooks(event, shop, views)) deliveries.take(delivery);
    },
  });
  const views = createViews(shop, () => origin);
  const revisions: Revisions = createRevisions(() => shop);
  const tokens = new Set<string>();
  const start = createSimulator({
    name: 'paypal',
    routes: () => [
      ...apiRoutes({
        shop,
        views,
        revisions,
        origin: () => origin,
        newToken: () => {
          const token = `A21AA${randomUUID()}`;
          tokens.add(token);
          return token;
        },
      }),
      ...pageRoutes({ shop, worded }),
      ...revisionPages(shop, revisions),
      {
        method: 'GET',
        path: certificatePath,
        handle: () => ({
          status: 200,
          body: {
            kind: 'bytes',
            contentType: 'application/x-pem-file',
            bytes: Buffer.from(signer.certificate),
          },
        }),
      },
    ],
    checkContract: (request) => checkPayPalContract(request, (token) => tokens.has(token)),
    faults: {
      'rate-limited': () =>
        paypalError(
          429,
          { name: 'RATE_LIMIT_REACHED', issue: 'RATE_LIMIT_REACHED' },
          { 'retry-after': '1' },
        ),
      'server-error-500': () =>
        paypalError(500, { name: 'INTERNAL_SERVER_ERROR', issue: 'INTERNAL_SERVICE_ERROR' }),
      'bad-key': () => paypalError(401, { name: 'AUTHENTICATION_FAILURE', issue: 'EXPIRED' }),
    },
    contentFaults: [],
  });
  const simulator = await start(options.port === undefined ? {} : { port: options.port });
  origin = simulator.url;
  return Object.assign(simulator, {
    shop,
    deliveries,
    signer,
    certificateUrl: `${origin}${certificatePath}`,
    setEndpoint: (url: string) => {
      endpoint = url;
    },
  });
}
