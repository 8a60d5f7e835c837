import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Screen, faultsOf } from './support/screens.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

async function choose(page: Page, operation: string): Promise<void> {
  await page.getByRole('button', { name: /^Operation:/ }).click();
  await page.keyboard.type(operation);
  await page.keyboard.press('Enter');
}

const stay = async (): Promise<void> => {};
const press = (keys: string) => async (page: Page) => {
  await page.getByRole('listbox', { name: 'Images' }).waitFor();
  await page.keyboard.press(keys);
};

const screens: readonly Screen[] = [
  {
    name: 'the first run',
    scenario: { settings: { welcomed: false } },
    act: stay,
    shows: 'Welcome to Emulsion',
  },
  { name: 'the empty studio', scenario: { empty: true }, act: stay, shows: 'Drop images here' },
  { name: 'the studio', scenario: {}, act: stay, shows: 'First in your order' },
  {
    name: 'work that no model on the device does',
    scenario: { settings: { onDeviceOnly: true } },
    act: async (page) => {
      await choose(page, 'Vary');
    },
    shows: 'Let cloud providers do it too',
  },
  { name: 'a mixed drop', scenario: {}, act: press('Control+o'), shows: 'half-a-photo.jpg' },
  {
    name: 'text that arrives',
    scenario: { hold: 'running' },
    act: press('Control+Enter'),
    shows: 'mirrors the last light',
  },
  {
    name: 'a finished text',
    scenario: {},
    act: press('Control+Enter'),
    shows: 'towards the horizon',
  },
  {
    name: 'a job that asks',
    scenario: { hold: 'unknown' },
    act: press('Control+Enter'),
    shows: 'Send again · $0.04',
  },
  {
    name: 'a job that needs consent',
    scenario: { hold: 'consent' },
    act: press('Control+Enter'),
    shows: 'Show it to Stability AI',
  },
  {
    name: 'a failed job',
    scenario: { hold: 'failed' },
    act: press('Control+Enter'),
    shows: 'OpenAI did not accept the key.',
  },
  {
    name: 'before and after',
    scenario: {},
    act: async (page) => {
      await choose(page, 'Upscale');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('slider', { name: 'Divide between before and after' }).waitFor();
    },
    shows: 'Before',
  },
  {
    name: 'the receipt',
    scenario: {},
    act: async (page) => {
      await press('Control+Enter')(page);
      await page.getByRole('button', { name: 'Receipt' }).click();
    },
    shows: 'Failed; the next one took over',
  },
  {
    name: 'no recipes yet',
    scenario: { empty: true },
    act: async (page) => {
      await page.getByRole('button', { name: 'Recipes' }).click();
    },
    shows: 'Do the same to hundreds of images',
  },
  {
    name: 'a recipe and its run',
    scenario: {},
    act: async (page) => {
      // The first recipe is chosen already.
      await page.getByRole('button', { name: 'Recipes' }).click();
      await page.getByRole('button', { name: 'Folder…' }).click();
      await page.getByRole('button', { name: 'Write to…' }).click();
      await page.getByRole('button', { name: 'Check', exact: true }).click();
    },
    shows: 'Estimated from 24 of the images.',
  },
  {
    name: 'a recipe that edits, and a folder that is watched',
    scenario: {},
    act: async (page) => {
      await page.getByRole('button', { name: 'Recipes' }).click();
      await page.getByRole('button', { name: /^Web shop/ }).click();
      await page.locator('summary', { hasText: 'Light' }).click();
      await page.getByRole('button', { name: 'Folder…' }).click();
      await page.getByRole('switch', { name: 'Watch this folder' }).click();
      await page.getByText('Camera · 31 of 31 images').waitFor();
    },
    shows: 'Start with the system',
  },
  {
    name: "a recipe's table of colours, and the words in its files",
    scenario: {},
    act: async (page) => {
      await page.getByRole('button', { name: 'Recipes' }).click();
      await page.locator('summary', { hasText: 'Effects' }).click();
      await page.getByRole('button', { name: 'Colour table (.cube)' }).click();
      await page.getByRole('slider', { name: 'Amount of the table' }).press('ArrowLeft');
      await page.locator('summary', { hasText: 'Words in the files' }).click();
      await page.getByLabel('Keywords, parted by commas').fill('sea, boat');
      await page.getByRole('switch', { name: 'Write what the steps find' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
    },
    shows: 'Descriptions, alt texts and tags.',
  },
  {
    name: 'what takes room, where a disk is full',
    scenario: {},
    act: async (page) => {
      await page.getByRole('button', { name: 'Recipes' }).click();
      await page.getByRole('button', { name: 'See what takes room' }).click();
      await page.getByRole('meter', { name: 'Originals' }).waitFor();
    },
    shows: 'Back up…',
  },
  {
    name: 'the mask',
    scenario: {},
    act: async (page) => {
      await choose(page, 'Erase');
      await page.getByRole('application', { name: /^Mask/ }).press('Space');
    },
    shows: 'Removes what you paint over',
  },
  {
    name: 'the frame to grow to',
    scenario: {},
    act: async (page) => {
      await choose(page, 'Outpaint');
      await page.getByRole('button', { name: '16:9', exact: true }).press('Enter');
      await page.getByRole('button', { name: /^Top edge of the frame/ }).press('Shift+ArrowUp');
    },
    shows: 'Grow up',
  },
  {
    name: 'the images to take after',
    scenario: {},
    act: async (page) => {
      await choose(page, 'Style transfer');
      await page.getByRole('button', { name: 'Choose a reference image' }).press('Enter');
      await page.getByRole('option', { name: 'lake-at-dusk.jpg', selected: true }).nth(1).waitFor();
    },
    shows: 'Open a file…',
  },
  {
    name: 'a chosen reference',
    scenario: {},
    act: async (page) => {
      await choose(page, 'Style transfer');
      await page.getByRole('button', { name: 'Choose a reference image' }).press('Enter');
      const list = page.getByRole('listbox', { name: 'Images of the library' });
      await list.getByRole('option', { name: 'harbour.jpg' }).click();
      await page.getByRole('button', { name: 'Reference image: harbour.jpg' }).waitFor();
    },
    shows: 'It is sent along with your image',
  },
  { name: 'the palette', scenario: {}, act: press('Control+k'), shows: 'Open images…' },
  { name: 'the shortcuts', scenario: {}, act: press('?'), shows: 'Keyboard shortcuts' },
  { name: 'saving', scenario: {}, act: press('Control+s'), shows: 'lake-at-dusk-original.png' },
  { name: 'the library', scenario: {}, act: press('Control+2'), shows: 'Library' },
  {
    name: 'what a file says of itself',
    scenario: {},
    act: async (page) => {
      await press('Control+2')(page);
      await page.locator('.library-grid [role=option]').first().click();
    },
    shows: 'Content Credentials',
  },
  {
    name: 'all metadata of a file',
    scenario: {},
    act: async (page) => {
      await press('Control+2')(page);
      await page.locator('.library-grid [role=option]').first().click();
      await page.getByRole('listbox', { name: 'Images' }).focus();
      await page.keyboard.press('i');
    },
    shows: 'Metadata of the original',
  },
  { name: 'the queue', scenario: { hold: 'running' }, act: press('Control+3'), shows: 'Queue' },
  { name: 'the settings', scenario: {}, act: press('Control+,'), shows: 'Settings' },
  { name: 'German', scenario: { settings: { language: 'de' } }, act: stay, shows: 'Wer es macht' },
];

describe('the window over recorded data, in the current Chromium', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(screens)('shows $name, readable for all', async (screen) => {
    expect(await faultsOf(window, screen)).toEqual([]);
  });

  it('is worked by keyboard alone, from the choice to the copied text', async () => {
    const page = await window.open({});
    await press('Control+k')(page);
    await page.keyboard.type('describe');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByText('towards the horizon').waitFor();
    expect(await page.locator('.result').count()).toBe(1);
    await page.keyboard.press('Control+Shift+c');
    await page.getByText('Copied the image', { exact: true }).first().waitFor();
    await page.close();
  });

  it('says what happened when it cannot be drawn, and offers to try again', async () => {
    const page = await window.open({ broken: true });
    await page.getByRole('button', { name: 'Draw the window afresh' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('Your images are safe');
    await page.close();
  });

  it('sends what was painted, and compares the result', async () => {
    const page = await window.open({});
    await choose(page, 'Erase');
    await page.getByText('Paint over what shall change.').waitFor();
    await page.getByText('First in your order').waitFor();
    await page.getByRole('application', { name: /^Mask/ }).press('Space');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('slider', { name: 'Divide between before and after' }).waitFor();
    await page.getByRole('button', { name: 'Eraser' }).click();
    await page.getByRole('application', { name: /^Mask/ }).waitFor();
    expect(await window.faults(page)).toEqual([]);
    await page.close();
  });

  it('loads full-resolution tiles at 100 %, and only those in sight', async () => {
    const page = await window.open({});
    await press('1')(page);
    await page.locator('.image-layer__tile').first().waitFor();
    const tiles = await page.locator('.image-layer__tile').count();
    expect(tiles).toBeGreaterThanOrEqual(2);
    expect(tiles).toBeLessThanOrEqual(6);
    await page.close();
  });

  it('runs for all chosen images, and says so with the price before', async () => {
    const page = await window.open({});
    await press('Control+a')(page);
    const run = page.getByRole('button', { name: /^Run on/ });
    await run.getByText('≈ $0.06').waitFor();
    expect(await run.innerText()).toContain('40 images');
    await page.close();
  });
});
