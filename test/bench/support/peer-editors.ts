import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { runNpm } from '../../../scripts/lib/run.mjs';
import { type BenchedEditor, boxOf } from './editor-page.ts';

declare global {
  interface Window {
    /** What both pages of peers offer: the editor, with this photo. */
    openPhoto(address: string): void;
  }
}

const folder = path.resolve(import.meta.dirname, '../peers');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
};

/** TOAST UI's and Filerobot's editors, each in a page of its own, ready to open a photo. */
export async function openPeerEditors(
  photo: string,
): Promise<{ readonly editors: readonly BenchedEditor[]; readonly close: () => void }> {
  await install();
  await bundle();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://peers');
    const file = pathname === '/photo.jpg' ? photo : path.join(folder, path.normalize(pathname));
    readFile(file).then(
      (body) => {
        response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'text/plain' });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  const url = await listening(server);
  return { editors: [toast(url), filerobot(url)], close: () => server.close() };
}

/** They are no dependencies of the project: nobody but this bench needs them. */
async function install(): Promise<void> {
  if (existsSync(path.join(folder, 'node_modules/.package-lock.json'))) return;
  const { code, stderr } = await runNpm(['install', '--no-save', '--loglevel=error'], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`The editors to compare with can't be installed:\n${stderr}`);
}

async function bundle(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: folder,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: 'out',
      lib: {
        entry: 'filerobot.mjs',
        formats: ['iife'],
        name: 'filerobot',
        fileName: () => 'filerobot.js',
      },
    },
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function open(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.openPhoto('/photo.jpg');
  });
}

/** Keeps the photo's pixels in its canvas and filters all of them. */
function toast(url: string): BenchedEditor {
  return {
    name: 'tui-image-editor',
    address: `${url}tui.html`,
    open,
    picture: '.lower-canvas',
    knob: async (page) => {
      await page.locator('.tie-brightness').check({ force: true });
      const knob = await boxOf(
        page.locator('.tie-brightness-range .tui-image-editor-virtual-range-pointer'),
      );
      const range = await boxOf(page.locator('.tie-brightness-range'));
      const at = { x: knob.x + knob.width / 2, y: knob.y + knob.height / 2 };
      return { at, reach: range.width * 0.3 };
    },
    takeBrush: async (page) => {
      await page.locator('.tie-btn-draw').first().click();
    },
    painted: '.upper-canvas',
  };
}

/** Filters and draws on a copy as large as it is shown. */
function filerobot(url: string): BenchedEditor {
  return {
    name: 'react-filerobot-image-editor',
    address: `${url}filerobot.html`,
    open,
    picture: '.FIE_canvas-container',
    knob: async (page) => {
      const box = await boxOf(page.locator('.FIE_brightness-option'));
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      return { at, reach: box.width * 0.3 };
    },
    takeBrush: async (page) => {
      await page.getByText('Annotate', { exact: true }).click();
      await page.locator('.FIE_pen-tool-button').click();
    },
    painted: '.FIE_canvas-container',
  };
}
