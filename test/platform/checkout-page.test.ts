import { describe, expect, it } from 'vitest';
import { type CheckoutAddresses, mayLoad, moveTo } from '../../electron/platform/checkout-page.ts';

const checkout: CheckoutAddresses = {
  url: 'https://buy.polar.sh/polar_cl_1',
  provider: 'polar',
  returnUrl: 'https://cloud.example/functions/v1/billing/thanks',
};
const onThisMachine: CheckoutAddresses = {
  url: 'http://127.0.0.1:4010/checkout/1',
  provider: 'polar',
  returnUrl: 'http://127.0.0.1:8000/functions/v1/billing/thanks',
};

describe('the window of a checkout', () => {
  it.each([
    ['https://buy.polar.sh/polar_cl_1/confirm', 'stay'],
    ['https://polar.sh/checkout/polar_cl_1', 'stay'],
    ['https://cloud.example/functions/v1/billing/thanks', 'returned'],
    ['https://cloud.example/functions/v1/billing/thanks?checkout_id=1', 'returned'],
    ['https://cloud.example/functions/v1/billing/thanks?paid=no', 'back'],
    ['https://cloud.example/somewhere/else', 'browser'],
    ['https://polar.sh.evil.example/', 'browser'],
    ['https://evilpolar.sh/', 'browser'],
    ['https://stripe.com/terms', 'browser'],
    ['http://buy.polar.sh/polar_cl_1', 'refuse'],
    ['https://somebody@polar.sh/', 'refuse'],
    ['file:///etc/passwd', 'refuse'],
    ['javascript:alert(1)', 'refuse'],
    ['app://emulsion/index.html', 'refuse'],
    ['emulsion://billing/done', 'refuse'],
    ['no address', 'refuse'],
  ] as const)('goes to %s: %s', (address, move) => {
    expect(moveTo(address, checkout)).toBe(move);
  });

  it('stays on this machine where the provider is simulated here', () => {
    expect(moveTo('http://127.0.0.1:4010/checkout/1/bank', onThisMachine)).toBe('stay');
    expect(moveTo('http://127.0.0.1:8000/functions/v1/billing/thanks', onThisMachine)).toBe(
      'returned',
    );
    expect(moveTo('http://127.0.0.1:9999/', onThisMachine)).toBe('browser');
  });

  it.each([
    ['https://bank.example/3ds', true],
    ['wss://stripe.example/', true],
    ['data:image/png;base64,', true],
    ['http://bank.example/3ds', false],
    ['http://127.0.0.1:22/', false],
    ['file:///etc/passwd', false],
    ['app://emulsion/index.html', false],
    ['media://0/256', false],
  ])('loads from %s: %s', (address, may) => {
    expect(mayLoad(address, checkout)).toBe(may);
  });

  it('loads the simulated pages, and nothing else of this machine', () => {
    expect(mayLoad('http://127.0.0.1:4010/checkout/1', onThisMachine)).toBe(true);
    expect(mayLoad('http://127.0.0.1:22/', onThisMachine)).toBe(false);
  });
});
