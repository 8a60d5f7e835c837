import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editDocumentSchema, hueBands } from '../../electron/contract/editing/document.ts';
import type { WrittenFile } from '../../electron/images/image-service.ts';
import { save, startService, temporaryFolder } from '../images/fixtures.ts';
import { type BrowserPreview, openBrowserPreview } from './support/browser-preview.ts';
import { compared, difference } from './support/difference.ts';

/** Each control at values that are plainly seen, and together. */
const edits: Readonly<Record<string, unknown>> = {
  nothing: {},
  exposure: { light: { exposure: 0.8 } },
  'exposure down': { light: { exposure: -1.5 } },
  contrast: { light: { contrast: 60 } },
  highlights: { light: { highlights: -80 } },
  shadows: { light: { shadows: 80 } },
  whites: { light: { whites: 50 } },
  blacks: { light: { blacks: -60 } },
  temperature: { colour: { temperature: 60 } },
  tint: { colour: { tint: -50 } },
  vibrance: { colour: { vibrance: 80 } },
  saturation: { colour: { saturation: -60 } },
  curves: {
    curves: {
      all: [
        [0, 0.05],
        [0.3, 0.2],
        [0.7, 0.85],
        [1, 1],
      ],
      blue: [
        [0, 0.1],
        [1, 0.9],
      ],
    },
  },
  ...Object.fromEntries(
    hueBands.map((name) => [
      `the ${name} ones`,
      { hues: { [name]: { hue: 60, saturation: 40, luminance: -40 } } },
    ]),
  ),
  vignette: { effects: { vignette: { amount: -70, midpoint: 30, feather: 60 } } },
  sharpening: { detail: { sharpen: { amount: 80, radius: 1.4 } } },
  'noise reduction': { detail: { noise: { luminance: 70, colour: 60 } } },
  'a turn and a crop': {
    geometry: { turns: 1, flipX: true, crop: { x: 0.1, y: 0.2, width: 0.6, height: 0.5 } },
    effects: { vignette: { amount: 50 } },
  },
  'half its size': { resize: { by: 'percent', to: 50 } },
  'a third of its size, cropped': {
    geometry: { crop: { x: 0.2, y: 0.1, width: 0.7, height: 0.8 } },
    resize: { by: 'longest', to: 84 },
  },
  'more than its size': { resize: { by: 'width', to: 610 }, light: { contrast: 20 } },
  straightening: { geometry: { straighten: -7.5 } },
  everything: {
    geometry: { turns: 3, straighten: 4, crop: { x: 0.1, y: 0.1, width: 0.8, height: 0.7 } },
    light: { exposure: 0.4, contrast: 30, highlights: -40, shadows: 40, whites: 10, blacks: -10 },
    colour: { temperature: -20, tint: 10, vibrance: 30, saturation: 10 },
    hues: { orange: { saturation: 20 }, blue: { hue: -40, luminance: -20 } },
    curves: {
      red: [
        [0, 0],
        [0.5, 0.55],
        [1, 1],
      ],
    },
    detail: { sharpen: { amount: 40, radius: 1 }, noise: { luminance: 30, colour: 50 } },
    effects: { vignette: { amount: -30 } },
  },
};

/** Numbers of a .cube file that plainly change every colour: hues turned a little, a matte black. */
function cubeText(side: number): string {
  const lines = [`TITLE "Golden"`, `LUT_3D_SIZE ${side}`];
  for (let index = 0; index < side ** 3; index += 1) {
    const [r, g, b] = [
      index % side,
      Math.floor(index / side) % side,
      Math.floor(index / side ** 2),
    ].map((step) => step / (side - 1)) as [number, number, number];
    lines.push(
      [0.08 + 0.85 * r + 0.1 * g * b, 0.05 + 0.9 * g ** 1.2, 0.1 + 0.7 * b + 0.15 * r * (1 - g)]
        .map((value) => value.toFixed(6))
        .join(' '),
    );
  }
  return lines.join('\n');
}

const curveText = [
  'LUT_1D_SIZE 5',
  'DOMAIN_MIN 0 0 0',
  'DOMAIN_MAX 1 1 1',
  '0.05 0.1 0.0',
  '0.2 0.3 0.35',
  '0.55 0.5 0.45',
  '0.8 0.7 0.75',
  '0.95 0.9 1.0',
].join('\n');

const marked = { kind: 'text', text: '© Ägypten & <Co>', size: 12, opacity: 70 } as const;

/** Edits that name something, by what it is. */
const naming: Readonly<Record<string, (blobs: Readonly<Record<string, string>>) => unknown>> = {
  'a cube of colours': ({ cube }) => ({
    effects: { lut: { table: { blob: cube, name: 'cube' }, amount: 80 } },
  }),
  'a table of one dimension': ({ curve }) => ({
    effects: { lut: { table: { blob: curve, name: 'curve' } } },
    light: { contrast: 20 },
  }),
  'a text over it': () => ({ watermark: { ...marked, place: 'bottom-right' } }),
  'a turned text all over it': () => ({
    watermark: { ...marked, size: 6, angle: -30, tiled: true, gap: 8, colour: '#c03020' },
  }),
  'an image over it': ({ logo }) => ({
    watermark: { kind: 'image', image: { blob: logo, name: 'logo' }, size: 30, place: 'top-left' },
  }),
  'all of it, smaller': ({ cube, logo }) => ({
    geometry: { turns: 1, crop: { x: 0.1, y: 0.1, width: 0.8, height: 0.7 } },
    light: { exposure: 0.3 },
    detail: { sharpen: { amount: 40 } },
    effects: { lut: { table: { blob: cube, name: 'cube' } }, vignette: { amount: -40 } },
    resize: { by: 'percent', to: 60 },
    watermark: { kind: 'image', image: { blob: logo, name: 'logo' }, size: 40, opacity: 50 },
  }),
};

