import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './recorded/bridge.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const crowd: Scenario = { crowd: { assets: 100_000, jobs: 1200 } };
const sections = [
  'Providers',
  'Routing',
  'Budgets',
  'Privacy',
  'Appearance',
  'Saving',
  'Origins',
  'About',
] as const;

describe('queue, library and settings with much in them', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  async function open(keys: string, scenario = crowd): Promise<Page> {
    const page = await window.open(scenario);
    await page.getByRole('listbox', { name: 'Images' }).waitFor();
    await page.keyboard.press(keys);
    return page;
  }

  it('is readable for all: the queue in every state', async () => {
    const page = await open('Control+3');
    await page.getByText('Sent to OpenAI, and no answer came back.').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.locator('.queue-row__title').first().focus();
    await page.keyboard.press('End');
    await page.getByText('OpenAI did not accept the key.').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('is readable for all: the library, an asset, the trash and its question', async () => {
    const page = await open('Control+2');
    await page.locator('.asset-cell').first().click();
    await page.getByRole('heading', { name: '4 versions' }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.keyboard.press('4');
    await page.keyboard.press('7');
    await page.locator('.asset-cell .star-count').first().waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Trash' }).click();
    await page.getByText('kept for 30 days').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.locator('.asset-cell').first().click();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByText('This cannot be undone.').waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('is readable for all: every section of the settings', async () => {
    const page = await open('Control+,', { ...crowd, forgetsKeys: true });
    await page.getByText('this computer has no keyring').waitFor();
    for (const section of sections) {
      await page.getByRole('button', { name: section, exact: true }).click();
      await page.getByRole('heading', { name: section, exact: true }).waitFor();
      expect({ section, found: await window.faults(page) }).toEqual({ section, found: [] });
    }
    await page.close();
  });

  it('draws only the jobs in sight, and keeps the focus on a job that a key moves', async () => {
    const page = await open('Control+3');
    const rows = page.locator('.queue-row');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(40);
    await page.locator('.queue-row--waiting .queue-row__title').nth(3).focus();
    const moved = await page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('Now 3 of 1203').waitFor({ state: 'attached' });
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('Now 2 of 1203').waitFor({ state: 'attached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(moved);
    await expect
      .poll(() => page.locator('.queue-row--waiting .queue-row__title').nth(1).textContent())
      .toBe(moved);
    await page.close();
  });

  it('moves a job that is dragged by its handle', async () => {
    const page = await open('Control+3');
    await page.locator('.queue-row__title').first().focus();
    for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowDown');
    const waiting = page.locator('.queue-list__item:has(.queue-row--waiting)');
    const from = waiting.filter({ hasText: 'IMG_4109.jpg' });
    const to = waiting.filter({ hasText: 'IMG_4107.jpg' });
    await from.hover();
    const handle = await from.locator('.queue-row__handle').boundingBox();
    const target = await to.boundingBox();
    if (!handle || !target) throw new Error('the jobs are in sight');
    await page.mouse.move(handle.x + 8, handle.y + 20);
    await page.mouse.down();
    await page.mouse.move(target.x + 60, target.y + 30, { steps: 6 });
    await page.mouse.move(target.x + 60, target.y + 10, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => {
        const boxes = [await from.boundingBox(), await to.boundingBox()];
        return (boxes[0]?.y ?? 0) < (boxes[1]?.y ?? 0);
      })
      .toBe(true);
    await page.close();
  });

  it('answers a question of a job, and clears what is over', async () => {
    const page = await open('Control+3');
    const question = page.locator('.queue-row--asking', { hasText: 'Sent to OpenAI' });
    await question.getByRole('button', { name: 'Give up' }).click();
    await question.waitFor({ state: 'detached' });
    await page.locator('.queue-row__title').first().focus();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Clear finished' }).click();
    await expect.poll(() => page.getByText('1,208 open of 1,208').isVisible()).toBe(true);
    await page.close();
  });

  it('reaches the last of 100,000 images, and holds few of them', async () => {
    const page = await open('Control+2');
    await page.getByText('100,000 images').waitFor();
    await page.getByRole('listbox', { name: 'Images' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('option', { name: 'portrait-anna-100000.jpg' }).waitFor();
    expect(await page.locator('.asset-cell').count()).toBeLessThan(60);
    await page.close();
  });

  it('finds by words, and chooses a range with Shift', async () => {
    const page = await open('Control+2');
    await page.getByText('100,000 images').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('market-street-3 evening');
    await page.getByRole('option', { name: 'market-street-3.jpg' }).click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect
      .poll(() => page.getByRole('heading', { name: '3 images chosen' }).isVisible())
      .toBe(true);
    await page.close();
  });

  it('rates by keys, finds what was rated, and brings back what was removed', async () => {
    const page = await open('Control+2');
    await page.locator('.asset-cell').nth(2).click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('5');
    await page.keyboard.press('6');
    await page.locator('.asset-cell .label-dot--red').nth(1).waitFor();
    await page.getByLabel('Rating').first().selectOption('5');
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.locator('.asset-cell').first().click();
    await page.keyboard.press('Delete');
    await page.getByText('1 image', { exact: true }).waitFor();
    await page.getByRole('listbox', { name: 'Images' }).focus();
    await page.keyboard.press('Control+z');
    await page.getByText('2 images', { exact: true }).waitFor();
    expect(await page.locator('.asset-cell .label-dot--red').count()).toBe(2);
    await page.close();
  });

  it('measures the storage, and backs it up', async () => {
    const page = await open('Control+2');
    await page.getByRole('button', { name: 'Storage' }).click();
    await page.getByRole('meter', { name: 'Originals' }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back up…' }).click();
    await page.getByText('Wrote 1200 files').first().waitFor();
    await page.getByRole('button', { name: 'Restore…' }).click();
    await page.getByRole('button', { name: 'Restart now' }).waitFor();
    await page.close();
  });

  it('says what the test of a key found out, and never shows the key again', async () => {
    const page = await open('Control+,');
    const card = page.locator('.provider-card', { hasText: 'Anthropic' });
    const key = card.getByLabel('API key', { exact: true });
    await key.fill('sk-bad');
    await page.keyboard.press('Enter');
    await card.getByText('It was not kept').waitFor();
    await key.fill('sk-far');
    await page.keyboard.press('Enter');
    await card.getByText('The key was kept, but nobody has tested it yet.').waitFor();
    expect(await page.content()).not.toContain('sk-far');
    await card.getByText('A key that ends with -far is kept').waitFor({ state: 'attached' });
    await page.close();
  });

  it('keeps a budget that was typed, and refuses what is none', async () => {
    const page = await open('Control+,', {
      ...crowd,
      settings: { budgets: { day: 2_000_000, month: null } },
    });
    await page.getByRole('button', { name: 'Budgets', exact: true }).click();
    const limit = page.getByLabel('Limit per day');
    await limit.fill('lots');
    await page.keyboard.press('Enter');
    await page.getByText('Enter a sum such as 2.50.').waitFor();
    await limit.fill('7,5');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('of $7.50 spent today').isVisible()).toBe(true);
    await page.close();
  });

  it('orders providers by keyboard', async () => {
    const page = await open('Control+,');
    await page.getByRole('button', { name: 'Routing', exact: true }).click();
    const names = page.locator('.provider-order__name');
    await names.filter({ hasText: 'Anthropic' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => names.nth(1).textContent()).toContain('Anthropic');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => names.nth(0).textContent()).toContain('Anthropic');
    await page.close();
  });
});
