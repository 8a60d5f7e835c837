import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import type { Simulator } from '../simulators/http-simulator.ts';
import {
  type Studio,
  chooseOperation,
  closeStudio,
  dropPicture,
  openStudio,
  reopenStudio,
  run,
  waitForState,
} from './support/studio.ts';

let studio: Studio | null = null;

afterAll(async () => {
  if (studio !== null) await closeStudio(studio);
});

const size = { width: 1200, height: 800 };

/** Where things lie on the screen is asked of the painted canvas: its box is the picture's. */
async function place(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator('.mask-layer canvas').boundingBox();
  if (box === null) throw new Error('The mask is not in sight');
  return {
    x: box.x + (x / size.width) * box.width,
    y: box.y + (y / size.height) * box.height,
  };
}

/** Pulls the tool from one place of the picture to another. */
async function pull(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const [begin, end] = [await place(page, ...from), await place(page, ...to)];
  await page.mouse.move(begin.x, begin.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 6 });
  await page.mouse.up();
}

function tool(page: Page, name: string | RegExp): Locator {
  return page.getByRole('toolbar', { name: 'Mask tools' }).getByRole('button', { name });
}

/** Shares of what the newest request asks to change, 0 to 1, at places of the picture. */
async function asked(
  provider: Simulator,
  places: readonly (readonly [number, number])[],
): Promise<readonly number[]> {
  const mask = provider.uploads().find(({ field }) => field === 'mask');
  if (mask === undefined) throw new Error(`${provider.name} was given no mask`);
  const picture = sharp(mask.bytes);
  const { hasAlpha } = await picture.metadata();
  const channel = hasAlpha ? picture.extractChannel('alpha') : picture.toColourspace('b-w');
  const { data, info } = await channel.raw().toBuffer({ resolveWithObject: true });
  return places.map(([x, y]) => {
    const [column, row] = [(x / size.width) * info.width, (y / size.height) * info.height];
    const value =
      (data[(Math.floor(row) * info.width + Math.floor(column)) * info.channels] ?? 0) / 255;
    // OpenAI changes what is transparent, Stability what is white.
    return Math.round((hasAlpha ? 1 - value : value) * 100) / 100;
  });
}

const middle = [300, 200] as const;
const erased = [420, 200] as const;
const square = [800, 600] as const;
const beside = [600, 420] as const;

test('what is painted is what each provider is asked to change, after a restart too', async () => {
  studio = await openStudio();
  await dropPicture(studio, 'lake.png', { seed: 3, ...size });
  await chooseOperation(studio.page, 'Erase');
  await studio.page.getByText('Paint over what shall change.').waitFor();
  await pull(studio.page, [150, 200], [500, 200]);
  await tool(studio.page, 'Rectangle').click();
  await pull(studio.page, [700, 500], [900, 700]);
  await tool(studio.page, 'Eraser').click();
  await pull(studio.page, [420, 100], [420, 300]);
  await studio.page.keyboard.press('i');
  await studio.page.keyboard.press('Control+z');
  await studio.page.getByText(/^Undone\. Steps of the mask: 3/).waitFor({ state: 'attached' });
  await studio.close();

  studio = await reopenStudio(studio);
  const { page, providers } = studio;
  await page.getByRole('heading', { level: 1, name: 'lake' }).waitFor();
  await chooseOperation(page, 'Erase');
  await page.getByRole('application', { name: /^Mask:/ }).waitFor();
  await expect.poll(() => tool(page, 'Redo').isEnabled()).toBe(true);
  await waitForState(await run(page), 'Done');
  const places = [middle, erased, square, beside];
  expect(await asked(providers.openai, places)).toEqual([1, 0, 1, 0]);
  expect(providers.openai.violations).toEqual([]);
});

test('each provider gets it in its own way, and what it was made with is kept', async () => {
  if (studio === null) throw new Error('no studio');
  const { page, providers } = studio;
  await page.getByRole('button', { name: /^Version 1/ }).click();
  await chooseOperation(page, 'Inpaint');
  await page.getByLabel('Prompt').fill('A boat');
  await page.getByRole('application', { name: /^Mask:/ }).waitFor();
  await page.keyboard.press('Control+Shift+z');
  providers.openai.fail('not-found', 1, { path: 'images' });
  await waitForState(await run(page), 'Done');
  expect(await asked(providers.stability, [middle, erased, square, beside])).toEqual([0, 1, 0, 1]);
  expect(providers.stability.violations).toEqual([]);

  // The result knows its mask: it can be painted on again.
  await page.getByRole('button', { name: /^Version 3/ }).click();
  await chooseOperation(page, 'Erase');
  await tool(page, 'Brush: paint what shall change').click();
  await tool(page, /^Take the mask/).click();
  await tool(page, 'Soften the edge').click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText(/^Feathered\. Steps of the mask: 2/).waitFor({ state: 'attached' });
  await waitForState(await run(page), 'Done');
  const [inside, outside, edge] = await asked(providers.openai, [beside, square, [700, 600]]);
  expect([inside, outside]).toEqual([1, 0]);
  expect(edge).toBeGreaterThan(0.3);
  expect(edge).toBeLessThan(0.7);
});
