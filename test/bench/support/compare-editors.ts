import { chromium } from 'playwright-core';
import type { ImageService } from '../../../electron/images/image-service.ts';
import { browserFlags, browserPath } from '../../renderer/support/browser.ts';
import { watchDrawing } from './drawn-pictures.ts';
import { type BenchedEditor, type EditorFigures, measureEditor } from './editor-page.ts';
import { openOwnEditor } from './own-editor.ts';
import { openPeerEditors } from './peer-editors.ts';
import { memoryOf } from './browser-memory.ts';

interface Compared {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number;
}

interface Figures extends EditorFigures {
  /** Megabytes of the browser and all that it started, with the editor open. */
  readonly memory: number;
}

/** WebGL by software, everything else as in a browser without a graphics card. */
const graphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/**
 * Our editor and two others on the same photo, in the same browser and window, worked by the same
 * mouse: a slider for brightness pulled to and fro, then a brush.
 */
export async function compareEditors(
  images: ImageService,
  photo: string,
): Promise<readonly Compared[]> {
  const own = await openOwnEditor(images, photo);
  const peers = await openPeerEditors(photo);
  try {
    const ours = await measured(own.editor);
    const rows: Compared[] = [];
    for (const editor of peers.editors)
      rows.push(...beside(ours, editor.name, await measured(editor)));
    return rows;
  } finally {
    peers.close();
    await own.close();
  }
}

async function measured(editor: BenchedEditor): Promise<Figures> {
  const server = await chromium.launchServer({
    executablePath: browserPath,
    args: [...browserFlags, ...graphics, '--disable-gpu-rasterization'],
  });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    await page.addInitScript(watchDrawing);
    const figures = await measureEditor(page, editor);
    return { ...figures, memory: await memoryOf(server.process().pid ?? 0) };
  } finally {
    await server.close();
  }
}

function beside(ours: Figures, peer: string, theirs: Figures): readonly Compared[] {
  const row = (what: string, unit: string, of: (figures: Figures) => number): Compared => ({
    what,
    value: rounded(of(ours)),
    unit,
    peer,
    peerValue: rounded(of(theirs)),
  });
  const rate = 'frames/s';
  return [
    row('slider in the window, median', rate, ({ slider }) => 1000 / slider.median),
    row('slider in the window, 1 frame in 20', rate, ({ slider }) => 1000 / slider.slow),
    row('brush in the window, median', rate, ({ brush }) => 1000 / brush.median),
    row('brush in the window, 1 frame in 20', rate, ({ brush }) => 1000 / brush.slow),
    row('from opening the photo to seeing it', 's', ({ opening }) => opening / 1000),
    row('memory of the browser', 'MB', ({ memory }) => memory),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
