import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import {
  type Studio,
  closeStudio,
  dropPicture,
  openStudio,
  reopenStudio,
} from './support/studio.ts';

let studio: Studio | null = null;

afterAll(async () => {
  if (studio !== null) await closeStudio(studio);
});

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit the image' }).click();
  await page.getByRole('complementary', { name: 'Edit', exact: true }).waitFor();
  await page.locator('[role=application][aria-busy=false]').waitFor();
}

test('an edit outlives a restart, becomes a version and is what is saved', async () => {
  studio = await openStudio();
  const original = await dropPicture(studio, 'edited.png', { seed: 31, width: 480, height: 320 });
  await openEditor(studio.page);
  await studio.page.getByRole('slider', { name: 'Exposure' }).fill('-2');
  await studio.page.getByRole('slider', { name: 'Contrast' }).fill('40');
  await studio.page.getByRole('button', { name: 'Crop and turn' }).click();
  await studio.page.getByRole('button', { name: 'Turn right' }).click();
  const steps = studio.page.getByRole('list', { name: 'History' }).getByRole('button');
  await expect.poll(async () => await steps.count()).toBe(4);
  await studio.close();

  studio = await reopenStudio(studio);
  const { app, page, folder } = studio;
  const history = page.getByRole('list', { name: 'History' });
  await page.getByRole('heading', { level: 1, name: 'edited' }).waitFor();
  await openEditor(page);
  await expect
    .poll(async () => await page.getByRole('slider', { name: 'Exposure' }).inputValue())
    .toBe('-2');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect
    .poll(async () => await page.getByRole('slider', { name: 'Contrast' }).inputValue())
    .toBe('0');
  await page.keyboard.press('Control+Shift+Z');
  await page.keyboard.press('Control+Shift+Z');
  await page.getByRole('button', { name: 'Size', exact: true }).click();
  await page.getByLabel('Set the size by').selectOption('Percent');
  await page.getByRole('button', { name: 'Watermark', exact: true }).click();
  await page.getByRole('radio', { name: 'Text' }).check({ force: true });
  await page.getByRole('textbox', { name: 'Text' }).fill('© Emulsion');
  await page.getByRole('slider', { name: 'Size of the mark' }).fill('20');
  await page.getByRole('slider', { name: 'Opacity' }).fill('100');
  await expect
    .poll(async () => await history.getByRole('button', { name: /^Watermark/ }).count())
    .toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Save as a version' }).click();
  await page.getByRole('button', { name: /^Version 2: Edited/ }).waitFor();
  await page.getByText('160 × 240 px').waitFor();

  await answerSaveDialog(app, folder);
  const saved = sharp(path.join(folder, await saveAs(page)));
  const before = await sharp(original).stats();
  const after = await saved.stats();
  expect((await saved.metadata()).height).toBe(240);
  // White letters on a picture that was darkened by two stops.
  expect(after.channels[0]?.max).toBeGreaterThan(240);
  expect(after.channels[0]?.mean).toBeLessThan((before.channels[0]?.mean ?? 0) * 0.75);
});
