import { randomUUID } from 'node:crypto';
import { BrowserWindow, Menu, session } from 'electron';
import type { Session } from 'electron';
import type { CheckoutEnd, CheckoutPage, CheckoutWindow } from '../cloud/billing/checkout.ts';
import { fail } from '../contract/app-error.ts';
import type { Log } from '../monitor/log.ts';
import { isAllowedSignInPage } from './addresses.ts';
import { type CheckoutAddresses, mayLoad, moveTo } from './checkout-page.ts';
import { openExternal } from './harden.ts';

export interface CheckoutWindowOptions {
  readonly log: Log;
  readonly language: 'en' | 'de';
}

const texts = {
  en: { title: 'Checkout', browser: 'Open in Browser', close: 'Close' },
  de: { title: 'Bezahlen', browser: 'Im Browser öffnen', close: 'Schließen' },
} as const;

/**
 * Shows the billing provider's own page in a window that has nothing of ours: no preload script, no
 * cookie, no permission but to pay. It goes nowhere but to that company and back.
 */
export function openCheckoutWindow(
  options: CheckoutWindowOptions,
  page: CheckoutPage,
): CheckoutWindow {
  if (!isAllowedSignInPage(page.url)) throw fail('not-allowed', { cause: 'not a checkout page' });
  const { log, language } = options;
  const text = texts[language];
  // It goes with the window that it was asked for in.
  const owner = BrowserWindow.getFocusedWindow();
  const window = new BrowserWindow({
    width: 520,
    height: 760,
    minWidth: 360,
    minHeight: 480,
    title: text.title,
    backgroundColor: '#ffffff',
    ...(owner === null ? {} : { parent: owner }),
    webPreferences: {
      session: sessionFor(page),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const end = (how: CheckoutEnd): void => {
    page.onEnd(how);
    // Not inside the event of a page that is on its way.
    setImmediate(close);
  };
  const close = (): void => {
    if (!window.isDestroyed()) window.destroy();
  };
  window.setMenu(
    Menu.buildFromTemplate([
      { label: text.browser, click: () => end('to-browser') },
      { label: text.close, accelerator: 'CmdOrCtrl+W', click: () => end('closed') },
    ]),
  );
  window.on('closed', () => page.onEnd('closed'));

  const go = (event: { preventDefault(): void }, address: string): void => {
    const move = moveTo(address, page);
    if (move === 'stay') return;
    event.preventDefault();
    switch (move) {
      case 'returned':
      case 'back':
        return end(move);
      case 'browser':
        return void openExternal(address, log);
      case 'refuse':
        return log.warn('refused-navigation', { address: address.slice(0, 200) });
    }
  };
  const { webContents } = window;
  webContents.on('will-navigate', go);
  webContents.on('will-redirect', (...[event, address, , isMainFrame]) => {
    if (isMainFrame) go(event, address);
  });
  webContents.on('page-title-updated', (event) => event.preventDefault());
  window.loadURL(page.url).catch((error: unknown) => {
    // Also where a redirect led straight back: that has been dealt with.
    if (!window.isDestroyed()) log.warn('checkout-failed', { cause: String(error) });
  });
  return {
    focus: () => {
      if (!window.isDestroyed()) window.focus();
    },
    close,
  };
}

/** In memory alone, gone with the window. */
function sessionFor(page: CheckoutAddresses): Session {
  const own = session.fromPartition(`checkout-${randomUUID()}`);
  own.setPermissionRequestHandler((_contents, permission, answer) => answer(isPayment(permission)));
  own.setPermissionCheckHandler((_contents, permission) => isPayment(permission));
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, page) }));
  own.on('will-download', (event) => event.preventDefault());
  return own;
}

/** Wallets ask for it. Types of some versions don't know the name. */
function isPayment(permission: string): boolean {
  return permission === 'payment';
}
