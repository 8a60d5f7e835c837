import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { makePicture } from './support/pictures.ts';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import { type Studio, callApp, closeStudio, openStudio, reopenStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

async function drop(): Promise<Buffer> {
  const file = path.join(studio.folder, 'quay.jpg');
  const picture = await makePicture({ seed: 83, width: 240, height: 160 });
  await picture
    .withExifMerge({
      IFD0: { Model: 'Pocket 3', Artist: 'Ada' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 0/1',
        GPSLongitudeRef: 'W',
        GPSLongitude: '0/1 7/1 0/1',
      },
    })
    .jpeg()
    .toFile(file);
  await dropFiles(studio.page, [file]);
  await studio.page.getByRole('heading', { level: 1, name: 'quay', exact: true }).waitFor();
  return readFile(file);
}

test('metadata is shown, changed, taken back and written into the saved file', async () => {
  const { app, page, folder } = studio;
  const original = await drop();
  await page.keyboard.press('Control+2');
  await page.getByRole('option', { name: 'quay' }).click();

  const panel = page.getByRole('region', { name: 'Information' });
  const creator = panel.getByLabel('Creator');
  await panel.getByText('51.5° N, 0.11667° W').waitFor();
  expect(await creator.inputValue()).toBe('Ada');
  await creator.fill('Grace');
  await page.keyboard.press('Tab');
  await panel.getByRole('button', { name: 'Undo the last change' }).click();
  await expect.poll(() => creator.inputValue()).toBe('Ada');

  await panel.getByLabel('Alt text').fill('Boats at the quay');
  await panel.getByLabel(/^Keywords/).fill('boats, evening');
  await page.keyboard.press('Tab');
  await panel.getByLabel('Leave out where it was taken').check();

  await page.getByRole('listbox', { name: 'Images' }).focus();
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Metadata of the original' });
  await dialog.getByText('Pocket 3').waitFor();
  await dialog.getByText('Raw list').click();
  await dialog.getByLabel('Find').fill('gpslat');
  await expect
    .poll(() => dialog.getByLabel('Raw list').and(dialog.locator('textarea')).inputValue())
    .toContain('gps:GPSLatitude: 51.5');
  await page.keyboard.press('Escape');

  await page.getByRole('option', { name: 'quay' }).dblclick();
  await answerSaveDialog(app, folder);
  const saved = await readFile(path.join(folder, await saveAs(page, 'JPEG')));
  const { exif, xmp } = await sharp(saved).metadata();
  expect(xmp?.toString('utf8')).toContain('Boats at the quay');
  expect(xmp?.toString('utf8')).toContain('evening');
  expect(exif?.includes('Pocket 3')).toBe(true);
  expect(exif?.includes('GPS')).toBe(false);
  expect(await readFile(path.join(folder, 'quay.jpg'))).toEqual(original);
});

test('a change is taken back after a restart, and what is dragged out carries the words', async () => {
  const original = await readFile(path.join(studio.folder, 'quay.jpg'));
  await studio.close();
  studio = await reopenStudio(studio);
  const { app, page } = studio;
  await page.keyboard.press('Control+2');
  await page.getByRole('option', { name: 'quay' }).click();
  const panel = page.getByRole('region', { name: 'Information' });
  const hidden = panel.getByLabel('Leave out where it was taken');
  await expect.poll(() => hidden.isChecked()).toBe(true);
  await panel.getByRole('button', { name: 'Undo the last change' }).click();
  await expect.poll(() => hidden.isChecked()).toBe(false);
  await panel.getByRole('button', { name: 'Undo the last change' }).click();
  await expect.poll(() => panel.getByLabel(/^Keywords/).inputValue()).toBe('');
  expect(await panel.getByLabel('Alt text').inputValue()).toBe('Boats at the quay');

  const [asset] = (await callApp(page, 'library.list', {})).assets;
  if (asset === undefined) throw new Error('The library is empty');
  await app.evaluate(({ shell }) => {
    Object.assign(shell, {
      showItemInFolder: (file: string) => Object.assign(globalThis, { handedOut: file }),
    });
  });
  await callApp(page, 'versions.show-in-folder', asset.latest.id);
  const file = await app.evaluate(() => (globalThis as unknown as { handedOut: string }).handedOut);
  const copy = await readFile(file);
  expect(path.basename(file)).toBe('quay.jpg');
  expect((await sharp(copy).metadata()).xmp?.toString('utf8')).toContain('Boats at the quay');
  expect(await sharp(copy).raw().toBuffer()).toEqual(await sharp(original).raw().toBuffer());
});
