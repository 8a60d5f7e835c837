import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { type Page, chromium } from 'playwright-core';
import type { Scenario } from '../recorded/bridge.ts';
import { serveRecordedPage } from '../recorded/serve.ts';
import { violations } from '../violations.ts';

export type Theme = 'dark' | 'light';

export interface RecordedWindow {
  /** A page over recorded data, once it is drawn. */
  readonly open: (scenario: Scenario, theme?: Theme) => Promise<Page>;
  /** What axe finds serious or critical, and what the page complained about. */
  readonly faults: (page: Page) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** The real renderer over recorded data, in the current Chromium. `graphics`: with WebGL, slower. */
export async function startRecordedWindow({
  graphics = false,
}: { readonly graphics?: boolean } = {}): Promise<RecordedWindow> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'emulsion-window-'));
  const { server, url } = await serveRecordedPage(folder);
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      ...(graphics
        ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-rasterization']
        : ['--disable-gpu']),
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  const complaints = new WeakMap<Page, string[]>();
  return {
    open: async (scenario, theme = 'dark') => {
      const page = await browser.newPage({
        viewport: { width: 1440, height: 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
        locale: 'en-GB',
      });
      const said: string[] = [];
      complaints.set(page, said);
      page.on('console', (message) => {
        if (message.type() === 'error') said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(`${url}#${encodeURIComponent(JSON.stringify(scenario))}`);
      await page.getByRole('navigation').first().waitFor();
      return page;
    },
    faults: async (page) => [...(await violations(page, axe)), ...(complaints.get(page) ?? [])],
    close: async () => {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
