import { randomUUID } from 'node:crypto';
import { checkoutPage, redirect } from '../billing/checkout-page.ts';
import { type Shop, found } from '../billing/shop-types.ts';
import type { SimulatorRoute } from '../http-simulator.ts';
import { worded } from './worded.ts';

interface Revision {
  readonly subscriptionId: string;
  readonly productId: string;
}

/** Changes of plan that wait for their buyer's consent. */
export interface Revisions {
  /** Its secret is a part of its page's address. */
  propose(revision: Revision): string;
  read(secret: string): Revision;
  approve(secret: string): void;
}

export function createRevisions(shop: () => Shop): Revisions {
  const open = new Map<string, Revision>();
  return {
    propose: (revision) => {
      const secret = randomUUID();
      open.set(secret, revision);
      return secret;
    },
    read: (secret) => found(open.get(secret)),
    approve: (secret) => {
      const { subscriptionId, productId } = found(open.get(secret));
      open.delete(secret);
      shop().changeProduct(subscriptionId, { productId, when: 'now-unbilled' });
    },
  };
}

/** PayPal's page for them. */
export function revisionPages(shop: Shop, revisions: Revisions): readonly SimulatorRoute[] {
  const path = /^\/revise\/([^/]+)$/;
  const action = /^\/revise\/([^/]+)\/(pay|bank-yes|bank-no|decline|bank)$/;
  const page = (secret: string) => {
    const { productId } = revisions.read(secret);
    return checkoutPage({
      product: found(shop.products.find(({ id }) => id === productId)),
      trialDays: 0,
      path: `/revise/${secret}`,
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
          revisions.approve(secret);
          return redirect('/portal');
        }),
    },
  ];
}
