import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Checkout,
  type CheckoutEnd,
  createCheckout,
} from '../../electron/cloud/billing/checkout.ts';
import type { Entitlement } from '../../electron/contract/billing.ts';

const page = {
  url: 'https://polar.sh/checkout/1',
  provider: 'polar',
  returnUrl: 'https://cloud.example/thanks',
} as const;
const wanted = { plan: 'pro', interval: 'month' } as const;

let waits: number[];
let asked: number;
let opened: string[];
let closed: number;
let end: (how: CheckoutEnd) => void;
let checkout: Checkout;
/** Resolves the sleep that is under way. */
let wake: () => void;

beforeEach(() => {
  waits = [];
  asked = 0;
  opened = [];
  closed = 0;
  checkout = createCheckout({
    clock: {
      now: () => 0,
      sleep: (ms, signal) => {
        waits.push(ms / 1000);
        return new Promise((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      },
    },
    openWindow: ({ onEnd }) => {
      end = onEnd;
      return { focus: () => undefined, close: () => (closed += 1) };
    },
    openBrowser: async (url) => void opened.push(url),
    ask: async () => void (asked += 1),
    onChange: () => undefined,
  });
});

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const bought = {
  plan: 'pro',
  subscription: { plan: 'pro', interval: 'month', pendingPlan: null },
} as Entitlement;

describe('a checkout', () => {
  it('asks more and more seldom, for two minutes, and then no more', async () => {
    await checkout.show(page, wanted, 'window');
    end('returned');
    for (let n = 0; n < 20; n += 1) {
      wake();
      await settle();
    }
    expect(waits.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(120);
    expect(asked).toBe(waits.length);
    expect(checkout.state()).toBe('none');
  });

  it('is over as soon as the plan is there', async () => {
    await checkout.show(page, wanted, 'window');
    end('returned');
    checkout.heard({ ...bought, plan: 'free', subscription: null });
    expect(checkout.state()).toBe('confirming');
    checkout.heard(bought);
    expect(checkout.state()).toBe('none');
    wake();
    await settle();
    expect(asked).toBe(0);
  });

  it('asks once where the window was closed by hand', async () => {
    await checkout.show(page, wanted, 'window');
    end('closed');
    end('returned');
    await settle();
    expect({ asked, state: checkout.state(), waits }).toEqual({
      asked: 1,
      state: 'none',
      waits: [],
    });
  });

  it('closes the window when the deep link says that it is done', async () => {
    await checkout.show(page, wanted, 'window');
    checkout.returned();
    expect({ closed, state: checkout.state() }).toEqual({ closed: 1, state: 'confirming' });
  });

  it('only asks where a deep link comes by itself', async () => {
    checkout.returned();
    expect({ asked, state: checkout.state() }).toEqual({ asked: 1, state: 'none' });
  });

  it('replaces a page that is open, whose end then means nothing', async () => {
    await checkout.show(page, wanted, 'window');
    const endOfFirst = end;
    await checkout.show({ ...page, url: 'https://polar.sh/checkout/2' }, wanted, 'window');
    endOfFirst('closed');
    expect({ closed, state: checkout.state() }).toEqual({ closed: 1, state: 'window' });
    await checkout.toBrowser();
    expect({ opened, state: checkout.state() }).toEqual({
      opened: ['https://polar.sh/checkout/2'],
      state: 'browser',
    });
  });
});
