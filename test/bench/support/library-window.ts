import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { blobHashSchema } from '../../../electron/contract/ids.ts';
import { openBlobs } from '../../../electron/library/blobs.ts';
import { openStore } from '../../../electron/library/store.ts';
import { launchApp } from '../../e2e/launch.ts';
import { passWelcome } from '../../e2e/support/studio.ts';
import { fillLibrary } from './large-library.ts';
import { jumpTo, scrollGrid } from './scroll-grid.ts';

const frames = 240;
/** Pixels a frame: at 60 frames a second, 12 rows a second, and 60 rows. */
const steps = { slow: 48, fast: 240 } as const;
const places = [0.5, 0.1, 0.9, 0.3, 0.7];
const pictureCount = 300;

interface Figures {
  /** Milliseconds of each frame while the grid scrolls. */
  readonly slow: readonly number[];
  readonly fast: readonly number[];
  /** Milliseconds from a jump to far away until every cell in sight knows its image. */
  readonly jumps: readonly number[];
  /** Milliseconds from the window's question to the images that were found. */
  readonly searches: readonly number[];
  /** The longest time, in milliseconds, that the main process answered nobody during all that. */
  readonly stall: number;
}

/** What the real window does with so many images; a few hundred different pictures stand for them. */
export async function measureWindow(count: number): Promise<Figures> {
  const userData = await mkdtemp(path.join(tmpdir(), 'library-window-'));
  try {
    await fill(path.join(userData, 'library'), count);
    const { app, page, close } = await launchApp({ userData });
    try {
      await passWelcome(page);
      await page.keyboard.press('Control+2');
      await page.locator('.library-grid [role=option]').first().waitFor();
      // The comparison of files with rows and the first previews are a start's, not the grid's.
      await page.waitForTimeout(5000);
      await scrollGrid(page, frames, steps.slow);
      await app.evaluate(watchStalls);
      const slow = await scrollGrid(page, frames, steps.slow);
      const fast = await scrollGrid(page, frames, steps.fast);
      const jumps: number[] = [];
      for (const place of places) jumps.push(await jumpTo(page, place));
      const searches = await search(page);
      const stall = await app.evaluate(
        () => (globalThis as unknown as { worstStall: number }).worstStall,
      );
      return { slow, fast, jumps, searches, stall };
    } finally {
      await close();
    }
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
}

/** In the main process: a timer of a millisecond, and by how much it ever came late. */
function watchStalls(): void {
  const watch = { worstStall: 0 };
  Object.assign(globalThis, watch);
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    watch.worstStall = Math.max(watch.worstStall, now - last - 1);
    Object.assign(globalThis, watch);
    last = now;
  }, 1);
}

async function search(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  for (const text of ['solvarne', 'lo', 'solvar karfel', '4711', 'mite', 'osra', 'dune'])
    times.push(
      await page.evaluate(async (words) => {
        const { emulsion } = globalThis as unknown as {
          emulsion: { invoke(channel: string, input: unknown): Promise<unknown> };
        };
        const start = performance.now();
        await emulsion.invoke('library.list', { text: words });
        return performance.now() - start;
      }, text),
    );
  return times;
}

async function fill(dataFolder: string, count: number): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const blobs = await openBlobs(dataFolder);
  const hashes: string[] = [];
  for (let index = 0; index < pictureCount; index += 1) {
    const bytes = await picture(index);
    const hash = blobHashSchema.parse(createHash('sha256').update(bytes).digest('hex'));
    const file = path.join(dataFolder, `${hash}.jpg`);
    await writeFile(file, bytes);
    await blobs.adopt(file, hash);
    hashes.push(hash);
  }
  const store = openStore({ path: path.join(dataFolder, 'library.db'), now: () => 0 });
  fillLibrary(store, count, hashes);
  store.close();
}

async function picture(index: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
    <rect width="480" height="320" fill="hsl(${(index * 37) % 360} 50% 60%)"/>
    <circle cx="${(index * 53) % 480}" cy="${(index * 31) % 320}" r="70" fill="hsl(${(index * 91) % 360} 60% 40%)"/>
  </svg>`;
  return await sharp(Buffer.from(svg)).jpeg().toBuffer();
}
