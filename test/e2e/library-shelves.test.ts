import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSaveDialog } from './support/save-as.ts';
import { type Studio, closeStudio, dropPicture, openStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('images are rated, collected, removed and restored by hand', async () => {
  const { page } = studio;
  await dropPicture(studio, 'harbour.png', { seed: 81, width: 90, height: 60 });
  await dropPicture(studio, 'lake.png', { seed: 82, width: 90, height: 60 });
  await page.keyboard.press('Control+2');
  await page.getByRole('option', { name: 'harbour' }).click();
  await page.keyboard.press('5');
  await page.keyboard.press('8');
  await page.getByRole('option', { name: 'harbour' }).getByText('5 stars').waitFor();
  await page.getByRole('button', { name: 'New collection' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Best');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Best/ }).click();
  await page.getByText('1 image', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'All images' }).click();
  await page.getByRole('option', { name: 'lake' }).click();
  await page.keyboard.press('Delete');
  await page.getByRole('option', { name: 'lake' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Trash' }).click();
  await page.getByRole('option', { name: 'lake' }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
  await page.getByRole('button', { name: 'All images' }).click();
  await page.getByText('2 images', { exact: true }).waitFor();
  expect(studio.problems).toEqual([]);
});

test('everything is backed up into one file', async () => {
  const { app, page, folder } = studio;
  await answerSaveDialog(app, folder);
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: 'Storage' }).click();
  await page.getByRole('button', { name: 'Back up…' }).click();
  await page.getByText('Wrote 2 files to').first().waitFor();
  expect((await readdir(folder)).filter((name) => name.endsWith('.tar'))).toHaveLength(1);
});
