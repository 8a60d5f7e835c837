import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTurn, press } from './support/acts.ts';
import { type Screen, faultsOf } from './support/screens.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const choose = (operation: string) => async (page: Page) => {
  await page.getByRole('button', { name: /^Operation:/ }).click();
  await page.keyboard.type(operation);
  await page.keyboard.press('Enter');
};

/** A stroke across the middle of the mask. */
const paint = async (page: Page): Promise<void> => {
  const mask = page.getByRole('application', { name: /^Mask/ });
  await mask.waitFor();
  const box = await mask.boundingBox();
  if (box === null) throw new Error('The mask is not in sight');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 160, y - 40);
  await page.mouse.down();
  await page.mouse.move(x + 140, y + 60, { steps: 8 });
  await page.mouse.up();
};

const askForVariants = (operation: string, count: number) => async (page: Page) => {
  await choose(operation)(page);
  const prompt = page.getByLabel('Prompt');
  if (operation === 'Edit') await prompt.fill('in the evening');
  await page.getByRole('radiogroup', { name: 'Variants' }).getByText(`${count}`).click();
  await page.getByRole('button', { name: new RegExp(`^Make ${count} variants`) }).click();
};

const screens: readonly Screen[] = [
  {
    name: 'variants of an edit on their way',
    scenario: { hold: 'running' },
    act: inTurn(askForVariants('Edit', 3), async (page) => {
      await page.getByRole('article', { name: 'Variant 3' }).waitFor();
    }),
    shows: '0 of 3 ready',
  },
  {
    name: 'variants of an edit, one of them chosen',
    scenario: {},
    act: inTurn(askForVariants('Edit', 4), async (page) => {
      await page.getByText('4 of 4 ready').waitFor();
      await page.getByRole('button', { name: 'Keep variant 2' }).click();
    }),
    shows: '4 of 4 ready',
  },
  {
    name: 'variations that failed',
    scenario: { hold: 'failed' },
    act: askForVariants('Vary', 2),
    shows: '2 without a result',
  },
  {
    name: 'how a mask is painted',
    scenario: {},
    act: inTurn(choose('Erase'), paint),
    shows: 'Hardness',
  },
  {
    name: 'how soft the edge of a mask is',
    scenario: {},
    act: inTurn(choose('Erase'), paint, press('Soften the edge')),
    shows: 'Apply',
  },
  {
    name: 'how far a mask grows, in German',
    scenario: { settings: { language: 'de' } },
    act: async (page) => {
      await page.getByRole('button', { name: /^Aufgabe:/ }).click();
      await page.keyboard.type('Entfernen');
      await page.keyboard.press('Enter');
      await paint(page);
      await press('Rand verschieben')(page);
    },
    shows: 'Nach außen, unter null nach innen',
  },
  {
    name: 'a frame around a large photo',
    scenario: {},
    act: async (page) => {
      await choose('Outpaint')(page);
      await page.getByRole('button', { name: /^Left edge of the frame/ }).press('Shift+ArrowLeft');
      await page.getByRole('button', { name: /^Bottom right corner/ }).press('Shift+ArrowDown');
    },
    shows: /^Your image stays as it is\./,
  },
];

describe('what is done on the canvas, over recorded data', () => {
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
});
