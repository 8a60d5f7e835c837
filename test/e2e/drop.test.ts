import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { writeBadFiles, writePicture } from './support/pictures.ts';
import { type Studio, closeStudio, openStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('files and a folder dropped together become images in the filmstrip', async () => {
  const { page, folder } = studio;
  const inside = path.join(folder, 'holiday', 'day one');
  await mkdir(inside, { recursive: true });
  const first = await writePicture(path.join(folder, 'first.jpg'), { seed: 1 });
  await writePicture(path.join(folder, 'holiday', 'second.png'), { seed: 2 });
  await writePicture(path.join(inside, 'third.webp'), { seed: 3 });

  await dropFiles(page, [first, path.join(folder, 'holiday')]);

  await page.getByText('3 images added').waitFor();
  const images = page.getByRole('listbox', { name: 'Images' });
  for (const name of ['first', 'second', 'third']) {
    await images.getByRole('option', { name, exact: true }).waitFor();
  }
  expect(await images.getByRole('option').count()).toBe(3);
  await page.getByRole('heading', { level: 1, name: 'first' }).waitFor();
});

test('bad files are refused one by one, each with its own reason, and good ones go on', async () => {
  const { page, folder } = studio;
  const loop = path.join(folder, 'loop.jpg');
  // Nobody can read what only points at itself, not even root.
  await symlink(loop, loop);
  const bad = { ...(await writeBadFiles(folder)), unreadable: loop };
  const good = await writePicture(path.join(folder, 'good.png'), { seed: 4 });

  await dropFiles(page, [...Object.values(bad), good]);

  await page.getByText('1 image added · 6 not added').waitFor({ timeout: 20_000 });
  const reasons = await Promise.all(
    Object.values(bad).map(async (file) => {
      const entry = page.locator('.ingest__list li').filter({ hasText: path.basename(file) });
      return (await entry.locator('p').innerText()).split('.')[0];
    }),
  );
  expect(reasons).toEqual([
    'The file ends in the middle of the image',
    'This is not an image, whatever its name says',
    'The file is empty',
    expect.stringContaining('too many pixels'),
    expect.stringMatching(/cannot be read yet/),
    'The file could not be read',
  ]);
  await page.getByRole('option', { name: 'good' }).waitFor();
});

test('the same file dropped again is recognised', async () => {
  const { page, folder } = studio;
  await dropFiles(page, [path.join(folder, 'first.jpg')]);
  await page.getByText('1 was already here').waitFor();
  expect(await page.getByRole('option', { name: 'first' }).count()).toBe(1);
});

test('a drag that is given up leaves nothing over the window', async () => {
  const { page, folder } = studio;
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path.join(folder, 'first.jpg')], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'dragCancel'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  }
  await session.detach();
  await page.getByText('Let go to add').waitFor();
  await page.mouse.move(300, 300);
  await page.getByText('Let go to add').waitFor({ state: 'detached' });
  expect(await page.locator('.drop-veil').count()).toBe(0);
});
