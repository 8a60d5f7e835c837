import { isAllowedSignInPage } from './addresses.ts';

/** What a checkout is made of: its page, its company, its way back. */
export interface CheckoutAddresses {
  readonly url: string;
  readonly provider: 'polar' | 'stripe' | 'paypal';
  readonly returnUrl: string;
}

/** `browser`: a page that has no business in our window. */
type Move = 'stay' | 'returned' | 'back' | 'browser' | 'refuse';

/** Where each company's own pages lie: parts of a checkout may be on several. */
const hosts = { polar: 'polar.sh', stripe: 'stripe.com', paypal: 'paypal.com' } as const;

/** Where the checkout's window may go by itself, and what going there means. */
export function moveTo(address: string, checkout: CheckoutAddresses): Move {
  if (!isAllowedSignInPage(address)) return 'refuse';
  const to = new URL(address);
  const back = new URL(checkout.returnUrl);
  if (to.origin === back.origin && to.pathname === back.pathname) {
    return to.searchParams.get('paid') === 'no' ? 'back' : 'returned';
  }
  const isTheirs = to.protocol === 'https:' && isWithin(to.hostname, hosts[checkout.provider]);
  return isTheirs || to.origin === new URL(checkout.url).origin ? 'stay' : 'browser';
}

/** What the pages inside it may load: banks show their questions in frames, by https alone. */
export function mayLoad(address: string, checkout: CheckoutAddresses): boolean {
  if (/^(https|wss|data|blob|about):/i.test(address)) return true;
  const origins = [checkout.url, checkout.returnUrl].map((page) => new URL(page).origin);
  return isAllowedSignInPage(address) && origins.includes(new URL(address).origin);
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
