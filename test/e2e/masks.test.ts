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

test('what is painted is what a provider is asked to change', async () => {
  const { page } = studio;
  await dropPicture(studio, 'lake.png', { seed: 3, width: 640, height: 480 });
  await chooseOperation(page, 'Erase');
  const layer = page.getByRole('application', { name: /^Mask:/ });
  await layer.waitFor();
  await page.mouse.move(300, 300);
  await page.mouse.down();
  await page.mouse.move(500, 400, { steps: 8 });
  await page.mouse.up();
  const card = await run(page);
  await waitForState(card, 'Done');
  expect(studio.providers.openai.violations).toEqual([]);
});
