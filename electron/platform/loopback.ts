import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brand } from '../contract/brand.ts';
import { type AuthCallback, parseCallback } from './deep-links.ts';

/** A page on this machine to which a sign-in page may send the browser back. */
export interface Loopback {
  /** Opens it for a while, if it is not open; its address without a query. */
  open(): Promise<string>;
  close(): void;
}

/** As long as a sign-in in the browser may take. */
const lifeMs = 600_000;

const page = `<!doctype html><meta charset="utf-8"><title>${brand.name}</title>
<p>You can close this page and go back to ${brand.name}.</p>`;

/**
 * For builds whose deep links the system does not know: a port of this machine, as RFC 8252
 * describes in 7.3. What comes is worth as little as a deep link without the state that we made.
 */
export function createLoopback(onCallback: (callback: AuthCallback) => void): Loopback {
  let server: Server | null = null;
  let timer: NodeJS.Timeout | undefined;

  function close(): void {
    clearTimeout(timer);
    server?.close();
    server = null;
  }

  async function listen(): Promise<Server> {
    const opened = createServer((request, response) => {
      const callback = callbackOf(request.url);
      response.writeHead(callback === null ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        connection: 'close',
      });
      response.end(callback === null ? '' : page);
      if (callback !== null) onCallback(callback);
    });
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(0, '127.0.0.1', resolve);
    });
    return opened.unref();
  }

  return {
    open: async () => {
      server ??= await listen();
      clearTimeout(timer);
      timer = setTimeout(close, lifeMs).unref();
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    },
    close,
  };
}

/** What a request's target tells; null also for one that is no address, such as `//`. */
function callbackOf(target = ''): AuthCallback | null {
  try {
    const url = new URL(target, 'http://127.0.0.1');
    return url.pathname === '/callback' ? parseCallback(url) : null;
  } catch {
    return null;
  }
}
