import type { Page } from 'playwright-core';

/**
 * Scrolls the grid of the library and returns how long each frame took, in milliseconds.
 * `step`: pixels a frame.
 */
export async function scrollGrid(page: Page, frames: number, step: number): Promise<number[]> {
  return page.evaluate(
    async ([count, pixels]) => {
      const grid = document.querySelector('.library-grid');
      if (grid === null) throw new Error('The library shows no grid');
      const times: number[] = [];
      let last = await nextFrame();
      for (let frame = 0; frame < count; frame += 1) {
        grid.scrollBy({ top: pixels, behavior: 'instant' });
        const now = await nextFrame();
        times.push(now - last);
        last = now;
      }
      return times;

      function nextFrame(): Promise<number> {
        return new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      }
    },
    [frames, step] as const,
  );
}

/** Jumps to a place of the grid, 0 to 1; milliseconds until every cell in sight knows its image. */
export async function jumpTo(page: Page, place: number): Promise<number> {
  return page.evaluate(async (fraction) => {
    const grid = document.querySelector('.library-grid');
    if (grid === null) throw new Error('The library shows no grid');
    const start = performance.now();
    grid.scrollTo({ top: grid.scrollHeight * fraction, behavior: 'instant' });
    for (;;) {
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
      const isThere = grid.querySelector('[role=option]') !== null;
      const isComing = grid.querySelector('.asset-cell__picture--empty') !== null;
      if (isThere && !isComing) return performance.now() - start;
      if (performance.now() - start > 10_000) throw new Error('The images never came');
    }
  }, place);
}
