import type { BillingState } from '../../electron/contract/billing.ts';
import type { CheckoutPage } from '../../electron/cloud/billing/checkout.ts';
import { newAddress, password, serviceClient } from '../cloud/harness.ts';
import { type AppOptions, type TestApp, openApp } from '../cloud-session/app.ts';
import { type PolarCloud, press } from '../functions/support/billing.ts';

/** Somebody who is signed in, with a checkout window that the test looks into. */
export interface AppBuyer {
  readonly app: TestApp;
  readonly id: string;
  readonly email: string;
  state(): Promise<BillingState>;
  /** The pages that the checkout window has shown. */
  readonly pages: CheckoutPage[];
  /** How many of them were closed by the app. */
  closed(): number;
  /** Pays on the newest page, and goes where it leads. */
  pay(): Promise<void>;
}

export async function newAppBuyer(
  { cloud }: PolarCloud,
  name: string,
  options: AppOptions = {},
): Promise<AppBuyer> {
  const email = newAddress(name);
  const made = await serviceClient(cloud).auth.admin.createUser({
    email,
    password,
    email_confirm: true,
  });
  if (made.error) throw made.error;
  const pages: CheckoutPage[] = [];
  let closed = 0;
  const app = await openApp(cloud, {
    ...options,
    openCheckout: (page) => {
      pages.push(page);
      return { focus: () => undefined, close: () => (closed += 1) };
    },
  });
  await app.call('account.sign-in', { email, password });
  return {
    app,
    id: made.data.user.id,
    email,
    state: async () => app.call('billing.state'),
    pages,
    closed: () => closed,
    pay: async () => {
      const page = pages.at(-1);
      const back = await press(page?.url ?? '', 'pay');
      if (back !== page?.returnUrl) throw new Error(`It led to ${String(back)}`);
      page.onEnd('returned');
    },
  };
}
