import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkQuestion } from '../../electron/contract/links.ts';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import { lostParts } from './support/beyond-axe.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const id = '0b3c6f6e-7a1c-4f0e-9d53-3a6a1f6f9f11';
const questions = {
  open: { ask: 'open', id, name: 'lake-at-dusk.jpg', folder: '/home/ada/Pictures/2026/Harbour' },
  run: {
    ask: 'run',
    id,
    call: {
      operation: 'search-and-replace',
      options: { search: 'the red car', prompt: `A blue boat\n${'and a long story '.repeat(60)}` },
    },
  },
  recipe: {
    ask: 'recipe',
    id,
    recipe: recipeSchema.parse({
      version: 1,
      name: 'For the web',
      about: 'Two sizes, and a text for those who can’t see.',
      steps: [{ do: 'alt-text' }, { do: 'upscale' }, { do: 'resize', longestSide: 2048 }],
      outputs: [{ format: 'webp' }, { format: 'jpeg', name: 'small/{name}' }],
    }),
  },
} as const satisfies Record<string, LinkQuestion>;

describe('what a link wants, over recorded data', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  async function open(link: LinkQuestion, language: 'en' | 'de' = 'en'): Promise<Page> {
    const page = await window.open({ link, settings: { language } });
    await page.getByRole('dialog').waitFor();
    const pictures = process.env['EMULSION_SHOTS'];
    if (pictures !== undefined) {
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${pictures}/${language}-link-${link.ask}.png` });
    }
    return page;
  }

  it.each(['open', 'run', 'recipe'] as const)(
    '%s: is for all who read, with the safe button focused',
    async (ask) => {
      const page = await open(questions[ask]);
      expect(await page.locator(':focus').innerText()).toBe('Don’t');
      expect(await window.faults(page)).toEqual([]);
      await page.setViewportSize({ width: 720, height: 450 });
      expect(await lostParts(page)).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.close();
      await (await open(questions[ask], 'de')).close();
    },
  );

  it('names the price of what it would prepare, and keeps a long text within the dialog', async () => {
    const page = await open(questions.run);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the red car').waitFor();
    await dialog.getByText(/once you press Run/).waitFor();
    const box = await dialog.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(900);
    await dialog.getByRole('button', { name: 'Prepare it' }).click();
    expect(await page.getByLabel('Find', { exact: true }).inputValue()).toBe('the red car');
    await page.close();
  });

  it('takes no click that was meant for what lay under it', async () => {
    const page = await window.open({});
    // Time stands still: the dialog has just come.
    await page.clock.install();
    const address = page.url().replace(/#.*/, '');
    await page.goto('about:blank');
    await page.goto(`${address}#${encodeURIComponent(JSON.stringify({ link: questions.open }))}`);
    await page.clock.runFor(100);
    const accept = page.getByRole('dialog').getByRole('button', { name: 'Add it' });
    await accept.waitFor();
    expect(await accept.isDisabled()).toBe(true);
    await page.clock.runFor(1000);
    expect(await accept.isDisabled()).toBe(false);
    await page.close();
  });
});
