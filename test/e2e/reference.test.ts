import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { writePicture } from './support/pictures.ts';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import {
  type Studio,
  callApp,
  chooseImage,
  chooseOperation,
  chooseReference,
  closeStudio,
  dropPicture,
  jobs,
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

test('an image takes the style of one that is dropped on its field; both go to who takes over', async () => {
  const { app, page, folder, providers } = studio;
  const original = await dropPicture(studio, 'harbour.png', { seed: 21 });
  await chooseOperation(page, 'Style transfer');
  await page.getByText('Choose a reference image first.').waitFor();

  const style = path.join(folder, 'poster.png');
  const create = { width: 512, height: 512, channels: 3, background: '#c02020' } as const;
  await sharp({ create }).toFile(style);
  const field = await page.getByRole('button', { name: 'Choose a reference image' }).boundingBox();
  if (field === null) throw new Error('The field is not in sight');
  await dropFiles(page, [style], { x: field.x + field.width / 2, y: field.y + field.height / 2 });
  await page.getByRole('button', { name: 'Reference image: poster' }).waitFor();
  // The canvas stays with the image that is worked on.
  await page.getByRole('heading', { level: 1, name: 'harbour', exact: true }).waitFor();

  providers.openai.fail('not-found', 1, { path: 'images' });
  const card = await run(page);
  await waitForState(card, 'Done');
  expect(providers.stability.violations).toEqual([]);
  expect(providers.stability.requests.at(-1)?.body).toMatchObject({
    files: [{ field: 'init_image' }, { field: 'style_image' }],
  });
  const [job] = (await jobs(page)).filter(({ request }) => request.reference !== null);
  expect(job?.receipt?.attempts.map(({ provider }) => provider)).toEqual(['openai', 'stability']);

  await answerSaveDialog(app, folder);
  const saved = path.join(folder, await saveAs(page));
  expect(await redness(saved)).toBeGreaterThan((await redness(original)) + 20);
});

test('a reference is chosen by keys alone, taken out again, and gone with its image', async () => {
  const { page, folder } = studio;
  await dropFiles(page, [await writePicture(path.join(folder, 'etching.png'), { seed: 22 })]);
  await page.getByRole('heading', { level: 1, name: 'etching', exact: true }).waitFor();
  await chooseImage(page, 'harbour');
  await chooseOperation(page, 'Style transfer');
  const missing = page.getByText('Choose a reference image first.');
  await page.getByRole('button', { name: 'Take out the reference image' }).press('Enter');
  await missing.waitFor();

  await chooseReference(page, 'etching');
  const { assets } = await callApp(page, 'library.list', { text: 'etching' });
  await callApp(
    page,
    'library.remove',
    assets.map(({ id }) => id),
  );
  await missing.waitFor();
  expect(await page.getByRole('button', { name: /^Run/ }).isDisabled()).toBe(true);
  await chooseReference(page, 'poster');
});

test('after a refusal the question says that both would be seen', async () => {
  const { page, providers } = studio;
  providers.openai.fail('moderation', 1, { path: 'images' });
  const sent = providers.stability.requests.length;
  const card = await run(page);
  await card.getByText('Shall it see your image and the reference image?').waitFor();
  expect(providers.stability.requests).toHaveLength(sent);
  await card.getByRole('button', { name: 'Show both to Stability AI' }).click();
  await waitForState(card, 'Done');
  expect(providers.stability.requests).toHaveLength(sent + 1);
});

/** How much redder than blue it is on average. */
async function redness(file: string): Promise<number> {
  const { channels } = await sharp(file).stats();
  return (channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0);
}
