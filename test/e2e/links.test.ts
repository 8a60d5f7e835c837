import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeepLink } from './support/deep-link.ts';
import { writePicture } from './support/pictures.ts';
import { type Studio, callApp, closeStudio, jobs, openStudio } from './support/studio.ts';

let studio: Studio;
let pictures: string;

beforeAll(async () => {
  studio = await openStudio();
  pictures = path.join(studio.folder, 'Pictures');
  await mkdir(pictures);
  await studio.app.evaluate(({ app }, home) => app.setPath('home', home), studio.folder);
});

afterAll(async () => {
  await closeStudio(studio);
});

const refusal = 'A link asked for something that links may not ask for.';
const openLink = (file: string): string =>
  `emulsion://open?${new URLSearchParams({ path: file }).toString()}`;

/** Opens a link, and returns the dialog that asks about it. */
async function ask(address: string, title: string) {
  await openDeepLink(studio, address);
  const dialog = studio.page.getByRole('dialog', { name: title });
  await dialog.getByText('A link asks for this.').waitFor();
  return dialog;
}

/** Presses Enter where the dialog has put the focus. */
async function pressEnterAtOnce(): Promise<void> {
  const { page } = studio;
  expect(await page.locator(':focus').innerText()).toBe('Don’t');
  await page.keyboard.press('Enter');
  await page.getByText('A link asks for this.').waitFor({ state: 'detached' });
}

async function imagesInLibrary(): Promise<number> {
  return (await callApp(studio.page, 'library.list', {})).total;
}

test('a file is taken in once the user agrees, and not before', async () => {
  const { page } = studio;
  const file = await writePicture(path.join(pictures, 'quay.png'), { seed: 91 });

  const dialog = await ask(openLink(file), 'Add a file to the library?');
  await dialog.getByText('quay.png').waitFor();
  await dialog.getByText(pictures).waitFor();
  await dialog.getByText('The file stays on this computer.').waitFor();
  await pressEnterAtOnce();
  expect(await imagesInLibrary()).toBe(0);

  await ask(openLink(file), 'Add a file to the library?');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('heading', { level: 1, name: 'quay', exact: true }).waitFor();
  expect(await imagesInLibrary()).toBe(1);
});

test('what lies elsewhere stays there', async () => {
  const { page, folder } = studio;
  const outside = path.join(folder, '.hidden.png');
  await writePicture(outside, { seed: 92 });
  await openDeepLink(studio, openLink(outside));
  await page.getByText(refusal).first().waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);

  const disguised = path.join(pictures, 'innocent.png');
  await symlink(outside, disguised);
  const dialog = await ask(openLink(disguised), 'Add a file to the library?');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect.poll(() => page.getByText(refusal).count()).toBeGreaterThan(1);
  expect(await imagesInLibrary()).toBe(1);
});

test('an operation is prepared, and runs only when the user runs it', async () => {
  const { page } = studio;
  const link = 'emulsion://run?operation=upscale&factor=4&mode=creative&prompt=Film%20grain';
  const picker = page.getByRole('button', { name: /^Operation: / });
  const before = await picker.getAttribute('aria-label');

  const dialog = await ask(link, 'Prepare an operation?');
  for (const said of ['Upscale', '4×', 'Creative', 'Film grain', 'quay'])
    await dialog.getByText(said, { exact: true }).waitFor();
  await dialog.getByText(/\$0\.\d+ with Stability.*, once you press Run\./).waitFor();
  // A second link does not take the place of the one that is asked about.
  await openDeepLink(studio, 'emulsion://run?operation=vary');
  await page.getByText(refusal).first().waitFor();
  await dialog.getByText('Film grain', { exact: true }).waitFor();
  await pressEnterAtOnce();
  expect(await picker.getAttribute('aria-label')).toBe(before);

  await ask(link, 'Prepare an operation?');
  await dialog.getByRole('button', { name: 'Prepare it' }).click();
  await page.getByRole('button', { name: 'Operation: Upscale.' }).waitFor();
  expect(await page.getByLabel('Prompt').inputValue()).toBe('Film grain');
  expect(await jobs(page)).toEqual([]);
});

test('a recipe is kept once the user agrees, and comes from a link made here', async () => {
  const { page } = studio;
  const recipe = {
    version: 1,
    name: 'For the web, größer',
    steps: [{ do: 'upscale' }, { do: 'resize', longestSide: 2048 }],
    outputs: [{ format: 'webp' }],
  };
  const data = Buffer.from(JSON.stringify(recipe)).toString('base64url');
  const dialog = await ask(`emulsion://recipe?data=${data}`, 'Add a recipe?');
  await dialog.getByText('For the web, größer').waitFor();
  await dialog.getByText('1 of its steps asks a provider about each image').waitFor();
  await pressEnterAtOnce();
  expect(await callApp(page, 'recipes.list', undefined)).toEqual([]);

  await ask(`emulsion://recipe?data=${data}`, 'Add a recipe?');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('button', { name: 'Copy a link' }).waitFor();
  const [kept] = await callApp(page, 'recipes.list', undefined);
  expect(kept?.recipe).toMatchObject({ name: 'For the web, größer', steps: [{}, {}] });

  await page.getByRole('button', { name: 'Copy a link' }).click();
  await page.getByText('Link copied').first().waitFor();
  const copied = await studio.app.evaluate(({ clipboard }) => clipboard.readText());
  await ask(copied, 'Add a recipe?');
  await dialog.getByText('For the web, größer').waitFor();
  await pressEnterAtOnce();
});
