import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './recorded/bridge.ts';
import { type Act, press } from './support/acts.ts';
import { moving } from './support/moving.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

interface Movement {
  readonly scenario: Scenario;
  readonly act: Act;
  /** What is in sight once it moves. */
  readonly shows: string;
  readonly moves: string;
}

const run: Act = async (page) => {
  await page.keyboard.press('Control+Enter');
};
const nothing: Act = async () => undefined;

/** Wherever something goes on moving by itself. */
const movements: Readonly<Record<string, Movement>> = {
  'text that is written': {
    scenario: { hold: 'running' },
    act: run,
    shows: '.result__text--arriving',
    moves: 'film-pulse',
  },
  'a job in the filmstrip': {
    scenario: { hold: 'running' },
    act: run,
    shows: '.film__busy',
    moves: 'film-pulse',
  },
  'a sync under way': {
    scenario: { account: 'user', sync: { state: 'syncing', waiting: 3 } },
    act: nothing,
    shows: '.sync-state--syncing',
    moves: 'sync-turn',
  },
  'a dialog that opens': {
    scenario: {},
    act: async (page) => {
      await page.keyboard.press('Control+s');
    },
    shows: 'dialog[open]',
    moves: 'dialog-in',
  },
  'a receipt that slides in': {
    scenario: { plan: 'pro', account: 'user' },
    act: async (page) => {
      await run(page);
      await press(/^Receipt/)(page);
    },
    shows: '.receipt',
    moves: 'receipt-in',
  },
};

describe('what moves', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  it.each(Object.entries(movements))(
    '%s: rests where the system asks for rest',
    async (_what, { scenario, act, shows, moves }) => {
      const page = await window.open(scenario);
      await page.locator('main').first().waitFor();
      await act(page);
      await page.locator(shows).first().waitFor();
      expect(await moving(page)).toEqual([]);
      await page.close();

      // So that the list above can be other than empty.
      const lively = await window.open(scenario);
      await lively.locator('main').first().waitFor();
      await lively.emulateMedia({ reducedMotion: 'no-preference' });
      await lively.evaluate(() => {
        const begun: string[] = [];
        Object.assign(globalThis, { begun });
        document.addEventListener('animationstart', ({ animationName }) => {
          begun.push(animationName);
        });
      });
      await act(lively);
      await lively.locator(shows).first().waitFor();
      const begun = () =>
        lively.evaluate(() => [
          ...(globalThis as unknown as { begun: readonly string[] }).begun,
          ...document
            .getAnimations()
            .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : '')),
        ]);
      await expect.poll(begun).toContain(moves);
      await lively.close();
    },
  );
});
