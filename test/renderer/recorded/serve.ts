import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { proxySide } from '../../../electron/contract/editing/views.ts';
import { drawPicture } from './draw-picture.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** As strict as the app's own, and stricter on styles: the window needs no inline ones. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
].join('; ');

/** The PNG or WebP at a `media:` address: the hash, and the parts after it. */
type Pictures = (hash: string, rest: readonly string[]) => Promise<Buffer>;

/** Builds the recorded page into a folder and serves it, with drawn pictures for `media:` addresses. */
export async function serveRecordedPage(
  folder: string,
  pictures: Pictures = drawnPicture,
): Promise<{ url: string; server: Server }> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: path.join(import.meta.dirname, 'page'),
    base: './',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true, target: 'chrome114', minify: false },
  });
  const server = createServer((request, response) => {
    answer(request.url ?? '/', { folder, pictures })
      .then(({ type, body }) => {
        response.writeHead(200, {
          'content-type': type,
          'content-security-policy': policy,
          'cache-control': 'max-age=600',
        });
        response.end(body);
      })
      .catch((error: unknown) => {
        response.writeHead(404).end(String(error));
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function answer(
  url: string,
  { folder, pictures }: { readonly folder: string; readonly pictures: Pictures },
): Promise<{ type: string; body: Buffer }> {
  const { pathname } = new URL(url, 'http://page');
  const [, first, hash = '', ...rest] = pathname.split('/');
  if (first === 'media') return { type: 'image/png', body: await pictures(hash, rest) };
  const file = pathname === '/' ? '/index.html' : pathname;
  return {
    type: types[path.extname(file)] ?? 'application/octet-stream',
    body: await readFile(path.join(folder, file)),
  };
}

const drawn = new Map<string, Promise<Buffer>>();

/** Each picture is drawn once: every page shows the same ones. */
export function drawnPicture(hash: string, rest: readonly string[]): Promise<Buffer> {
  const key = [hash, ...rest].join('/');
  const [kind, column, row] = rest;
  const known =
    drawn.get(key) ??
    (column !== undefined
      ? drawPicture(hash, {
          tile: { column: Number(column), row: Number(row) },
          kind: kind === 'edit' ? 'edited' : 'shown',
        })
      : drawPicture(hash, { side: kind === 'edit' ? proxySide : Number(kind) }));
  drawn.set(key, known);
  return known;
}
