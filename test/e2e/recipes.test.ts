import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { writeBadFiles, writePicture } from './support/pictures.ts';
import { type Studio, callApp, closeStudio, openStudio } from './support/studio.ts';

let studio: Studio;
let inputs: string;
let outputs: string;

beforeAll(async () => {
  studio = await openStudio();
  inputs = path.join(studio.folder, 'holiday');
  outputs = path.join(studio.folder, 'written');
  await mkdir(path.join(inputs, 'day one'), { recursive: true });
  await mkdir(outputs);
  await writePicture(path.join(inputs, 'first.png'), { seed: 1 });
  await writePicture(path.join(inputs, 'day one', 'second.jpg'), { seed: 2 });
  // A folder dialog that the user answers with the folder for the outputs.
  await studio.app.evaluate(({ dialog }, folder) => {
    const answer = () => Promise.resolve({ canceled: false, filePaths: [folder] });
    Object.assign(dialog, { showOpenDialog: answer });
  }, outputs);
});

afterAll(async () => {
  await closeStudio(studio);
});

test('a recipe is made, checked, run on a dropped folder, and its files are what it says', async () => {
  const { page } = studio;
  await page.keyboard.press('Control+8');
  await page.getByRole('heading', { level: 1, name: 'Recipes' }).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'New recipe' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('For the web');
  await page.getByLabel('Add a step').selectOption({ label: 'Resize to fit' });
  await page.getByLabel('Longest side, pixels').first().fill('64');
  await page.getByLabel('Add a step').selectOption({ label: 'Tags' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('navigation', { name: 'Recipes' }).getByText('For the web').waitFor();

  await dropFiles(page, [inputs]);
  await page.getByText('holiday', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Write to…' }).click();
  await page.getByText('written', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Start' }).click();

  const run = page.getByRole('listitem', { name: 'For the web' });
  await run.getByText('2 of 2 images').waitFor();
  await run.getByText('Done', { exact: true }).waitFor();
  expect((await readdir(outputs)).sort()).toEqual(['day one', 'first.jpg']);
  const { width, height } = await sharp(path.join(outputs, 'day one', 'second.jpg')).metadata();
  expect(Math.max(width, height)).toBe(64);
  const [batch] = await callApp(page, 'batches.list', undefined);
  if (batch === undefined) throw new Error('no batch');
  const { items } = await callApp(page, 'batches.items', { id: batch.id });
  expect(items.map(({ texts }) => texts.length)).toEqual([1, 1]);
});

test('a second run skips what is done, and says why a bad file failed', async () => {
  const { page } = studio;
  await writeBadFiles(inputs);
  await dropFiles(page, [inputs]);
  await page.getByText('holiday', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Start' }).click();

  const run = page.getByRole('listitem', { name: 'For the web' }).first();
  await run.getByText(/2 skipped/).waitFor();
  await run.getByText('Done', { exact: true }).waitFor();
  await run.getByText('The file is empty').waitFor();
  expect(await run.getByRole('button', { name: 'Retry failed' }).isEnabled()).toBe(true);
});
