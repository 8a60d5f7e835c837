import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type Page, chromium } from 'playwright-core';
import { inject } from 'vitest';
import type { Scenario } from '../recorded/bridge.ts';
import { violations } from '../violations.ts';
import { browserFlags, browserPath } from './browser.ts';

export type Theme = 'dark' | 'light';

export interface RecordedWindow {
  /** A page over recorded data, once it is drawn. */
  readonly open: (scenario: Scenario, theme?: Theme) => Promise<Page>;
  /** What axe finds serious or critical in either theme, and what the page complained about. */
  readonly faults: (page: Page) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** The real renderer over recorded data, in the current Chromium. `graphics`: with WebGL, slower. */
export async function startRecordedWindow({
  graphics = false,
}: { readonly graphics?: boolean } = {}): Promise<RecordedWindow> {
  const { url, browser: endpoint } = inject('screens');
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser = graphics ? await launchWithGraphics() : await chromium.connect(endpoint);
  // Its pages share what they have loaded.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const complaints = new WeakMap<Page, string[]>();
  return {
    open: async (scenario, theme = 'dark') => {
      const page = await context.newPage();
      const said: string[] = [];
      complaints.set(page, said);
      page.on('console', (message) => {
        if (message.type() === 'error') said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(error.message));
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`${url}#${encodeURIComponent(JSON.stringify(scenario))}`);
      await page.locator('nav, [role=alert]').first().waitFor();
      return page;
    },
    faults: async (page) => [
      ...(await violations(page, axe)),
      ...(await violationsOfOtherTheme(page, axe)),
      ...(complaints.get(page) ?? []),
    ],
    close: async () => {
      await context.close();
      await browser.close();
    },
  };
}

/** Only colours differ between the themes: the rest has been checked. */
async function violationsOfOtherTheme(page: Page, axe: string): Promise<readonly string[]> {
  const theme = await page.locator('html').getAttribute('data-theme');
  const other = theme === 'dark' ? 'light' : 'dark';
  await switchTheme(page, other);
  const found = await violations(page, axe, ['color-contrast', 'link-in-text-block']);
  await switchTheme(page, theme === 'dark' ? 'dark' : 'light');
  return found.map((fault) => `${other}: ${fault}`);
}

/** As when the system turns dark or light while the window is open. */
export async function switchTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme=${theme}]`).waitFor();
}

function launchWithGraphics(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      ...browserFlags,
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-gpu-rasterization',
    ],
  });
}
