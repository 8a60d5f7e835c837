import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Studio,
  callApp,
  chooseOperation,
  closeStudio,
  dropPicture,
  goTo,
  jobs,
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

test('killed while a model ran on this device: the job begins again by itself', async () => {
  const { page } = studio;
  await dropPicture(studio, 'local.png', { seed: 61, width: 360, height: 240 });
  await chooseOperation(page, 'Upscale');
  await waitForState(await run(page), 'Running');

  await studio.kill();
  studio = await reopenStudio(studio);

  await untilStatus('done');
  await studio.page.getByText('720 × 480 px').waitFor();
  expect(await jobs(studio.page)).toHaveLength(1);
});

test('killed while a paid answer was on its way: the user is asked, nothing is sent again', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'paid.png', { seed: 62 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A lighthouse');
  providers.openai.fail('slow', 1, { path: 'images', delayMs: 60_000 });
  await run(page);
  await vi.waitUntil(() => providers.openai.requests.some(({ path }) => path.includes('images')));

  await studio.kill();
  studio = await reopenStudio(studio);

  await goTo(studio.page, 'Queue');
  await studio.page.getByText('Sent to OpenAI, and no answer came back.').waitFor();
  const sent = providers.openai.requests.filter(({ path }) => path.includes('images'));
  expect(sent).toHaveLength(1);
  await studio.page.getByRole('button', { name: 'Give up' }).click();
  await untilStatus('cancelled');
  expect(providers.openai.ledger.images).toBe(1);
});

test('killed while the result was being saved: it is saved, and paid once', async () => {
  const { app, page, providers } = studio;
  await dropPicture(studio, 'saving.png', { seed: 63 });
  await chooseOperation(page, 'Edit');
  await page.getByLabel('Prompt').fill('A harbour');
  // With the cache on, the file would be taken over before the job says that it is saving.
  await callApp(page, 'settings.set', { cacheResults: false });
  await stopMovingFiles(app);
  await run(page);
  await untilStatus('saving');

  await studio.kill();
  studio = await reopenStudio(studio);

  await untilStatus('done');
  await studio.page.getByRole('button', { name: /^Version 2: Edit by OpenAI/ }).waitFor();
  expect(providers.openai.ledger.images).toBe(1);
});

test('killed while a provider worked on an accepted job: its result is fetched, not made again', async () => {
  const { page, providers } = studio;
  await dropPicture(studio, 'accepted.png', { seed: 64 });
  await chooseOperation(page, 'Replace background');
  await page.getByLabel('Prompt').fill('A beach at noon');
  await page.getByRole('button', { name: /^Stability AI/ }).click();
  await run(page);
  await vi.waitUntil(() => providers.stability.ledger.images === 1);
  await vi.waitUntil(
    () =>
      providers.stability.requests.some(
        ({ method, path }) => method === 'GET' && path.includes('results'),
      ),
    { timeout: 20_000 },
  );

  await studio.kill();
  studio = await reopenStudio(studio);

  await untilStatus('done');
  expect(providers.stability.ledger.images).toBe(1);
});

async function untilStatus(status: string): Promise<void> {
  await vi.waitUntil(
    async () => (await jobs(studio.page)).every(({ state }) => state.status === status),
    { timeout: 30_000, interval: 50 },
  );
}

/** No file becomes part of the library from now on: what is to be saved next is caught in the act. */
async function stopMovingFiles(app: Studio['app']): Promise<void> {
  await app.evaluate(() => {
    type Rename = (from: string, to: string) => Promise<void>;
    const files: { rename: Rename } = process.mainModule?.require('node:fs/promises');
    const { rename } = files;
    files.rename = (from, to) =>
      to.includes('/blobs/') ? new Promise(() => undefined) : rename(from, to);
  });
}
