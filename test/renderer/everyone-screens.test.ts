import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english, german } from '../../renderer/i18n/texts.ts';
import { type Overlay, type Screen, overlays, screens } from '../../renderer/stores/navigation.ts';
import type { Scenario } from './recorded/bridge.ts';
import { lostParts, saidTexts, statesUntold } from './support/beyond-axe.ts';
import { englishAmong } from './support/english-among.ts';
import { moving } from './support/moving.ts';
import { type RecordedWindow, startRecordedWindow } from './support/window.ts';

/** Everything is there: an admin with a plan, whose changes were refused. */
const everything: Scenario = {
  account: 'admin',
  plan: 'pro',
  sync: { state: 'needs-you', waiting: 2, reason: 'refused', refused: 3 },
};

/** The command of the palette that leads to each screen and dialog: a new one has to be named here. */
const ways = {
  studio: 'show-studio',
  library: 'show-library',
  queue: 'show-queue',
  recipes: 'show-recipes',
  usage: 'show-usage',
  settings: 'show-settings',
  account: 'show-account',
  plans: 'show-plans',
  admin: 'show-admin',
  palette: null,
  shortcuts: 'show-shortcuts',
  'save-as': 'save-as',
  'refused-changes': 'show-refused',
  storage: 'show-storage',
  tour: 'start-tour',
  welcome: null,
  'empty studio': 'show-studio',
} as const satisfies Record<
  Screen | Overlay | 'tour' | 'welcome' | 'empty studio',
  keyof typeof english.command | null
>;
type Place = keyof typeof ways;
const places = [...screens, ...overlays, 'tour', 'welcome', 'empty studio'] as const;

const scenarioOf = (place: Place, language: 'en' | 'de'): Scenario => ({
  ...everything,
  ...(place === 'empty studio' && { empty: true }),
  settings: { language, welcomed: place !== 'welcome' },
});

describe('every screen and dialog', () => {
  let window: RecordedWindow;

  beforeAll(async () => {
    window = await startRecordedWindow();
  });
  afterAll(async () => {
    await window.close();
  });

  async function open(place: Place, language: 'en' | 'de'): Promise<Page> {
    const texts = language === 'en' ? english : german;
    const page = await window.open(scenarioOf(place, language));
    const pictures = process.env['EMULSION_SHOTS'];
    if (place !== 'welcome') {
      await page.locator('main').first().waitFor();
      await page.keyboard.press('Control+k');
      const way = ways[place];
      if (way !== null) {
        await page.getByPlaceholder(texts.palette.search).fill(texts.command[way]);
        await page.keyboard.press('Enter');
        await page.getByPlaceholder(texts.palette.search).waitFor({ state: 'detached' });
      }
    }
    await page.locator('h1, h2').first().waitFor();
    if (pictures !== undefined)
      await page.screenshot({ path: `${pictures}/${language}-${place}.png` });
    return page;
  }

  it('is among those that are looked at here', () => {
    expect(Object.keys(ways).toSorted()).toEqual(places.toSorted());
  });

  it.each(places)(
    '%s: for all who read, in both themes, at rest, enlarged twice, in forced colours',
    async (place) => {
      const page = await open(place, 'en');
      expect(await window.faults(page)).toEqual([]);
      expect(await moving(page)).toEqual([]);
      // 1440 × 900 at 200 %.
      await page.setViewportSize({ width: 720, height: 450 });
      const pictures = process.env['EMULSION_SHOTS'];
      if (pictures !== undefined)
        await page.screenshot({ path: `${pictures}/double-${place}.png` });
      expect(await lostParts(page)).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ forcedColors: 'active' });
      if (pictures !== undefined)
        await page.screenshot({ path: `${pictures}/forced-${place}.png` });
      expect(await statesUntold(page)).toEqual([]);
      await page.close();
    },
  );

  it.each(places)('%s: speaks German and nothing else', async (place) => {
    const page = await open(place, 'de');
    expect(englishAmong(await saidTexts(page))).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.close();
  });
});
