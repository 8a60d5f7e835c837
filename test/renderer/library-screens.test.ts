import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english, german } from '../../renderer/i18n/texts.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

describe('the library, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  const texts = { en: english, de: german } as const;

  async function chooseFirst(page: Page, language: 'en' | 'de'): Promise<void> {
    await page.keyboard.press('Control+2');
    const { images } = texts[language].library;
    await page.getByRole('listbox', { name: images }).press('Home');
    await page.locator('.asset-panel').waitFor();
  }

  it.each(['en', 'de'] as const)(
    'has its filters and the order in one row beside the panel of an image (%s)',
    async (language) => {
      const page = await window.open({ settings: { language } }, 'light');
      await page.keyboard.press('Control+2');
      const row = page.getByRole('group', { name: texts[language].filters.title });
      await row.getByRole('combobox').first().selectOption('1');
      await chooseFirst(page, language);
      const tops = async (): Promise<readonly number[]> =>
        await row.locator('select, button').evaluateAll((parts) =>
          parts.map((part) => {
            const { top, height } = part.getBoundingClientRect();
            return Math.round(top + height / 2);
          }),
        );
      expect((await tops()).length).toBe(7);
      expect(new Set(await tops()).size).toBe(1);
      const pictures = process.env['EMULSION_SHOTS'];
      if (pictures !== undefined)
        await page.screenshot({ path: `${pictures}/${language}-library-panel.png` });
      await page.close();
    },
  );

  it('has stars that stand in line with what is above them', async () => {
    const page = await window.open({});
    await chooseFirst(page, 'en');
    const left = async (selector: string): Promise<number> =>
      (await page.locator(selector).first().boundingBox())?.x ?? -1;
    expect(await left('.asset-panel .stars svg')).toBeCloseTo(
      await left('.asset-panel .asset-section h3'),
      0,
    );
    await page.close();
  });
});
