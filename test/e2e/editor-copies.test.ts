import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import {
  type Studio,
  chooseImage,
  closeStudio,
  dropPicture,
  openStudio,
  reopenStudio,
} from './support/studio.ts';

let studio: Studio | null = null;

afterAll(async () => {
  if (studio !== null) await closeStudio(studio);
});

const size = { width: 480, height: 320 };

function slider(page: Page, name: string): Locator {
  return page.getByRole('slider', { name, exact: true });
}

async function waitForEditor(page: Page): Promise<void> {
  await page.getByRole('complementary', { name: 'Edit', exact: true }).waitFor();
  await page.locator('[role=application][aria-busy=false]').waitFor();
}

/** Mean of what the canvas shows in its middle, and how far its colours are from grey. */
async function seen(page: Page): Promise<{ readonly light: number; readonly colour: number }> {
  const box = await page.locator('.edit-canvas').boundingBox();
  if (box === null) throw new Error('The edit is not in sight');
  const clip = { x: box.x + box.width / 2 - 100, y: box.y + box.height / 2 - 60 };
  return await tone(await page.screenshot({ clip: { ...clip, width: 200, height: 120 } }));
}

async function tone(image: Buffer | string): Promise<{ light: number; colour: number }> {
  const pixels = await sharp(image).removeAlpha().raw().toBuffer();
  let light = 0;
  let colour = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const parts = [...pixels.subarray(at, at + 3)];
    light += parts.reduce((sum, part) => sum + part, 0) / 3;
    colour += Math.max(...parts) - Math.min(...parts);
  }
  return { light: (light * 3) / pixels.length, colour: (colour * 3) / pixels.length };
}

test('an edit is copied to another image, all but its framing, and saved with it', async () => {
  studio = await openStudio();
  const { app, page, folder } = studio;
  await dropPicture(studio, 'one.png', { seed: 41, ...size });
  const two = await dropPicture(studio, 'two.png', { seed: 44, ...size });
  await chooseImage(page, 'one');
  await page.getByRole('heading', { level: 1, name: 'one' }).waitFor();
  await page.getByRole('button', { name: 'Edit the image' }).click();
  await waitForEditor(page);
  await slider(page, 'Exposure').fill('-1.5');
  await slider(page, 'Saturation').fill('-100');
  await page.getByRole('button', { name: 'Crop and turn' }).click();
  await page.getByRole('button', { name: 'Turn right' }).click();
  const history = page.getByRole('list', { name: 'History' });
  await expect.poll(async () => await history.getByRole('button').count()).toBe(4);
  await page.getByRole('button', { name: 'Copy this edit' }).click();

  await chooseImage(page, 'two');
  await page.getByRole('heading', { level: 1, name: 'two' }).waitFor();
  await expect.poll(async () => await slider(page, 'Exposure').inputValue()).toBe('0');
  await expect.poll(async () => (await seen(page)).colour).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Paste the edit on all chosen images' }).click();
  await page.getByText('Pasted on one image.').first().waitFor();
  await expect.poll(async () => await slider(page, 'Exposure').inputValue()).toBe('-1.5');
  await expect.poll(async () => (await seen(page)).colour).toBeLessThan(3);
  await expect.poll(async () => await history.getByRole('button').count()).toBe(2);

  await page.getByRole('button', { name: 'Save as a version' }).click();
  await page.getByRole('button', { name: /^Version 2: Edited/ }).waitFor();
  await answerSaveDialog(app, folder);
  const saved = path.join(folder, await saveAs(page, 'PNG'));
  const { width, height } = await sharp(saved).metadata();
  expect({ width, height }).toEqual(size);
  const [before, after] = [await tone(two), await tone(saved)];
  expect(before.colour).toBeGreaterThan(10);
  expect(after.colour).toBeLessThan(1);
  expect(after.light).toBeLessThan(before.light * 0.75);
});

test('it is pasted on all chosen images at once', async () => {
  if (studio === null) throw new Error('no studio');
  await dropPicture(studio, 'three.png', { seed: 47, ...size });
  const { page } = studio;
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'Edit the image' }).click();
  await waitForEditor(page);
  await page.getByRole('button', { name: 'Paste the edit on all chosen images' }).click();
  await page.getByText('Pasted on 3 images.').first().waitFor();
  await chooseImage(page, 'one');
  await page.getByRole('heading', { level: 1, name: 'one' }).waitFor();
  await expect.poll(async () => await slider(page, 'Saturation').inputValue()).toBe('-100');
  await expect.poll(async () => (await seen(page)).colour).toBeLessThan(3);
});

test('a snapshot with a name is gone back to, after a restart too', async () => {
  if (studio === null) throw new Error('no studio');
  const { page: before } = studio;
  await chooseImage(before, 'three');
  await before.getByRole('heading', { level: 1, name: 'three' }).waitFor();
  await expect.poll(async () => await slider(before, 'Saturation').inputValue()).toBe('-100');
  await before.getByRole('button', { name: 'Keep a snapshot' }).click();
  await before.getByRole('textbox', { name: 'Name of the snapshot' }).fill('Grey and dark');
  await before.keyboard.press('Enter');
  await before.getByRole('button', { name: 'Grey and dark', exact: true }).waitFor();
  await before.getByRole('button', { name: 'Reset everything' }).click();
  await expect.poll(async () => (await seen(before)).colour).toBeGreaterThan(10);
  await studio.close();

  studio = await reopenStudio(studio);
  const { page } = studio;
  await page.getByRole('heading', { level: 1, name: 'three' }).waitFor();
  await page.getByRole('button', { name: 'Edit the image' }).click();
  await waitForEditor(page);
  await expect.poll(async () => (await seen(page)).colour).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Grey and dark', exact: true }).click();
  await expect.poll(async () => await slider(page, 'Exposure').inputValue()).toBe('-1.5');
  await expect.poll(async () => (await seen(page)).colour).toBeLessThan(3);
  // Going back is a step like any other.
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await seen(page)).colour).toBeGreaterThan(10);
});

test('the original is seen while a key is held, and until a button is pressed again', async () => {
  if (studio === null) throw new Error('no studio');
  const { page } = studio;
  const light = async (): Promise<number> => (await seen(page)).light;
  const original = await light();
  await slider(page, 'Exposure').fill('-3');
  await expect.poll(light).toBeLessThan(original * 0.6);
  await slider(page, 'Exposure').focus();
  await page.keyboard.down('\\');
  await page.getByText('Before', { exact: true }).waitFor();
  await expect.poll(async () => Math.abs((await light()) - original)).toBeLessThan(2);
  await page.keyboard.up('\\');
  await expect.poll(light).toBeLessThan(original * 0.6);
  const compare = page.getByRole('button', { name: 'Show the original' });
  await compare.click();
  await expect.poll(async () => Math.abs((await light()) - original)).toBeLessThan(2);
  await compare.click();
  await expect.poll(light).toBeLessThan(original * 0.6);
});
