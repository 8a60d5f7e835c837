import { checkoutPage, redirect } from '../billing/checkout-page.ts';
import { type Shop, found } from '../billing/shop-types.ts';
import type { SimulatorRoute } from '../http-simulator.ts';
import type { Schedules } from './schedules.ts';
import { worded } from './worded.ts';

/** The hosted page of an invoice that waits for its buyer. */
export function invoicePages(shop: Shop, schedules: Schedules): readonly SimulatorRoute[] {
  const path = /^\/invoice\/([^/]+)$/;
  const action = /^\/invoice\/([^/]+)\/(pay|bank-yes|bank-no|decline|bank)$/;
  const page = (secret: string) => {
    const subscription = found(shop.subscriptions.get(schedules.bySecret(secret)));
    const wanted = schedules.waitingFor(subscription.id)?.productId;
    return checkoutPage({
      product: found(shop.products.find(({ id }) => id === wanted)),
      trialDays: 0,
      path: `/invoice/${secret}`,
      returnUrl: null,
      step: 'bank',
    });
  };
  return [
    {
      method: 'GET',
      path,
      handle: ({ path: asked }) => worded(() => page(path.exec(asked)?.[1] ?? '')),
    },
    {
      method: 'POST',
      path: action,
      handle: ({ path: asked }) =>
        worded(() => {
          const [, secret = '', wanted] = action.exec(asked) ?? [];
          if (wanted !== 'pay' && wanted !== 'bank-yes') return page(secret);
          schedules.settle(secret);
          return redirect('/portal');
        }),
    },
  ];
}
