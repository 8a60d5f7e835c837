import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const soon = { timeout: 15_000 };

let recorded: RecordedWindow;

beforeAll(async () => {
  recorded = await startRecordedWindow();
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

describe('the editor by keys', () => {
  it('copies an edit and pastes it on all images chosen in the library', async () => {
    const page = await openEditor();
    await page.getByRole('slider', { name: 'Exposure' }).press('ArrowRight');
    await page.keyboard.press('Control+Shift+E');
    await page.getByText('The edit is copied.').first().waitFor();
    await page.keyboard.press('Control+2');
    await page.locator('.library-grid').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+Shift+P');
    const news = page.getByText(/^Pasted on /).first();
    await expect.poll(() => news.innerText(), soon).toBe('Pasted on 40 images.');
    await page.close();
  });

  it('keeps a snapshot under a name that is typed', async () => {
    const page = await openEditor();
    const exposure = page.getByRole('slider', { name: 'Exposure' });
    await exposure.press('ArrowRight');
    await page.getByRole('button', { name: 'Keep a snapshot' }).press('Enter');
    await page.keyboard.type('A little brighter');
    await page.keyboard.press('Enter');
    const snapshot = page.getByRole('button', { name: 'A little brighter', exact: true });
    await snapshot.waitFor();
    await page.getByRole('button', { name: 'Reset everything' }).press('Enter');
    await expect.poll(() => exposure.getAttribute('aria-valuetext'), soon).toBe('0');
    await snapshot.press('Enter');
    await expect.poll(() => exposure.getAttribute('aria-valuetext'), soon).toBe('+0.05');
    await page.close();
  });

  it('shows the original and ends from a slider too', async () => {
    const page = await openEditor();
    await page.getByRole('slider', { name: 'Exposure' }).press('ArrowRight');
    await page.keyboard.down('\\');
    await page.getByText('Before', { exact: true }).waitFor();
    await page.keyboard.up('\\');
    await page.getByText('Before', { exact: true }).waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    const panel = page.getByRole('complementary', { name: 'Edit' });
    await expect.poll(() => panel.count(), soon).toBe(0);
    await page.close();
  });
});
