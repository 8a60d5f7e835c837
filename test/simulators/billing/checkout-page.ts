import type { Reply } from '../send-reply.ts';
import type { Product } from './shop-types.ts';

export interface CheckoutPage {
  readonly product: Product;
  /** The first payment comes after them. */
  readonly trialDays: number;
  /** Path of this page: its forms post below it. */
  readonly path: string;
  readonly returnUrl: string | null;
  /** `declined`: the last card was refused; `bank`: the bank asks. */
  readonly step: 'card' | 'declined' | 'bank' | 'closed';
}

/** A billing provider's checkout, drawn without scripts. It says that no money moves. */
export function checkoutPage(page: CheckoutPage): Reply {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Checkout (simulated)</title>
<style>body{font:16px/1.5 system-ui;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#1b1b1f}
button,a.plain{font:inherit;display:block;width:100%;padding:.7rem;margin:.5rem 0;border-radius:8px;
border:1px solid #888;background:#fff;color:inherit;text-align:center;box-sizing:border-box}
button.pay{background:#4338ca;color:#fff;border-color:#4338ca}.note{color:#555;font-size:.9rem}</style>
<main><p class="note">Simulated checkout: no money moves.</p>
<h1>${escape(page.product.name)}</h1>
<p>${priceOf(page)}</p>
${forms(page)}</main></html>`;
  return {
    status: 200,
    body: { kind: 'bytes', contentType: 'text/html; charset=utf-8', bytes: Buffer.from(html) },
  };
}

export function redirect(location: string): Reply {
  return { status: 303, headers: { location }, body: { kind: 'empty' } };
}

function priceOf({ product, trialDays }: CheckoutPage): string {
  const price = `$${(product.priceCents / 100).toFixed(2)}`;
  if (product.interval === 'once') return `${price}, once`;
  const trial = trialDays === 0 ? '' : `${trialDays} days free, then `;
  return `${trial}${price} a ${product.interval}`;
}

function forms({ step, path, returnUrl }: CheckoutPage): string {
  const form = (action: string, label: string, kind = ''): string =>
    `<form method="post" action="${path}/${action}"><button class="${kind}" name="do">${label}</button></form>`;
  const back =
    returnUrl === null
      ? ''
      : `<a class="plain" href="${escape(returnUrl)}">Back without paying</a>`;
  switch (step) {
    case 'closed':
      return '<p>This checkout is closed.</p>';
    case 'bank':
      return `<p>Your bank asks: is it you?</p>${form('bank-yes', 'Confirm', 'pay')}${form('bank-no', 'It is not me')}`;
    case 'card':
    case 'declined':
      return `${step === 'declined' ? '<p role="alert">The card was declined.</p>' : ''}
${form('pay', 'Pay with a card that works', 'pay')}${form('decline', 'Pay with a card that is declined')}
${form('bank', 'Pay with a card that asks the bank (3-D Secure)')}${back}`;
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
