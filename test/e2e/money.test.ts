import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Studio,
  callApp,
  chooseOperation,
  closeStudio,
  dropPicture,
  goTo,
  openStudio,
  reopenStudio,
  run,
  waitForState,
} from './support/studio.ts';

let studio: Studio;

beforeEach(async () => {
  studio = await openStudio();
});

afterEach(async () => {
  await closeStudio(studio);
});

test('a paid answer that was lost is asked about, and never sent again by itself', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'lost.png', { seed: 41 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A blue door');
  providers.openai.fail('billed-but-lost', 1, { path: 'images' });

  const card = await run(page);
  await waitForState(card, 'Needs your decision');
  await card.getByText('OpenAI may have done the work and charged for it.').waitFor();
  expect(providers.openai.ledger.images).toBe(1);

  await studio.close();
  studio = await reopenStudio(studio);
  await goTo(studio.page, 'Queue');
  await studio.page.getByRole('button', { name: 'Give up' }).waitFor();
  await studio.page.waitForTimeout(1000);
  expect(providers.openai.ledger.images).toBe(1);

  await studio.page.getByRole('button', { name: /^Send again/ }).click();
  await studio.page.getByText('Nothing is running').waitFor();
  expect(providers.openai.ledger.images).toBe(2);
});

test('a job beyond the budget waits, and goes on when the budget is raised', async () => {
  const { page, providers } = studio;
  await setDayBudget('0.01');
  await goTo(page, 'Studio');
  await dropPicture(studio, 'budget.png', { seed: 42 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A green door');

  await page.keyboard.press('Control+Enter');
  const card = page.locator('ul.results > li').first();
  await waitForState(card, 'Waiting for the budget');
  expect(providers.openai.ledger.images).toBe(0);

  await setDayBudget('5');
  await goTo(page, 'Studio');
  await waitForState(card, 'Done');
  expect(providers.openai.ledger.images).toBe(1);
});

async function setDayBudget(dollars: string): Promise<void> {
  const { page } = studio;
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Budgets' }).click();
  await page.getByRole('switch', { name: 'Per day' }).check();
  await page.getByLabel('Limit per day').fill(dollars);
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await callApp(page, 'settings.get', undefined)).budgets.day)
    .toBe(Number(dollars) * 1_000_000);
}
