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

test('without a network cloud work waits, on-device work goes on, and the rest follows later', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'train.png', { seed: 51, width: 64, height: 48 });
  await chooseOperation(page, 'Describe');
  await setOnline(false);
  const sentBefore = providers.openai.requests.length;

  // Ctrl+Enter: the button is blocked once the window knows that nobody can answer now.
  const waiting = await run(page, 'keys');
  await waitForState(waiting, 'Waiting for the network');

  await chooseOperation(page, 'Upscale');
  const local = await run(page);
  await waitForState(local, 'Done');
  expect(providers.openai.requests.slice(sentBefore)).toEqual([]);

  await setOnline(true);
  const described = page.locator('ul.results > li').filter({ hasText: 'Describe' });
  await waitForState(described, 'Done');
});

/** The system's answer, as the main process hears it. */
async function setOnline(online: boolean): Promise<void> {
  await studio.app.evaluate(({ net }, answer) => {
    Object.assign(net, { isOnline: () => answer });
  }, online);
}
