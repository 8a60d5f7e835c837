import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
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
  reopenStudio,
} from './support/studio.ts';

let studio: Studio;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('three variants stand side by side; one is kept by keys alone, the others lie in the trash', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'market.png', { seed: 51, width: 900, height: 600 });
  await askForVariants(page, 3);
  const make = page.getByRole('button', { name: /^Make 3 variants/ });
  const each = await page.locator('.candidate__price').first().innerText();
  expect(dollarsIn(await make.innerText())).toBeCloseTo(3 * dollarsIn(each), 1);
  await make.click();

  await page.getByText('3 of 3 ready').waitFor();
  // What runs next would work on the original still, not on what came last.
  await page.getByText('The original goes in, not a later version.').waitFor();
  expect(await page.getByRole('article', { name: /^Variant \d/ }).count()).toBe(3);
  const sent = providers.openai.requests.filter(({ path }) => path.includes('edits'));
  expect(sent).toHaveLength(3);
  expect(providers.openai.violations).toEqual([]);

  // The keyboard is at the first one: an arrow leads on, a number chooses, B shows what was before.
  expect(await focused(page)).toBe('Keep variant 1');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('Keep variant 2');
  await page.keyboard.press('b');
  expect(await page.getByAltText('Before').count()).toBe(3);
  await page.keyboard.press('b');
  await page.getByAltText('Variant 3').waitFor();
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Keep variant 2', pressed: true }).waitFor();
  await page.keyboard.press('k');

  await page.getByText('Kept: 1. 2 variants are in the trash.').first().waitFor();
  const [asset] = (await callApp(page, 'library.list', { text: 'market' })).assets;
  expect(asset?.versionCount).toBe(2);
  const trash = await callApp(page, 'library.list', { shelf: 'trash' });
  expect(trash.assets.map(({ name }) => name)).toEqual(['market', 'market']);
  await page.getByRole('slider', { name: 'Divide between before and after' }).waitFor();

  // Taken back, they are versions again.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await asOf(page, 'market'))?.versionCount).toBe(4);
  expect((await callApp(page, 'library.list', { shelf: 'trash' })).total).toBe(0);
});

test('a variant that fails loses none of the others, and can be tried again', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'bazaar.png', { seed: 52, width: 600, height: 800 });
  await page.getByRole('tab', { name: 'Operation' }).click();
  await page.getByRole('button', { name: /Stability AI/ }).click();
  providers.stability.fail('not-found', 1, { path: 'search-and-replace' });
  await page.getByRole('button', { name: /^Make 3 variants/ }).click();

  await page.getByText('2 of 3 ready · 1 without a result').waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await callApp(page, 'settings.set', { theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    expect(await violations(page, axe)).toEqual([]);
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('3 of 3 ready').waitFor();
  expect(providers.stability.violations).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare 3 variants' }).waitFor();
});

test('what was not decided is still there after a restart', async () => {
  await studio.close();
  studio = await reopenStudio(studio);
  const { page } = studio;
  await page.getByRole('button', { name: 'Compare 3 variants' }).click();
  await page.getByText('3 of 3 ready').waitFor();
  await page.getByRole('button', { name: 'Keep variant 1' }).click();
  await page.getByRole('button', { name: 'Keep variant 3' }).click();
  await page.getByRole('button', { name: 'Keep chosen' }).click();
  await page.getByText('Kept: 2. 1 variant is in the trash.').first().waitFor();
  expect((await asOf(page, 'bazaar'))?.versionCount).toBe(3);
  expect(await page.getByRole('button', { name: /^Compare \d variant/ }).count()).toBe(0);
  const decided = (await jobs(page)).map(({ request }) => request.variant?.decided);
  expect(decided).toEqual([true, true, true, true, true, true]);
});

test.each(['Inpaint', 'Erase'])('%s makes variants within its mask', async (title) => {
  const { page, providers } = studio;
  const name = title.toLowerCase();
  await dropPicture(studio, `${name}.png`, { seed: title.length, width: 640, height: 480 });
  await chooseOperation(page, title);
  if (title === 'Inpaint') await page.getByLabel('Prompt').fill('a rowing boat');
  expect(await page.getByRole('slider', { name: 'Images', exact: true }).count()).toBe(0);
  await page.getByRole('radiogroup', { name: 'Variants' }).getByText('2').click();
  const mask = page.getByRole('application', { name: /^Mask:/ });
  await mask.waitFor();
  const box = await mask.boundingBox();
  if (box === null) throw new Error('The mask is not in sight');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 60, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 20, { steps: 6 });
  await page.mouse.up();
  await page.getByRole('button', { name: /^Make 2 variants/ }).click();
  await page.getByText('2 of 2 ready').waitFor();
  expect(providers.openai.violations).toEqual([]);
  const made = (await jobs(page)).filter(({ request }) => request.call.operation === name);
  const [first, second] = made;
  expect(made).toHaveLength(2);
  expect(first?.request.mask).toMatch(/^[0-9a-f]{64}$/);
  expect(second?.request.mask).toBe(first?.request.mask);
  await page.getByRole('button', { name: 'Discard all' }).click();
  await page.getByText('2 variants are in the trash.', { exact: true }).first().waitFor();
  expect((await asOf(page, name))?.versionCount).toBe(1);
  await mask.waitFor();
});

test.each([
  ['Edit', 61],
  ['Vary', 62],
] as const)('%s makes variants of the whole picture', async (title, seed) => {
  const { page, providers } = studio;
  const name = title.toLowerCase();
  await dropPicture(studio, `${name}.png`, { seed, width: 480, height: 640 });
  await chooseOperation(page, title);
  if (title === 'Edit') await page.getByLabel('Prompt').fill('in the evening');
  expect(await page.getByRole('slider', { name: 'Images', exact: true }).count()).toBe(0);
  await page.getByRole('radiogroup', { name: 'Variants' }).getByText('3').click();
  await page.getByRole('button', { name: /^Make 3 variants/ }).click();
  await page.getByText('3 of 3 ready').waitFor();
  expect(providers.openai.violations).toEqual([]);
  const made = (await jobs(page)).filter(({ request }) => request.call.operation === name);
  expect(new Set(made.map(({ request }) => request.variant?.number))).toEqual(new Set([1, 2, 3]));
  await page.keyboard.press('2');
  await page.keyboard.press('k');
  await page.getByText('Kept: 1. 2 variants are in the trash.').first().waitFor();
  expect((await asOf(page, name))?.versionCount).toBe(2);
});

async function askForVariants(page: Page, count: number): Promise<void> {
  await chooseOperation(page, 'Search and replace');
  await page.getByLabel('Find', { exact: true }).fill('the sun');
  await page.getByLabel('Prompt').fill('a red balloon');
  await page.getByRole('radiogroup', { name: 'Variants' }).getByText(`${count}`).click();
}

async function asOf(page: Page, name: string) {
  return (await callApp(page, 'library.list', { text: name })).assets[0];
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
}

function dollarsIn(text: string): number {
  return Number(/\$([\d.]+)/.exec(text)?.[1]);
}
