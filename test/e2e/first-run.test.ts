import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitForState } from './support/studio.ts';
import { type LaunchedApp, launchApp } from './launch.ts';

let app: LaunchedApp;

beforeAll(async () => {
  app = await launchApp({});
  app.page.setDefaultTimeout(15_000);
});

afterAll(async () => {
  await app.close();
});

test('leads a newcomer to a first result without any key, by keyboard alone', async () => {
  const { page } = app;
  await page.getByRole('heading', { name: /^Welcome to/ }).waitFor();
  // What has the focus is the way that needs nothing.
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Sample – text to read' }).waitFor();
  expect(await page.getByRole('option', { name: /^Sample – / }).count()).toBe(3);
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await tour.getByRole('heading', { name: 'Your images' }).waitFor();
  for (let station = 0; station < 3; station += 1) await page.keyboard.press('Enter');
  await tour.getByRole('heading', { name: 'Run', exact: true }).waitFor();
  // The tour is open, and the work goes on beside it.
  await page.keyboard.press('Control+Enter');
  const card = page.locator('.result').first();
  await waitForState(card, 'Done');
  expect(await card.locator('.result__text').innerText()).toContain('Open Studio Day');
  expect(await card.locator('.result__foot').innerText()).toContain('On this device · Free');
  await tour.getByRole('button', { name: 'Next' }).press('Escape');
  await tour.waitFor({ state: 'detached' });
});

test('offers the tour again from the sheet of keys, and asks no second time at the start', async () => {
  const { page } = app;
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('button', { name: 'Take the tour' }).click();
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await tour.getByRole('button', { name: 'Leave the tour' }).click();
  await tour.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: /^Sample – / }).waitFor();
  expect(await page.getByRole('heading', { name: /^Welcome to/ }).count()).toBe(0);
});
