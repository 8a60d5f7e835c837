import path from 'node:path';
import { type Page, chromium } from 'playwright-core';
import { build } from 'vite';
import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import type { GivenNames, GivenPart, GivenView, PreviewPage } from './preview-page.ts';

declare global {
  interface Window {
    readonly previewPage: PreviewPage;
  }
}

/** A part of an original, and the PNG of it. */
export interface LoadedPart extends Omit<GivenPart, 'png'> {
  readonly png: Buffer;
}

export interface BrowserPreview {
  load(png: Buffer): Promise<void>;
  /** All of an image at a smaller size, then parts of its full size. */
  loadParts(parts: readonly LoadedPart[]): Promise<void>;
  /** RGBA of what a window shows. */
  view(given: GivenView): Promise<Buffer>;
  /** What the documents rendered from now on name. */
  name(given: GivenNames): Promise<void>;
  /** RGBA at full size. */
  render(document: EditDocument): Promise<Buffer>;
  time(documents: readonly EditDocument[], width: number): Promise<readonly number[]>;
  loseAndRestore(document: EditDocument): Promise<Buffer>;
  isPrecise(): Promise<boolean>;
  close(): Promise<void>;
}

/** WebGL by software; without it the page is put together without graphics at all. */
const softwareGraphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** A page that runs a script of the tests over the window's own code, on no graphics card. */
export async function openScriptPage(
  entry: string,
  graphics: readonly string[] = ['--disable-gpu'],
): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  const script = await bundled(entry);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', ...graphics],
  });
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  return { page, close: () => browser.close() };
}

/** The preview's own code in the current Chromium, drawing by software. */
export async function openBrowserPreview(): Promise<BrowserPreview> {
  const { page, close } = await openScriptPage(
    path.join(import.meta.dirname, 'preview-page.ts'),
    softwareGraphics,
  );
  return {
    load: async (png) => {
      await page.evaluate(async (from) => await window.previewPage.load(from), addressOf(png));
    },
    loadParts: async (parts) => {
      const given = parts.map(({ png, ...rest }) => ({ ...rest, png: addressOf(png) }));
      await page.evaluate(async (from) => await window.previewPage.loadParts(from), given);
    },
    view: async (given) =>
      Buffer.from(await page.evaluate((from) => window.previewPage.view(from), given), 'base64'),
    name: async (given) => {
      await page.evaluate(async (names) => await window.previewPage.name(names), given);
    },
    render: async (document) =>
      Buffer.from(
        await page.evaluate((given) => window.previewPage.render(given), document),
        'base64',
      ),
    time: async (documents, width) =>
      await page.evaluate(([given, across]) => window.previewPage.time(given, across), [
        documents,
        width,
      ] as const),
    loseAndRestore: async (document) =>
      Buffer.from(
        await page.evaluate(
          async (given) => await window.previewPage.loseAndRestore(given),
          document,
        ),
        'base64',
      ),
    isPrecise: async () => await page.evaluate(() => window.previewPage.isPrecise()),
    close,
  };
}

function addressOf(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}

async function bundled(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'chrome114',
      lib: { entry, formats: ['iife'], name: 'previewPageModule' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error('Nothing was built');
  return chunk.code;
}
