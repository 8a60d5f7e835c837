import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  chooseOperation,
  closeStudio,
  dropPicture,
  openStudio,
  run,
  waitForState,
} from './support/studio.ts';
import type { Studio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('reads the text of a picture', async () => {
  const { page } = studio;
  await dropPicture(studio, 'letter.png', {
    width: 720,
    height: 200,
    text: ['Emulsion reads', 'plain text'],
  });
  await chooseOperation(page, 'Read text');
  const card = await run(page);
  await waitForState(card, 'Done');
  expect(await card.locator('.result__text').innerText()).toBe('Emulsion reads\nplain text');
  expect(await card.locator('.result__foot').innerText()).toContain('On this device · Free');
});

test('enlarges a picture to exactly twice its size', async () => {
  const { page } = studio;
  await dropPicture(studio, 'small.png', { width: 96, height: 64 });
  await chooseOperation(page, 'Upscale');
  const card = await run(page);
  await waitForState(card, 'Done', 45_000);
  const title = page.locator('.canvas-bar__title');
  await expect.poll(() => title.innerText()).toContain('Upscale · 192 × 128 px');
  await page.getByRole('slider', { name: 'Divide between before and after' }).waitFor();
});

test('says that there is no person to cut out, and leaves the picture as it is', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'hills.png', { seed: 6 });
  await chooseOperation(page, 'Remove background');
  const device = page.getByRole('button', { name: /On this device/ });
  expect(await device.innerText()).toContain('People only');
  await device.click();
  const card = await run(page);
  await waitForState(card, 'Failed');
  await card.getByText('Nothing was found in this image.', { exact: true }).waitFor();
  await card.getByText('The image is unchanged.').waitFor();
  expect(providers.stability.ledger.images).toBe(0);
});
