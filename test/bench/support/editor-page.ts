import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { type FrameTimes, type Point, pullAndTime, until } from './drawn-pictures.ts';

/** An editor in a page, as the bench works it: by the mouse, like somebody. */
export interface BenchedEditor {
  readonly name: string;
  /** With its code loaded, so that the photo can be opened. */
  readonly address: string;
  /** Begins to open it; what is seen of it afterwards is waited for. */
  readonly open: (page: Page) => Promise<void>;
  /** What shows the picture; all else may be its background. */
  readonly picture: string;
  /** The knob of the slider for brightness, and how far it is pulled to either side, in pixels. */
  readonly knob: (page: Page) => Promise<{ readonly at: Point; readonly reach: number }>;
  /** Takes the brush. */
  readonly takeBrush: (page: Page) => Promise<void>;
  /** What is painted on. */
  readonly painted: string;
}

export interface EditorFigures {
  /** Milliseconds from opening the photo until it is in sight. */
  readonly opening: number;
  readonly slider: FrameTimes;
  readonly brush: FrameTimes;
}

/** Shades of grey by which a photo in sight may differ from its mean: it is grain on mid grey. */
const tolerance = 14;

export async function measureEditor(page: Page, editor: BenchedEditor): Promise<EditorFigures> {
  await page.goto(editor.address);
  await page.waitForLoadState('networkidle');
  const start = performance.now();
  await editor.open(page);
  const picture = page.locator(editor.picture).first();
  await until(async () => Math.abs((await shade(picture)) - 128) < tolerance);
  const opening = performance.now() - start;
  const slider = await slide(page, editor);
  await until(async () => Math.abs((await shade(picture)) - 128) > tolerance);
  await editor.takeBrush(page);
  return { opening, slider, brush: await paint(page, page.locator(editor.painted).first()) };
}

/** To and fro, and let go far from the middle: then the picture is seen to have changed. */
async function slide(page: Page, editor: BenchedEditor): Promise<FrameTimes> {
  const { at, reach } = await editor.knob(page);
  const times = await pullAndTime(page, {
    from: at,
    at: (move) => ({ x: at.x + reach * Math.sin(move / 12), y: at.y }),
  });
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + reach, at.y, { steps: 4 });
  await page.mouse.up();
  return times;
}

/** Rings that grow and shrink. */
async function paint(page: Page, painted: Locator): Promise<FrameTimes> {
  const box = await boxOf(painted);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const at = (move: number): Point => {
    const radius = box.height * (0.3 + 0.1 * Math.sin(move / 70));
    return {
      x: middle.x + radius * Math.cos(move / 15),
      y: middle.y + radius * Math.sin(move / 15),
    };
  };
  return await pullAndTime(page, { from: at(0), at });
}

export async function boxOf(
  found: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await found.boundingBox();
  if (box === null) throw new Error('It is not in sight');
  return box;
}

/** Mean of what is seen in the middle; −1 while nothing is, or while it has a colour. */
async function shade(picture: Locator): Promise<number> {
  if (!(await picture.isVisible())) return -1;
  const box = await picture.boundingBox();
  if (box === null) return -1;
  const clip = { x: box.x + box.width / 2 - 32, y: box.y + box.height / 2 - 32 };
  const shot = await picture.page().screenshot({ clip: { ...clip, width: 64, height: 64 } });
  const { channels } = await sharp(shot).stats();
  const means = channels.slice(0, 3).map(({ mean }) => mean);
  return Math.max(...means) - Math.min(...means) > 8 ? -1 : (means[1] ?? -1);
}
