import type { Scenario } from '../recorded/bridge.ts';
import type { Act } from './acts.ts';
import { type RecordedWindow, switchTheme } from './window.ts';

/** A screen, and the way there. */
export interface Screen {
  readonly name: string;
  readonly scenario: Scenario;
  readonly act: Act;
  /** A text that says that the screen has arrived. */
  readonly shows: string | RegExp;
}

/**
 * Goes to a screen and back: the faults of it in both themes. Fails where it never arrives.
 * EMULSION_SHOTS names a folder for pictures of what was seen, in both.
 */
export async function faultsOf(
  window: RecordedWindow,
  { name, scenario, act, shows }: Screen,
): Promise<readonly string[]> {
  const page = await window.open(scenario);
  await act(page);
  await page.getByText(shows).first().waitFor();
  const pictures = process.env['EMULSION_SHOTS'];
  if (pictures !== undefined) {
    for (const theme of ['light', 'dark'] as const) {
      await switchTheme(page, theme);
      await page.screenshot({ path: `${pictures}/${name}, ${theme}.png` });
    }
  }
  const faults = await window.faults(page);
  await page.close();
  return faults;
}
