import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import {
  type Studio,
  chooseOperation,
  closeStudio,
  dropPicture,
  openStudio,
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

test('a description is read while it still arrives', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'stream.png', { seed: 11 });
  await chooseOperation(page, 'Describe');
  providers.openai.fail('slow-stream', 1, { path: 'responses', delayMs: 150 });

  const card = await run(page, 'keys');

  const arriving = card.locator('.result__text--arriving');
  await arriving.filter({ hasText: '[simulated]' }).waitFor();
  const early = await arriving.innerText();
  await waitForState(card, 'Done');
  const whole = await card.locator('.result__text').innerText();
  expect(whole).toMatch(/^\[simulated] A mostly \w+ landscape picture of 480 × 320 pixels\.$/);
  expect(whole.startsWith(early)).toBe(true);
  expect(early.length).toBeLessThan(whole.length);
});

test('an edit shows partial images, then the result beside what it was made from', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'edit.png', { seed: 12 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A warmer light');
  providers.openai.fail('slow-stream', 1, { path: 'images', delayMs: 300 });

  const card = await run(page);

  await page.getByAltText('Preview of the result').waitFor();
  await waitForState(card, 'Done');
  await page.getByAltText('Preview of the result').waitFor({ state: 'detached' });
  const divide = page.getByRole('slider', { name: 'Divide between before and after' });
  await divide.focus();
  await divide.press('Shift+ArrowRight');
  expect(await divide.getAttribute('aria-valuenow')).toBe('60');
  await page.getByRole('button', { name: /^Version 2: Edit by OpenAI/ }).waitFor();
  // What comes next says which of the two it works on.
  await page.getByRole('tab', { name: 'Operation' }).click();
  await page.getByText('Version 2 goes in: Edit by OpenAI.').waitFor();
  await page.getByRole('button', { name: /^Version 1: / }).click();
  await page.getByText('The original goes in, not a later version.').waitFor();
});

test('inpainting leaves every pixel outside the mask as it was, in the saved file too', async () => {
  const { app, page, folder } = studio;
  const original = await dropPicture(studio, 'inpaint.png', { seed: 13, width: 640, height: 480 });
  await chooseOperation(page, 'Inpaint');
  await page.getByLabel('Prompt').fill('A red balloon');
  const canvas = page.getByRole('application', { name: /^Mask/ });
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('The canvas is not in sight');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x - 40, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y, { steps: 4 });
  await page.mouse.up();

  const card = await run(page);
  await waitForState(card, 'Done');
  await answerSaveDialog(app, folder);
  const saved = await saveAs(page);

  const before = await pixels(original);
  const after = await pixels(path.join(folder, saved));
  expect(after.length).toBe(before.length);
  const changed = changedArea(before, after, 640);
  expect(changed.count).toBeGreaterThan(500);
  // The stroke runs through the middle; nothing far from it has moved by a single step.
  expect(changed.top).toBeGreaterThan(480 / 2 - 60);
  expect(changed.bottom).toBeLessThan(480 / 2 + 60);
  expect(changed.left).toBeGreaterThan(640 / 2 - 130);
  expect(changed.right).toBeLessThan(640 / 2 + 130);
});

test('24 megapixels come in, and zoomed in to 100 % they show their own pixels', async () => {
  const { page } = studio;
  await dropPicture(studio, 'large.jpg', { width: 6000, height: 4000, seed: 24 });
  await page.getByText('6,000 × 4,000 px').waitFor();
  await page.getByRole('button', { name: /^Zoom \d/ }).click();
  await page.getByRole('button', { name: /^Zoom 100\s?%/ }).waitFor();
  const tile = page.locator('img.image-layer__tile').first();
  await tile.waitFor();
  await page.waitForFunction(() => {
    const tiles = [...document.querySelectorAll<HTMLImageElement>('img.image-layer__tile')];
    return tiles.length > 1 && tiles.every((one) => one.complete && one.naturalWidth === 1024);
  });
  expect(await page.locator('.image-layer__tile').count()).toBeLessThan(16);
});

function pixels(file: string): Promise<Buffer> {
  return sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
}

function changedArea(before: Buffer, after: Buffer, width: number) {
  const area = { count: 0, left: Infinity, right: -1, top: Infinity, bottom: -1 };
  for (let at = 0; at < before.length; at += 3) {
    if (before.compare(after, at, at + 3, at, at + 3) === 0) continue;
    const x = (at / 3) % width;
    const y = Math.floor(at / 3 / width);
    area.count += 1;
    area.left = Math.min(area.left, x);
    area.right = Math.max(area.right, x);
    area.top = Math.min(area.top, y);
    area.bottom = Math.max(area.bottom, y);
  }
  return area;
}
