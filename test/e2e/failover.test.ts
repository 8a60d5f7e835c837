import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('a provider that is gone is followed by the next one, and the receipt shows both', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'gone.png', { seed: 21 });
  await chooseOperation(page, 'Describe');
  providers.openai.fail('not-found', 1, { path: 'responses' });

  const card = await run(page);
  await waitForState(card, 'Done');
  expect(await card.locator('.result__foot').innerText()).toContain('Anthropic');

  await card.getByRole('button', { name: 'Receipt' }).click();
  const receipt = page.getByRole('region', { name: 'Receipt' });
  await receipt.getByText('2 attempts').waitFor();
  const attempts = await receipt.locator('.receipt__attempts > li').allInnerTexts();
  expect(attempts[0]).toMatch(/OpenAI\s+Failed; the next one took over/);
  expect(attempts[1]).toMatch(/Anthropic\s+Succeeded/);
  await receipt.getByRole('button', { name: 'Close' }).click();
});

test('a refusal is asked about before another company sees the image', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'refused.png', { seed: 23 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('Something that one company refuses');
  providers.openai.fail('moderation', 1, { path: 'images' });
  const seenBefore = providers.stability.requests.length;

  const card = await run(page);
  await waitForState(card, 'Needs your decision');
  await card.getByText('OpenAI refused this.').waitFor();
  await card.getByText('Shall it see your image?').waitFor();
  expect(providers.stability.requests.slice(seenBefore)).toEqual([]);

  await card.getByRole('button', { name: 'Show it to Stability AI' }).click();
  await waitForState(card, 'Done');
  expect(providers.stability.ledger.images).toBe(1);
});

test('a key that is refused closes the account until the user acts, and work goes on', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'key.png', { seed: 24 });
  await chooseOperation(page, 'Describe');
  providers.openai.fail('bad-key', 1, { path: 'responses' });

  const card = await run(page);
  await waitForState(card, 'Done');
  expect(await card.locator('.result__foot').innerText()).toContain('Anthropic');

  await chooseOperation(page, 'Describe');
  await page.getByText('others, and why not').click();
  await page.getByText('The account needs your attention.').waitFor();
});

test('an overloaded provider gets patience first, and then the next one answers', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'overloaded.png', { seed: 22 });
  await chooseOperation(page, 'Describe');
  providers.anthropic.fail('overloaded', 4, { path: 'messages' });

  const card = await run(page);
  await waitForState(card, 'Done', 45_000);
  expect(await card.locator('.result__foot').innerText()).toContain('Own server');
});
