import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EditDocument, editDocumentSchema } from '../../electron/contract/editing/document.ts';
import { type Affine, framingOf } from '../../electron/contract/editing/geometry.ts';
import {
  type EditTile,
  editTileBox,
  editTileMargin,
  editTileSide,
} from '../../electron/contract/editing/views.ts';
import { tilesInView } from '../../renderer/editor/tiles-in-view.ts';
import { save, startService, temporaryFolder } from '../images/fixtures.ts';
import {
  type BrowserPreview,
  type LoadedPart,
  openBrowserPreview,
} from './support/browser-preview.ts';
import { compared } from './support/difference.ts';

/*
 * Zoomed in to 100 %: the window draws the picture of tiles that a worker cut. What it shows about a
 * corner where four of them meet is compared with the same part of the full size.
 */
const original = { width: 3300, height: 2060 };
const port = { width: 420, height: 300 };
const corner = { x: 2 * editTileSide, y: editTileSide };
const meeting: readonly EditTile[] = [
  { column: 1, row: 0 },
  { column: 2, row: 0 },
  { column: 1, row: 1 },
  { column: 2, row: 1 },
];

/** Small, so that little is rendered. */
const crop = { x: 0.45, y: 0.3, width: 0.35, height: 0.4 };
const detail = {
  sharpen: { amount: 90, radius: 2.5 },
  noise: { luminance: 50, colour: 50 },
};

const edits: Readonly<Record<string, unknown>> = {
  nothing: {},
  'sharpening and noise reduction': { geometry: { crop }, detail },
  'a turned crop, sharpened': {
    geometry: { turns: 1, flipX: true, crop: { x: 0.3, y: 0.45, width: 0.4, height: 0.35 } },
    detail,
  },
  straightening: { geometry: { straighten: -6, crop } },
  'straightening, sharpened': { geometry: { straighten: 11, crop }, detail },
  'a smaller size': { geometry: { crop }, resize: { by: 'percent', to: 80 } },
  'a smaller size, sharpened': { geometry: { crop }, resize: { by: 'percent', to: 80 }, detail },
  'all of it, with a look': {
    geometry: { straighten: 4, crop },
    resize: { by: 'percent', to: 78 },
    light: { exposure: 0.3, contrast: 20 },
    effects: { vignette: { amount: -30 } },
    detail,
  },
};

const folder = temporaryFolder();
const images = startService();
let file = '';
let preview: BrowserPreview;

beforeAll(async () => {
  file = await save(folder, 'scene.png', await drawScene());
  preview = await openBrowserPreview();
  await preview.loadParts(await Promise.all([wholePart(), ...meeting.map(tilePart)]));
}, 180_000);

afterAll(async () => {
  await preview.close();
});

/** Lines as fine as pixels and their grain: whatever is wrong at a border is seen. */
async function drawScene(): Promise<Buffer> {
  const { width, height } = original;
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 11;
  for (let index = 0; index < width * height; index += 1) {
    const [x, y] = [index % width, Math.floor(index / width)];
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const grain = (seed / 2_147_483_648 - 0.5) * 24;
    const rings = 70 * Math.cos(Math.hypot(x - corner.x - 40, y - corner.y - 25) / 2.2);
    for (let channel = 0; channel < 3; channel += 1) {
      const wave = 25 * Math.cos(x / 90 + y / 70 + channel * 2);
      pixels[index * 3 + channel] = Math.min(255, Math.max(0, 128 + rings + wave + grain));
    }
  }
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Where a place of the original lies in the picture. */
function inPicture({ a, b, c, d, e, f }: Affine, { x, y }: { x: number; y: number }) {
  const area = a * d - b * c;
  return {
    x: (d * (x - e) - c * (y - f)) / area,
    y: (a * (y - f) - b * (x - e)) / area,
  };
}

/** Its corner of tiles in the middle, as far as the picture goes. */
function viewOf(document: EditDocument) {
  const { size, toOriginal, scale } = framingOf(document, original);
  const middle = inPicture(toOriginal, corner);
  const left = Math.round(
    Math.min(Math.max(middle.x - port.width / 2, 0), size.width - port.width),
  );
  const top = Math.round(
    Math.min(Math.max(middle.y - port.height / 2, 0), size.height - port.height),
  );
  const placed = { left: -left, top: -top, scale: 1 };
  const tiles = tilesInView({
    original,
    toOriginal,
    resized: scale,
    placement: placed,
    port,
    pixelRatio: 1,
  });
  return { left, top, placed, tiles };
}

async function wholePart(): Promise<LoadedPart> {
  const box = { left: 0, top: 0, ...original };
  const view = await images.editView({ path: file, tile: null, outFolder: folder });
  return { png: await readFile(view.path), box, drawn: box };
}

async function tilePart(tile: EditTile): Promise<LoadedPart> {
  const view = await images.editView({ path: file, tile, outFolder: folder });
  return {
    png: await readFile(view.path),
    box: editTileBox(tile, original, editTileMargin),
    drawn: editTileBox(tile, original),
  };
}

describe('the view at 100 % and the full size', () => {
  it.each(Object.keys(edits))(
    'agree about %s where tiles meet',
    { timeout: 60_000 },
    async (name) => {
      const document = editDocumentSchema.parse(edits[name]);
      const { left, top, placed, tiles } = viewOf(document);
      expect(tiles).toEqual(meeting);
      const shown = await preview.view({ document, placed, port });
      const full = await images.renderEdit({ path: file, document, blobs: {}, outFolder: folder });
      const worker = await sharp(full.path)
        .extract({ left, top, ...port })
        .removeAlpha()
        .raw()
        .toBuffer();
      const { mean, worst } = compared(shown, worker);
      expect(mean).toBeLessThanOrEqual(1);
      expect(worst).toBeLessThanOrEqual(3);
    },
  );
});
