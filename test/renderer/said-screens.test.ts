import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './recorded/bridge.ts';
import { type Act, inTurn, press } from './support/acts.ts';
import { listen } from './support/said.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

const toLibrary: Act = async (page) => {
  await page.keyboard.press('Control+2');
  await page.getByRole('listbox', { name: 'Images' }).waitFor();
};
const run: Act = async (page) => {
  await page.keyboard.press('Control+Enter');
};
const saveAsIs: Act = async (page) => {
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: 'Save…' }).click();
};

interface Telling {
  readonly scenario?: Scenario;
  readonly before?: Act;
  readonly act: Act;
  readonly said: readonly RegExp[];
}

const crowd = { assets: 240, jobs: 0 };
const tellings: Readonly<Record<string, Telling>> = {
  'a job that ends': { act: run, said: [/^Describe: Running$/, /^Describe: Done$/] },
  'a text while it is written': { act: run, said: [/^A quiet mountain lake/] },
  'a job that fails, and why': {
    scenario: { hold: 'failed' },
    act: run,
    said: [/^[\w ]+: Failed\. .{10,}\.$/],
  },
  'a job that needs an answer, and the queue that waits for it': {
    scenario: { hold: 'unknown' },
    act: run,
    said: [/needs? your decision/],
  },
  'how many run, wherever one is': {
    scenario: { hold: 'running' },
    act: run,
    said: [/^1 running$/],
  },
  'how many images a search leaves': {
    scenario: { crowd },
    before: toLibrary,
    act: async (page) => {
      await page.getByLabel('Search the library').fill('lake');
    },
    said: [/^\d+ images?$/],
  },
  'how many images a filter leaves': {
    scenario: { crowd },
    before: toLibrary,
    act: async (page) => {
      await page.getByLabel('Rating', { exact: true }).first().selectOption('5');
    },
    said: [/^\d+ images?$/],
  },
  'how many images are chosen': {
    scenario: { crowd },
    before: toLibrary,
    act: async (page) => {
      await page.getByRole('listbox', { name: 'Images' }).press('Control+a');
    },
    said: [/^\d+ images? chosen$/],
  },
  'what came of a drop, with what was refused': {
    act: async (page) => {
      await page.keyboard.press('Control+o');
    },
    said: [/^1 image added · 1 was already here · 2 not added.*ends in the middle/],
  },
  'a file that was saved': { act: saveAsIs, said: [/Saved lake-at-dusk-1\.png/] },
  'a statement that is missing in it': {
    scenario: { unsigned: true },
    act: saveAsIs,
    said: [/Saved lake-at-dusk/, /lacks Content Credentials/],
  },
  'a password that is too weak': {
    before: async (page) => {
      await page.keyboard.press('Control+5');
      await press('Create an account')(page);
    },
    act: inTurn(
      async (page) => {
        await page.keyboard.type('ada@lumen.example');
        await page.keyboard.press('Tab');
        await page.keyboard.type('short');
      },
      async (page) => {
        await page.keyboard.press('Enter');
      },
    ),
    said: [/too easy to guess/],
  },
};

describe('a screen reader is told', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(Object.entries(tellings))('%s', async (_what, { scenario, before, act, said }) => {
    const page = await window.open(scenario ?? {});
    await page.locator('main').first().waitFor();
    await before?.(page);
    const heard = await listen(page);
    await act(page);
    for (const words of said)
      await expect
        .poll(async () => (await heard()).find((one) => words.test(one)) ?? (await heard()))
        .toMatch(words);
    await page.close();
  });

  it('nothing where nothing happens', async () => {
    const page = await window.open({ crowd });
    await toLibrary(page);
    const heard = await listen(page);
    await page.getByRole('listbox', { name: 'Images' }).press('ArrowRight');
    await page.waitForTimeout(300);
    expect(await heard()).toEqual([]);
    await page.close();
  });
});
