import type { SimulatorRoute } from '../http-simulator.ts';
import type { Reply } from '../send-reply.ts';
import { checkoutPage, redirect } from './checkout-page.ts';
import { type Checkout, type Shop, found } from './shop-types.ts';

export interface Pages {
  readonly shop: Shop;
  /** The shop's refusals in the words of the provider. */
  readonly worded: (work: () => Reply) => Reply;
}

/** The page that buyers see, and what its buttons do. */
export function pageRoutes({ shop, worded }: Pages): readonly SimulatorRoute[] {
  const bySecret = (secret: string): Checkout =>
    found([...shop.checkouts.values()].find((checkout) => checkout.secret === secret));
  const path = /^\/checkout\/([^/]+)$/;
  const action = /^\/checkout\/([^/]+)\/(pay|decline|bank|bank-yes|bank-no)$/;

  function page(checkout: Checkout, step: Parameters<typeof checkoutPage>[0]['step']): Reply {
    return checkoutPage({
      product: found(shop.products.find(({ id }) => id === checkout.productId)),
      trialDays: checkout.trialDays,
      path: `/checkout/${checkout.secret}`,
      returnUrl: checkout.returnUrl,
      step: checkout.status === 'open' ? step : 'closed',
    });
  }

  return [
    {
      method: 'GET',
      path,
      handle: ({ path: asked }) =>
        worded(() => page(bySecret(path.exec(asked)?.[1] ?? ''), 'card')),
    },
    {
      method: 'POST',
      path: action,
      handle: ({ path: asked }) =>
        worded(() => {
          const [, secret = '', wanted] = action.exec(asked) ?? [];
          const checkout = bySecret(secret);
          switch (wanted) {
            case 'bank':
              return page(checkout, 'bank');
            case 'pay':
            case 'bank-yes':
              shop.pay(checkout.id);
              return redirect(checkout.successUrl.replace('{CHECKOUT_ID}', checkout.id));
            default:
              return page(shop.decline(checkout.id), 'declined');
          }
        }),
    },
    {
      method: 'GET',
      path: '/portal',
      handle: () => ({
        status: 200,
        body: {
          kind: 'bytes',
          contentType: 'text/html; charset=utf-8',
          bytes: Buffer.from(
            '<!doctype html><title>Portal (simulated)</title><h1>Your invoices</h1>',
          ),
        },
      }),
    },
  ];
}
