import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSaveDialog } from './support/save-as.ts';
import {
  type Studio,
  callApp,
  chooseOperation,
  closeStudio,
  dropPicture,
  openStudio,
  reopenStudio,
  run,
  waitForState,
} from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

const cell = (page: Page, name: string) => page.getByRole('option', { name });

test('versions lie in a stack under their image, each with its receipt and a way back', async () => {
  const { page } = studio;
  await dropPicture(studio, 'harbour.png', { seed: 81, width: 240, height: 160 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A warmer light');
  for (const count of [2, 3]) {
    await waitForState(await run(page, 'keys'), 'Done');
    await expect
      .poll(async () => (await callApp(page, 'library.list', {})).assets[0]?.versionCount)
      .toBe(count);
  }
  await page.keyboard.press('Control+2');
  await page.getByText('1 image', { exact: true }).waitFor();
  await cell(page, 'harbour').click();
  await cell(page, 'harbour').getByText('3 versions').waitFor();

  const panel = page.getByRole('complementary', { name: 'Details' });
  await panel.getByRole('heading', { name: '3 versions' }).waitFor();
  const rows = panel.locator('.asset-version');
  expect(await rows.locator('.asset-version__name').allInnerTexts()).toEqual([
    expect.stringMatching(/^Edit/),
    expect.stringMatching(/^Edit/),
    'Original',
  ]);
  await panel.getByRole('button', { name: 'Receipt: Edit' }).first().click();
  await page.getByRole('region', { name: 'Receipt' }).getByText('OpenAI').first().waitFor();
  await page.keyboard.press('Escape');

  await rows.last().click();
  await page.getByRole('tab', { name: 'Operation' }).click();
  await page.getByText('The original goes in, not a later version.').waitFor();
});

test('a backup is restored by a restart, and what was there before is kept beside it', async () => {
  const { app, page, folder } = studio;
  await page.keyboard.press('Control+2');
  await answerSaveDialog(app, folder);
  await page.getByRole('button', { name: 'Storage' }).click();
  const dialog = page.getByRole('dialog', { name: 'Storage' });
  await dialog.getByRole('button', { name: 'Back up…' }).click();
  await page
    .getByText(/^Wrote \d files to/)
    .first()
    .waitFor();
  const backup = (await readdir(folder)).find((name) => name.endsWith('.tar')) ?? '';
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+1');
  await dropPicture(studio, 'later.png', { seed: 82, width: 90, height: 60 });
  await page.keyboard.press('Control+2');
  await cell(page, 'harbour').click();
  await page.keyboard.press('Delete');
  await cell(page, 'harbour').waitFor({ state: 'detached' });

  await app.evaluate(
    ({ app, dialog }, file) => {
      Object.assign(dialog, {
        showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [file] }),
      });
      // The test itself starts it again, on the same data.
      Object.assign(app, { relaunch: () => undefined });
    },
    path.join(folder, backup),
  );
  await page.getByRole('button', { name: 'Storage' }).click();
  await dialog.getByRole('button', { name: 'Restore…' }).click();
  await dialog.getByText('The backup is whole.').waitFor();
  const closed = app.waitForEvent('close');
  await dialog.getByRole('button', { name: 'Restart now' }).click();
  await closed;

  studio = await reopenStudio(studio);
  await studio.page.keyboard.press('Control+2');
  await studio.page.getByText('1 image', { exact: true }).waitFor();
  await cell(studio.page, 'harbour').getByText('3 versions').waitFor();
  const { assets } = await callApp(studio.page, 'library.list', {});
  expect(assets).toMatchObject([{ name: 'harbour', versionCount: 3, missing: false }]);
  const kept = await readdir(path.join(folder, 'data', 'library'));
  expect(kept.some((name) => name.startsWith('library.db.before-restore-'))).toBe(true);
});

test('an image goes to the trash and comes back by the keyboard alone', async () => {
  const { page } = studio;
  await page.keyboard.press('Control+2');
  await focusByTab(page, 'listbox', 'Images');
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await page.getByText('Moved 1 image to the trash').first().waitFor();
  await focusByTab(page, 'button', 'Trash');
  await page.keyboard.press('Enter');
  await cell(page, 'harbour').waitFor();
  await focusByTab(page, 'listbox', 'Images');
  await page.keyboard.press('Home');
  await focusByTab(page, 'button', 'Restore');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
  // The focus is not lost with the button that had it: the next key goes on from there.
  await focusByTab(page, 'button', 'All images');
  await page.keyboard.press('Enter');
  await cell(page, 'harbour').waitFor();
  expect((await callApp(page, 'library.list', { shelf: 'trash' })).total).toBe(0);
});

/** Goes on with the Tab key until the focus is there. */
async function focusByTab(page: Page, role: 'button' | 'listbox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((part) => part === document.activeElement)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}
