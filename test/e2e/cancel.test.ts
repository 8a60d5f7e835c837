import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

test('cancelling ends the job at once and hangs up on the provider', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'cancel.png', { seed: 31 });
  await chooseOperation(page, 'Describe');
  // Ten seconds between the pieces: only a hung up line can end before.
  providers.openai.fail('slow-stream', 1, { path: 'responses', delayMs: 10_000 });
  const card = await run(page);
  await vi.waitUntil(() =>
    providers.openai.requests.some(({ path }) => path.includes('responses')),
  );

  await card.getByRole('button', { name: 'Cancel' }).click();

  await waitForState(card, 'Cancelled', 3000);
  await expect.poll(() => providers.openai.abandoned.length, { timeout: 3000 }).toBe(1);
});

test('cancelling frees the worker of a model that would run for long', async () => {
  const { page } = studio;
  await dropPicture(studio, 'long.png', { seed: 32, width: 1600, height: 1200 });
  await chooseOperation(page, 'Upscale');
  const long = await run(page);
  await waitForState(long, 'Running');

  await page.keyboard.press('Control+.');
  await waitForState(long, 'Cancelled', 5000);

  await dropPicture(studio, 'next.png', { seed: 33, width: 64, height: 64 });
  await chooseOperation(page, 'Upscale');
  const next = await run(page);
  await waitForState(next, 'Done');
  expect(await page.getByText('128 × 128 px').count()).toBeGreaterThan(0);
});
