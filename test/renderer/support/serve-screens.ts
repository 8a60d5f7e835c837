import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { serveRecordedPage } from '../recorded/serve.ts';
import { browserFlags, browserPath } from './browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the recorded page is served, and where the browser of all screen tests listens. */
    readonly screens: { readonly url: string; readonly browser: string };
  }
}

/** Builds the recorded page and starts a browser, once for all tests of screens. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(browserPath))
    throw new Error(`No Chromium at ${browserPath}: set CHROMIUM_PATH.`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'emulsion-screens-'));
  const { server, url } = await serveRecordedPage(folder);
  const browser = await chromium.launchServer({
    executablePath: browserPath,
    args: [...browserFlags, '--disable-gpu'],
  });
  project.provide('screens', { url, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  };
}
