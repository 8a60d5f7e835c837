import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { callApp } from '../e2e/support/studio.ts';

const themes = ['light', 'dark'] as const;

/** Takes the window's picture in both themes, as `<name>-<theme>.png`. */
export type Shoot = (name: string) => Promise<void>;

export async function openAlbum(page: Page, folder: string): Promise<Shoot> {
  await mkdir(folder, { recursive: true });
  return async (name) => {
    for (const theme of themes) {
      await callApp(page, 'settings.set', { theme });
      await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
      await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) });
    }
  };
}