const folder = temporaryFolder();
const images = startService();
const original = path.join(folder, 'scene.png');
let plain: Buffer;
let preview: BrowserPreview;

beforeAll(async () => {
  const scene = await drawScene();
  await save(folder, 'scene.png', scene);
  plain = await sharp(scene).raw().toBuffer();
  preview = await openBrowserPreview();
  await preview.load(scene);
}, 60_000);

afterAll(async () => {
  await preview.close();
});

/** Every hue and lightness, soft and hard edges, and the grain of a camera. */
async function drawScene(): Promise<Buffer> {
  const [width, height] = [360, 240];
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 7;
  const grain = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed / 2_147_483_648 - 0.5) * 14;
  };
  for (let index = 0; index < width * height; index += 1) {
    const [x, y] = [(index % width) / width, Math.floor(index / width) / height];
    const strength = y < 0.5 ? 0.25 : 0.8;
    const light = 255 * (y < 0.5 ? 2 * y : 2 * y - 1);
    const noise = grain();
    for (let channel = 0; channel < 3; channel += 1) {
      const wave = 0.5 + 0.5 * Math.cos(2 * Math.PI * (x - channel / 3));
      const value = light * (1 - strength + strength * wave) + noise + grain() * 0.4;
      pixels[index * 3 + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .composite([
      {
        input: Buffer.from(
          `<svg width="${width}" height="${height}"><path d="M40 200 L120 60 L200 200 Z" fill="#f4efe6"/><circle cx="270" cy="90" r="38" fill="#1b1f24"/></svg>`,
        ),
      },
    ])
    .removeAlpha()
    .png()
    .toBuffer();
}

describe('the preview and the full size', () => {
  it('are computed with half floats in between', async () => {
    expect(await preview.isPrecise()).toBe(true);
  });

  it.each(Object.keys(edits))('agree about %s', async (name) => {
    const document = editDocumentSchema.parse(edits[name]);
    const full = await images.renderEdit({
      path: original,
      document,
      blobs: {},
      outFolder: folder,
    });
    const worker = await rgbOf(full.path);
    const shown = await preview.render(document);
    expect(shown.length / 4).toBe(worker.length / 3);
    const { mean, worst } = compared(shown, worker);
    expect(worker.equals(plain)).toBe(name === 'nothing');
    expect(mean).toBeLessThanOrEqual(1);
    expect(worst).toBeLessThanOrEqual(3);
  });

  it.each(Object.keys(naming))('agree about %s', async (name) => {
    const paths = {
      cube: await lutFile('cube', cubeText(9)),
      curve: await lutFile('curve', curveText),
    };
    const logo = await logoFile();
    const hashes = { cube: paths.cube.hash, curve: paths.curve.hash, logo: logo.hash };
    const document = editDocumentSchema.parse(naming[name]?.(hashes));
    const { watermark, effects } = document;
    const table = [paths.cube, paths.curve].find(({ hash }) => hash === effects.lut.table?.blob);
    const full = await images.renderEdit({
      path: original,
      document,
      blobs: Object.fromEntries(
        [paths.cube, paths.curve, logo].map((file) => [file.hash, file.path]),
      ),
      outFolder: folder,
    });
    const picture = { width: full.facts.width, height: full.facts.height };
    const drawing = { mark: watermark, picture, scale: 1, space: 'srgb' } as const;
    const mark =
      watermark.kind === 'none'
        ? null
        : await images.drawMark({
            drawing,
            imagePath: watermark.kind === 'image' ? logo.path : null,
            outFolder: folder,
          });
    await preview.name({
      lut: table === undefined ? null : await readFile(table.path, 'base64'),
      mark: mark && { png: await readFile(mark.path, 'base64'), scale: mark.scale },
    });
    const shown = await preview.render(document);
    const { mean, worst } = compared(shown, await rgbOf(full.path));
    expect(mean).toBeLessThanOrEqual(1);
    expect(worst).toBeLessThanOrEqual(3);
    // It is seen: without what it names, the picture is another one.
    await preview.name({ lut: null, mark: null });
    expect(compared(await preview.render(document), await rgbOf(full.path)).worst).toBeGreaterThan(
      3,
    );
  });

  it('agree again after the graphics context was lost', async () => {
    const document = editDocumentSchema.parse(edits['everything']);
    const before = await preview.render(document);
    expect((await preview.loseAndRestore(document)).equals(before)).toBe(true);
  });
});

async function rgbOf(file: string): Promise<Buffer> {
  return await sharp(file).removeAlpha().raw().toBuffer();
}

async function lutFile(name: string, text: string): Promise<WrittenFile> {
  const file = await save(folder, `${name}.cube`, Buffer.from(text));
  return await images.takeLut({ path: file, outFolder: folder });
}

async function logoFile(): Promise<{ readonly path: string; readonly hash: string }> {
  const drawing = `<svg width="90" height="60"><rect x="5" y="5" width="80" height="50" rx="12"
    fill="#2060d0" fill-opacity="0.8"/><circle cx="45" cy="30" r="16" fill="#fff"/></svg>`;
  const file = await save(folder, 'logo.png', await sharp(Buffer.from(drawing)).png().toBuffer());
  return { path: file, hash: (await images.inspect(file)).hash };
}

describe('the difference of colours', () => {
  // Sharma, Wu and Dalal (2005), table 1: pairs 1, 4, 7, 9, 17 and 25.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ] as const)('between %j and %j is %d', (one, other, expected) => {
    expect(difference(one, other)).toBeCloseTo(expected, 4);
  });
});
