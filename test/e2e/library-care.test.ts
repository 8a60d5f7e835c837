import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { makePicture, writePicture } from './support/pictures.ts';
import { answerSaveDialog } from './support/save-as.ts';
import { type Studio, callApp, closeStudio, openStudio, reopenStudio } from './support/studio.ts';

let studio: Studio;
let files: readonly string[];

beforeAll(async () => {
  studio = await openStudio();
  const size = { width: 240, height: 160 };
  const at = (name: string): string => path.join(studio.folder, name);
  files = [
    await writePicture(at('harbour.png'), { ...size, seed: 81 }),
    at('harbour-again.png'),
    await writePicture(at('lake.jpg'), { ...size, seed: 84 }),
  ];
  // The same pixels in other bytes.
  const again = await makePicture({ ...size, seed: 81 });
  await again.png({ compressionLevel: 1 }).toFile(at('harbour-again.png'));
  await dropFiles(studio.page, files);
  for (const name of ['harbour', 'harbour-again', 'lake'])
    await studio.page.getByTitle(name, { exact: true }).first().waitFor();
  await studio.page.keyboard.press('Control+2');
});

afterAll(async () => {
  // The previews of the missing files.
  await closeStudio(studio, /404/);
});

/** Answers the system's open dialog from now on. */
async function answerOpenDialog(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths }),
    });
  }, paths);
}

test('images that look the same are found, and filters narrow the grid down', async () => {
  const { page } = studio;
  const option = (name: string) => page.getByRole('option', { name, exact: true });
  await expect
    .poll(async () => (await callApp(page, 'library.list', { shelf: 'duplicates' })).total, {
      timeout: 20_000,
    })
    .toBe(2);
  await page.getByRole('button', { name: 'Duplicates' }).click();
  await page.getByText('2 images', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'All images' }).click();
  await page.getByText('3 images', { exact: true }).waitFor();

  await page.getByTitle('harbour', { exact: true }).click();
  await page.keyboard.press('4');
  await page.getByRole('button', { name: 'Find similar images' }).click();
  await page.getByText('2 images', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'All images' }).click();
  await page.getByLabel('Rating', { exact: true }).first().selectOption('4');
  await page.getByText('1 image', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByLabel('Format', { exact: true }).selectOption('jpeg');
  await page.getByText('1 image', { exact: true }).waitFor();
  expect(await option('harbour').count()).toBe(0);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('3 images', { exact: true }).waitFor();
});

test('a selection is exported with its metadata', async () => {
  const { app, page, folder } = studio;
  const out = path.join(folder, 'exported');
  await mkdir(out);
  await answerOpenDialog(app, [out]);
  await page.getByTitle('lake', { exact: true }).click();
  await page.getByLabel('Alt text').fill('A lake at dusk');
  await page.keyboard.press('Tab');
  await page.getByRole('listbox', { name: 'Images' }).focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: /^Save as/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save…' }).click();
  await page.getByText('Saved 3 files').first().waitFor({ timeout: 30_000 });
  const names = await readdir(out);
  expect(names).toHaveLength(3);
  const lake = names.find((name) => name.startsWith('lake')) ?? '';
  expect((await readFile(path.join(out, lake))).includes('A lake at dusk')).toBe(true);
});

test('storage is cleaned, and a backup is checked before it takes effect', async () => {
  const { app, page, folder } = studio;
  await answerSaveDialog(app, folder);
  await page.getByRole('button', { name: 'Storage' }).click();
  const dialog = page.getByRole('dialog', { name: 'Storage' });
  await dialog.getByRole('button', { name: 'Clear previews' }).click();
  await expect
    .poll(async () => (await callApp(page, 'storage.measure', undefined)).previews)
    .toBe(0);
  await dialog.getByRole('button', { name: 'Back up…' }).click();
  await page.getByText('Wrote 3 files to').first().waitFor();
  const backup = (await readdir(folder)).find((name) => name.endsWith('.tar')) ?? '';
  await answerOpenDialog(app, [path.join(folder, backup)]);
  await dialog.getByRole('button', { name: 'Restore…' }).click();
  await dialog.getByText('The backup is whole.').waitFor();
});

test('files that are gone are missed, and found again', async () => {
  const data = path.join(studio.folder, 'data');
  await studio.close();
  await rm(path.join(data, 'library', 'blobs'), { recursive: true });
  studio = await reopenStudio(studio);
  const { app, page } = studio;
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: 'Missing files' }).click();
  await page.getByText('3 images', { exact: true }).waitFor();
  await answerOpenDialog(app, files);
  await page.getByRole('button', { name: 'Find files…' }).click();
  await page.getByText('Found 3 files; 0 still missing').first().waitFor();
  await page.getByRole('heading', { name: 'No file is missing' }).waitFor();
  const { assets } = await callApp(page, 'library.list', { text: 'dusk' });
  expect(assets.map(({ name }) => name)).toEqual(['lake']);
});
