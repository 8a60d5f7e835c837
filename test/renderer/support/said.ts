import type { Page } from 'playwright-core';

/**
 * From now on, what a screen reader would read out by itself: the text of each live region after a change
 * inside of it, and alerts that come. A polite region that comes with its text is not heard, so it is not
 * counted; one that is not to be seen at all neither. Returns what was said so far.
 */
export async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const regions = '[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])';
    const known = new WeakSet(document.querySelectorAll(regions));
    const tell = (region: Element): void => {
      if (!region.checkVisibility()) return;
      const text = (region.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
      if (text !== '' && said.at(-1) !== text) said.push(text);
    };
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const part = target instanceof Element ? target : target.parentElement;
        const region = part?.closest(regions) ?? null;
        if (region !== null && known.has(region)) tell(region);
      }
      for (const region of document.querySelectorAll(regions)) {
        if (!known.has(region) && region.getAttribute('role') === 'alert') tell(region);
        known.add(region);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return async () =>
    await page.evaluate(() => (globalThis as unknown as { said: readonly string[] }).said);
}
