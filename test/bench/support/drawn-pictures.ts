import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** When a frame began before which something was drawn on a canvas, in milliseconds. */
    pictureTimes: number[];
  }
}

/**
 * Runs in a page before its own scripts and notes each frame in which an editor drew: on a canvas of
 * two dimensions, or by WebGL onto what is shown.
 */
export function watchDrawing(): void {
  window.pictureTimes = [];
  let drew = false;
  function watch<Context extends object>(
    prototype: Context,
    names: readonly (keyof Context & string)[],
    isShown: (context: Context) => boolean,
  ): void {
    for (const name of names) {
      const plain = prototype[name] as (...given: unknown[]) => unknown;
      Reflect.set(prototype, name, function (this: Context, ...given: unknown[]) {
        if (isShown(this)) drew = true;
        return plain.apply(this, given);
      });
    }
  }
  watch(
    CanvasRenderingContext2D.prototype,
    ['drawImage', 'putImageData', 'stroke', 'fill'],
    () => true,
  );
  for (const prototype of [WebGLRenderingContext.prototype, WebGL2RenderingContext.prototype]) {
    watch(
      prototype,
      ['drawArrays', 'drawElements'],
      (gl) => gl.getParameter(gl.FRAMEBUFFER_BINDING) === null,
    );
  }
  const frame = (): void => {
    if (drew) window.pictureTimes.push(performance.now());
    drew = false;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Pull {
  readonly from: Point;
  /** Where the mouse is after so many moves. */
  readonly at: (move: number) => Point;
}

/** Milliseconds that pictures were in sight, at the middle and for the slowest of 20. */
export interface FrameTimes {
  readonly median: number;
  readonly slow: number;
}

const warmMs = 1500;
const pullMs = 5000;
const longestMs = 60_000;
const fewestPictures = 6;

/** Pulls the mouse, a move a frame where the page keeps up, and times the pictures it makes. */
export async function pullAndTime(page: Page, { from, at }: Pull): Promise<FrameTimes> {
  let move = 0;
  const pullFor = async (ms: number): Promise<readonly number[]> => {
    await page.evaluate(() => {
      window.pictureTimes = [];
    });
    const start = performance.now();
    for (;;) {
      const { x, y } = at(move);
      await page.mouse.move(x, y);
      move += 1;
      const took = performance.now() - start;
      if (took < ms) continue;
      const times = await page.evaluate(() => window.pictureTimes);
      if (times.length > fewestPictures || took > longestMs) return times;
    }
  };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await pullFor(warmMs);
  const times = await pullFor(pullMs);
  await page.mouse.up();
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  if (gaps.length < 2) throw new Error('The editor drew nothing while it was pulled at');
  const sorted = gaps.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), slow: quantile(sorted, 0.95) };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Infinity;
}

/** Waits until something is so, asked every so often. Throws after `longestMs`. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > longestMs) throw new Error('It did not come about');
    await sleep(10);
  }
}
