import type { Page } from 'playwright-core';

/** What would be seen to move: parts that pass from one state to another, and animations under way. */
export async function moving(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const seconds = (durations: string): number =>
      Math.max(...durations.split(',').map((one) => Number.parseFloat(one)));
    const passing = [...document.querySelectorAll('*')]
      .filter((part) => seconds(getComputedStyle(part).transitionDuration) > 0)
      .map((part) => `passes: ${part.className || part.tagName}`);
    const shortest = 10;
    const animated = document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > shortest)
      .map(
        (animation) =>
          `moves: ${animation instanceof CSSAnimation ? animation.animationName : 'a part'}`,
      );
    return [...new Set([...animated, ...passing])];
  });
}
