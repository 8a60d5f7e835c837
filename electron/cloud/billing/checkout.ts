import { fail } from '../../contract/app-error.ts';
import type { BillingState, Entitlement } from '../../contract/billing.ts';
import type { Clock } from '../../router/ports.ts';
import type { Wanted } from './billing-http.ts';

/** A provider's page in a window of the app, while it is open. */
export interface CheckoutWindow {
  focus(): void;
  close(): void;
}

/** How a checkout's window was left. `back`: by the page's own way out, without paying. */
export type CheckoutEnd = 'returned' | 'back' | 'closed' | 'to-browser';

export interface CheckoutPage {
  readonly url: string;
  readonly provider: 'polar' | 'stripe' | 'paypal';
  /** Where the provider sends the buyer in the end. */
  readonly returnUrl: string;
  readonly onEnd: (end: CheckoutEnd) => void;
}

export type OpenCheckout = (page: CheckoutPage) => CheckoutWindow;

/**
 *            ┌──────────── window ───┐ closed, back: asked once
 *   none ────┤   to-browser │        ├──▶ confirming ──▶ none
 *            └──────────── browser ──┘ returned      (the plan is there, or two minutes are over)
 */
export interface Checkout {
  state(): BillingState['checkout'];
  show(
    page: Omit<CheckoutPage, 'onEnd'>,
    wanted: Wanted,
    place: 'window' | 'browser',
  ): Promise<void>;
  /** Whoever paid is back: by the provider's last page, or by the deep link, which anybody can write. */
  returned(): void;
  /** What is known now; ends the waiting where what was bought is there. */
  heard(entitlement: Entitlement): void;
  toBrowser(): Promise<void>;
  /** Closes the page and waits for nothing. */
  leave(): void;
}

export interface CheckoutParts {
  readonly clock: Clock;
  readonly openWindow: OpenCheckout;
  readonly openBrowser: (url: string) => Promise<void>;
  /** Has the provider's state fetched afresh, then the plan; `heard` is called with it. Never throws. */
  readonly ask: () => Promise<void>;
  readonly onChange: () => void;
}

/** Seconds between two questions after a payment: two minutes in all. */
const waitsS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

interface OpenPage {
  readonly page: Omit<CheckoutPage, 'onEnd'>;
  readonly wanted: Wanted;
  readonly window: CheckoutWindow | null;
}

export function createCheckout(parts: CheckoutParts): Checkout {
  const { clock, openWindow, openBrowser, ask, onChange } = parts;
  let state: BillingState['checkout'] = 'none';
  let open: OpenPage | null = null;
  let waiting: AbortController | null = null;

  function become(next: BillingState['checkout']): void {
    state = next;
    if (next === 'none') open = null;
    if (next !== 'confirming') {
      waiting?.abort();
      waiting = null;
    }
    onChange();
  }

  async function confirm(): Promise<void> {
    const mine = new AbortController();
    waiting?.abort();
    waiting = mine;
    become('confirming');
    for (const seconds of waitsS) {
      await clock.sleep(seconds * 1000, mine.signal);
      if (mine.signal.aborted) return;
      await ask();
      if (mine.signal.aborted) return;
    }
    become('none');
  }

  function ended(end: CheckoutEnd): void {
    switch (end) {
      case 'returned':
        return void confirm();
      case 'to-browser':
        return void toBrowser();
      case 'back':
      case 'closed':
        become('none');
        // Paid all the same, and closed a moment too early?
        return void ask();
    }
  }

  async function toBrowser(): Promise<void> {
    const left = open;
    if (left === null) return;
    open = { ...left, window: null };
    become('browser');
    left.window?.close();
    await openBrowser(left.page.url);
  }

  return {
    state: () => state,
    show: async (page, wanted, place) => {
      open?.window?.close();
      if (place === 'browser') {
        open = { page, wanted, window: null };
        become('browser');
        return openBrowser(page.url);
      }
      let isOver = false;
      const onEnd = (end: CheckoutEnd): void => {
        // A window tells of its end once, and nothing of one that another has replaced.
        if (isOver || open?.window !== window) return;
        isOver = true;
        ended(end);
      };
      const window = openWindow({ ...page, onEnd });
      open = { page, wanted, window };
      become('window');
    },
    returned: () => {
      if (open === null) return void ask();
      const { window } = open;
      open = { ...open, window: null };
      void confirm();
      window?.close();
    },
    heard: (entitlement) => {
      if (open === null || (state !== 'confirming' && state !== 'browser')) return;
      if (isThere(open.wanted, entitlement)) become('none');
    },
    toBrowser: async () => {
      if (open === null) throw fail('not-found', { params: { what: 'checkout' } });
      await toBrowser();
    },
    leave: () => {
      const window = open?.window;
      become('none');
      window?.close();
    },
  };
}

function isThere(wanted: Wanted, { plan, subscription, credits }: Entitlement): boolean {
  if ('pack' in wanted) return credits.purchases > wanted.purchases;
  const isPending = subscription?.pendingPlan === wanted.plan;
  return isPending || (plan === wanted.plan && subscription?.interval === wanted.interval);
}
