import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../renderer/violations.ts';
import {
  type Studio,
  callApp,
  chooseOperation,
  closeStudio,
  dropPicture,
  jobs,
  openStudio,
  run,
  waitForState,
} from './support/studio.ts';

let studio: Studio;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('an edge is dragged out, its price is said, and the provider draws just those pixels', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'pier.png', { seed: 41, width: 1200, height: 800 });
  await chooseOperation(page, 'Outpaint');
  const start = page.getByRole('button', { name: /^Run/ });
  expect(await start.isDisabled()).toBe(true);

  await drag(page, handle(page, 'Left edge'), { x: -60, y: 15 });
  const left = await pixelsIn(page, 'Grow left');
  expect(left).toBeGreaterThan(60);
  expect(await pixelsIn(page, 'Grow up')).toBe(0);
  await page.getByText(`+${left} px`, { exact: true }).waitFor();
  // The whole frame is in sight again, and its other edge has not moved.
  await drag(page, handle(page, 'Bottom right corner'), { x: 20, y: 30 });
  const [right, down] = [await pixelsIn(page, 'Grow right'), await pixelsIn(page, 'Grow down')];
  expect(right).toBeGreaterThan(20);
  expect(down).toBeGreaterThan(right);
  expect(await pixelsIn(page, 'Grow left')).toBe(left);

  await start.getByText('$0.04').waitFor();
  const card = await run(page);
  await waitForState(card, 'Done');

  expect(providers.stability.violations).toEqual([]);
  const sent = providers.stability.requests.filter(({ path }) => path.endsWith('outpaint'));
  expect(sent.map(({ body }) => body)).toMatchObject([
    { fields: { left: [`${left}`], right: [`${right}`], down: [`${down}`] } },
  ]);
  const [job] = await jobs(page);
  if (job?.result?.kind !== 'images') throw new Error('There is no image');
  const details = await callApp(page, 'library.details', job.result.assetId);
  expect(details.versions.map(({ facts }) => [facts.width, facts.height])).toEqual([
    [1200, 800],
    [1200 + left + right, 800 + down],
  ]);
  // The canvas shows it, and the next frame begins at its edges.
  await page
    .getByRole('group', { name: `Frame: ${1200 + left + right} × ${800 + down} px` })
    .waitFor();
});

test('a photo larger than a provider takes stays as it is, bit for bit; what is new matches its size', async () => {
  const { page, providers } = studio;
  const size = { width: 4200, height: 2800 };
  const file = await dropPicture(studio, 'coast.png', { seed: 44, ...size });
  await chooseOperation(page, 'Outpaint');
  await page.getByRole('spinbutton', { name: 'Grow right' }).fill('600');
  await page.getByText(/^Your image stays as it is\. Stability AI works at/).waitFor();
  await waitForState(await run(page), 'Done', 120_000);
  expect(providers.stability.violations).toEqual([]);
  const [sent] = providers.stability.uploads().filter(({ field }) => field === 'image');
  expect((await sharp(sent?.bytes).metadata()).width).toBeLessThan(size.width);

  const [job] = await jobs(page);
  if (job?.result?.kind !== 'images') throw new Error('There is no image');
  const { versions } = await callApp(page, 'library.details', job.result.assetId);
  const made = versions.at(-1);
  expect(made?.facts).toMatchObject({ width: 4800, height: 2800 });
  // The seam takes six of the provider's pixels.
  const untouched = { left: 0, top: 0, width: size.width - 10, height: size.height };
  const pixels = async (picture: string | Buffer): Promise<Buffer> =>
    sharp(picture).removeAlpha().extract(untouched).raw().toBuffer();
  const after = await pixels(await blobOf(made?.blob ?? ''));
  expect(after.equals(await pixels(file))).toBe(true);
});

test('the keyboard alone sets a frame: by a shape, by arrow keys, by numbers', async () => {
  const { page } = studio;
  await dropPicture(studio, 'quay.png', { seed: 42, width: 600, height: 400 });
  await page.getByRole('tab', { name: 'Operation' }).click();
  await page.getByRole('button', { name: '1:1', exact: true }).press('Enter');
  await page.getByRole('group', { name: 'Frame: 600 × 600 px' }).waitFor();

  const top = handle(page, 'Top edge');
  await top.focus();
  await top.press('ArrowUp');
  await top.press('Shift+ArrowUp');
  await top.press('ArrowDown');
  expect(await pixelsIn(page, 'Grow up')).toBe(200);
  await top.press('Alt+ArrowUp');
  expect(await pixelsIn(page, 'Grow down')).toBe(210);
  await handle(page, 'Top left corner').press('ArrowLeft');
  await page.getByRole('group', { name: 'Frame: 610 × 820 px' }).waitFor();

  await page.getByRole('spinbutton', { name: 'Grow right' }).fill('2000');
  await page.getByText('A side grows by 2,000 px at most: right.').waitFor();
  await page.getByRole('button', { name: 'Start over' }).press('Enter');
  await page.getByRole('group', { name: 'Frame: 600 × 400 px' }).waitFor();
});

test('what the provider cannot take is said before it is asked', async () => {
  const { page, providers } = studio;
  const asked = providers.stability.requests.length;
  await dropPicture(studio, 'panorama.png', { seed: 43, width: 1600, height: 500 });
  await page.getByText('Stability AI takes images between 1:2.5 and 2.5:1 only.').waitFor();
  await page.getByRole('button', { name: '3:2', exact: true }).click();
  await page.getByText('Nobody can do this as it stands.').waitFor();
  expect(await page.getByRole('button', { name: /^Run/ }).isDisabled()).toBe(true);
  expect(providers.stability.requests).toHaveLength(asked);
});

test.each(['dark', 'light'] as const)('a frame is readable for all: %s', async (theme) => {
  const { page } = studio;
  await callApp(page, 'settings.set', { theme });
  await page.locator(`html[data-theme=${theme}]`).waitFor();
  expect(await violations(page, axe)).toEqual([]);
});

/** The file of a version, from where the library keeps it. */
async function blobOf(hash: string): Promise<Buffer> {
  return readFile(
    path.join(studio.folder, 'data', 'library', 'blobs', hash.slice(0, 2), hash.slice(2)),
  );
}

function handle(page: Page, name: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^${name} of the frame`) });
}

async function pixelsIn(page: Page, name: string): Promise<number> {
  return Number(await page.getByRole('spinbutton', { name }).inputValue());
}

async function drag(page: Page, what: Locator, by: { x: number; y: number }): Promise<void> {
  const box = await what.boundingBox();
  if (box === null) throw new Error('The handle is not in sight');
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 6 });
  await page.mouse.up();
}
