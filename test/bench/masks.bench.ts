import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { MaskStep } from '../../electron/contract/masking/document.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import { openScriptPage } from '../editing/support/browser-preview.ts';
import type { BrushPage, BrushTask } from '../masking/support/brush-page.ts';

declare global {
  interface Window {
    readonly brushPage: BrushPage;
  }
}

/*
 * Masks of a photo of 24 megapixels. First the frames that a brush reaches while it is pulled, in a
 * real browser without a graphics card, drawn and on the screen; then the full size in the worker.
 */
const root = path.resolve(import.meta.dirname, '../..');
const image = { width: 6000, height: 4000 };
/** The picture's width in a window of 1440 pixels. */
const shown = 952;
const count = 60;

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ok?: boolean;
}

const rows = [...(await brushes()), ...(await fullSize())];
console.log(JSON.stringify({ name: 'masks', rows }));

async function brushes(): Promise<readonly Row[]> {
  const { page, close } = await openScriptPage(
    path.resolve(import.meta.dirname, '../masking/support/brush-page.ts'),
  );
  try {
    const made: Row[] = [];
    for (const { size, flow } of [
      { size: 0.06, flow: 1 },
      { size: 0.06, flow: 0.2 },
      { size: 0.25, flow: 1 },
    ]) {
      const task: BrushTask = { image, shown, size, flow, count, draws: true };
      await medianFrame(page, { ...task, count: 10 });
      const still = await medianFrame(page, { ...task, draws: false });
      const median = await medianFrame(page, task);
      made.push({
        what: `brush of ${Math.round(size * image.width)} pixels, flow ${flow}`,
        value: round(1000 / median),
        unit: 'frames/s',
        peer: 'a page at rest',
        peerValue: round(1000 / still),
        ok: median <= 1000 / 30,
      });
    }
    return made;
  } finally {
    await close();
  }
}

async function medianFrame(page: Page, task: BrushTask): Promise<number> {
  const times = await page.evaluate((given) => window.brushPage.frames(given), task);
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

async function fullSize(): Promise<readonly Row[]> {
  const outFolder = await mkdtemp(path.join(tmpdir(), 'bench-masks-'));
  const images = createImageService({
    nodePath: path.join(root, 'node_modules/node/bin/node'),
    workerPath: path.join(root, 'electron/images/worker/main.ts'),
  });
  const strokes: readonly MaskStep[] = Array.from({ length: 50 }, (_, index) => ({
    kind: 'stroke',
    mode: 'add',
    size: 360,
    hardness: 0.8,
    flow: 1,
    pressure: 'none',
    points: Array.from({ length: 60 }, (_, part) => [
      500 + part * 80,
      300 + index * 60 + 100 * Math.sin(part / 6),
      1,
    ]),
  }));
  const lists: readonly (readonly [string, readonly MaskStep[]])[] = [
    ['50 strokes of 60 places', strokes],
    ['a stroke, feathered', [...strokes.slice(0, 1), { kind: 'feather', radius: 60 }]],
    ['a stroke, grown', [...strokes.slice(0, 1), { kind: 'grow', by: 60 }]],
  ];
  try {
    await images.paintMask({ steps: strokes.slice(0, 1), image, pictures: [], outFolder });
    const made: Row[] = [];
    for (const [what, steps] of lists) {
      const start = performance.now();
      await images.paintMask({ steps, image, pictures: [], outFolder });
      const seconds = (performance.now() - start) / 1000;
      made.push({ what: `full size: ${what}`, value: round(seconds), unit: 's' });
    }
    return made;
  } finally {
    await images.close();
    await rm(outFolder, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
