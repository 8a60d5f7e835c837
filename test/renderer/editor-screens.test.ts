import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

/** Graphics by software, beside other tests. */
const soon = { timeout: 15_000 };

let recorded: RecordedWindow;

beforeAll(async () => {
  recorded = await startRecordedWindow({ graphics: true });
}, 60_000);

afterAll(async () => {
  await recorded.close();
});

async function openEditor(): Promise<Page> {
  const page = await recorded.open({});
  await page.getByRole('listbox', { name: 'Images' }).waitFor();
  await page.keyboard.press('e');
  await page.getByRole('complementary', { name: 'Edit' }).waitFor();
  return page;
}

const exposure = (page: Page) => page.getByRole('slider', { name: 'Exposure' });

async function unfold(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

describe('the editor', () => {
  it('has no serious fault, with everything unfolded', async () => {
    const page = await openEditor();
    for (const name of [
      'Crop and turn',
      'Curves',
      'Colour mixer',
      'Detail',
      'Effects',
      'Size',
      'Watermark',
    ]) {
      await unfold(page, name);
    }
    await page.getByRole('button', { name: 'Colour table (.cube)' }).click();
    await page.getByLabel('Set the size by').selectOption('Percent');
    await page.getByRole('radio', { name: 'Text' }).check({ force: true });
    await exposure(page).press('ArrowRight');
    await page.getByRole('button', { name: 'Crop', exact: true }).click();
    await page.getByRole('group', { name: /^Crop:/ }).waitFor();
    expect(await recorded.faults(page)).toEqual([]);
    await page.close();
  });
});

describe('editing', () => {
  it('is done by keyboard, undone, redone and put back', async () => {
    const page = await openEditor();
    const slider = exposure(page);
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await expect.poll(() => slider.getAttribute('aria-valuetext'), soon).toBe('+0.15');
    const history = page.getByRole('list', { name: 'History' });
    // Three presses of one key are one step.
    await expect.poll(() => history.getByRole('button').allInnerTexts(), soon).toHaveLength(2);
    await page.keyboard.press('Control+z');
    await expect.poll(() => slider.getAttribute('aria-valuetext'), soon).toBe('0');
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(() => slider.getAttribute('aria-valuetext'), soon).toBe('+0.15');
    await slider.dblclick();
    await expect.poll(() => slider.getAttribute('aria-valuetext'), soon).toBe('0');
    await history.getByRole('button', { name: 'Original' }).click();
    await expect.poll(() => history.locator('.edit-step--undone').count(), soon).toBe(2);
    await page.close();
  });

  it('shows on the canvas at once, and the original while a key is held', async () => {
    const page = await openEditor();
    await expect.poll(() => brightness(page), soon).toBeGreaterThan(20);
    const before = await brightness(page);
    await page.getByRole('slider', { name: 'Exposure' }).fill('-3');
    await expect.poll(() => brightness(page), soon).toBeLessThan(before * 0.6);
    const dark = await brightness(page);
    await page.getByRole('application', { name: /^Edit / }).focus();
    await page.keyboard.down('\\');
    await expect.poll(() => brightness(page), soon).toBeGreaterThan(dark * 1.5);
    await page.keyboard.up('\\');
    await expect.poll(() => brightness(page), soon).toBeLessThan(before * 0.6);
    await expect.poll(() => page.locator('.histogram path').count(), soon).toBe(3);
    await page.close();
  });

  it('gives it a size, a table of colours and a watermark', async () => {
    const page = await openEditor();
    for (const name of ['Effects', 'Size', 'Watermark']) await unfold(page, name);
    await page.getByLabel('Set the size by').selectOption('Longest side');
    await page.getByRole('spinbutton', { name: 'Pixels' }).fill('1500');
    await page.getByRole('spinbutton', { name: 'Pixels' }).press('Enter');
    await page.getByText('Comes out at 1500 × 1000 pixels').waitFor();
    await page.getByRole('button', { name: 'Colour table (.cube)' }).click();
    await page.getByRole('slider', { name: 'Amount of the table' }).waitFor();
    await page.getByRole('button', { name: 'Take Warm evening out' }).click();
    await expect
      .poll(() => page.getByRole('slider', { name: 'Amount of the table' }).count(), soon)
      .toBe(0);
    await page.getByRole('radio', { name: 'Text' }).check({ force: true });
    await page.getByRole('textbox', { name: 'Text' }).fill('© Somebody');
    await expect.poll(() => brightness(page), soon).toBeGreaterThan(20);
    const before = await brightness(page);
    await page.getByRole('slider', { name: 'Size of the mark' }).fill('60');
    await page.getByLabel('Place').selectOption('Middle');
    await expect.poll(() => brightness(page), soon).toBeGreaterThan(before * 1.05);
    // Writing is one step, however many letters it had; the size was kept with the place.
    const history = page.getByRole('list', { name: 'History' });
    await expect
      .poll(() => history.getByRole('button', { name: /^Watermark/ }).count(), soon)
      .toBe(3);
    await page.close();
  });

  it('crops by keyboard to a shape', async () => {
    const page = await openEditor();
    await unfold(page, 'Crop and turn');
    await page.getByLabel('Shape').selectOption('1:1');
    const area = page.getByRole('group', { name: /^Crop:/ });
    const square = await area.boundingBox();
    expect(square?.width).toBeCloseTo(square?.height ?? 0, 0);
    await area.press('ArrowRight');
    await expect
      .poll(async () => (await area.boundingBox())?.x, soon)
      .toBeGreaterThan(square?.x ?? 0);
    await page.getByRole('button', { name: 'Lower right corner' }).press('Shift+ArrowUp');
    await expect
      .poll(async () => (await area.boundingBox())?.width, soon)
      .toBeLessThan(square?.width ?? 0);
    const smaller = await area.boundingBox();
    expect(smaller?.width).toBeCloseTo(smaller?.height ?? 0, 0);
    await page.close();
  });

  it('bends a curve by keyboard and mouse', async () => {
    const page = await openEditor();
    await unfold(page, 'Curves');
    const graph = page.getByRole('group', { name: /^Tone curve/ });
    await graph.click({ position: { x: 150, y: 100 } });
    await expect.poll(() => graph.getByRole('slider').count(), soon).toBe(3);
    const point = graph.getByRole('slider').nth(1);
    const level = Number(await point.getAttribute('aria-valuenow'));
    await point.press('ArrowUp');
    await expect
      .poll(async () => Number(await point.getAttribute('aria-valuenow')), soon)
      .toBe(level + 1);
    await point.press('Delete');
    await expect.poll(() => graph.getByRole('slider').count(), soon).toBe(2);
    await page.close();
  });
});

/** Mean of a picture of the canvas, as it is on the screen. */
async function brightness(page: Page): Promise<number> {
  const shot = await page.locator('.edit-canvas').screenshot();
  return await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 48;
    const context = canvas.getContext('2d');
    context?.drawImage(
      image,
      image.width / 3,
      image.height / 3,
      image.width / 3,
      image.height / 3,
      0,
      0,
      64,
      48,
    );
    const pixels = context?.getImageData(0, 0, 64, 48).data ?? new Uint8ClampedArray(4);
    return pixels.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / (64 * 48 * 3);
  }, shot.toString('base64'));
}
