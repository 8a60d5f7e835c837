import { readFile, realpath } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import type { MediaRequest } from './addresses.ts';
import { appOrigin, parseMediaAddress, resolveAppFile } from './addresses.ts';
import { contentSecurityPolicy } from './harden.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready. */
export function declareSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    {
      scheme: 'media',
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
    },
  ]);
}

/** `app://emulsion/…`: the built renderer, from `root` and nowhere else, links included. */
export function serveApp(root: string): void {
  protocol.handle('app', async ({ url }) => {
    const file = resolveAppFile(root, url);
    const type = file === null ? undefined : mediaTypes[extname(file)];
    if (file === null || type === undefined) return notFound();
    try {
      const real = await realpath(file);
      if (!real.startsWith((await realpath(resolve(root))) + sep)) return notFound();
      return new Response(await readFile(real), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
        },
      });
    } catch {
      return notFound();
    }
  });
}

/** `media://…`: previews and tiles that a worker made; `find` makes the ones that are missing. */
export function serveMedia(find: (request: MediaRequest) => Promise<string>): void {
  protocol.handle('media', async ({ url }) => {
    const request = parseMediaAddress(url);
    if (request === null) return notFound();
    try {
      const file = await find(request);
      return new Response(await readFile(file), {
        headers: {
          'content-type': mediaTypes[extname(file)] ?? 'image/webp',
          'x-content-type-options': 'nosniff',
          'access-control-allow-origin': appOrigin,
          // The address holds the content's hash: it can never change.
          'cache-control': 'private, max-age=31536000, immutable',
        },
      });
    } catch {
      return notFound();
    }
  });
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}
