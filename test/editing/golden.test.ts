import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editDocumentSchema, hueBands } from '../../electron/contract/editing/document.ts';
import { save, startService, temporaryFolder } from '../images/fixtures.ts';
import { type BrowserPreview, openBrowserPreview } from './support/browser-preview.ts';
import { difference, labOf } from './support/difference.ts';

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
    const full = await images.renderEdit({ path: original, document, outFolder: folder });
    const worker = await sharp(full.path).removeAlpha().raw().toBuffer();
    const shown = await preview.render(document);
    expect(shown.length / 4).toBe(worker.length / 3);
    const { mean, worst } = compared(shown, worker);
    expect(worker.equals(plain)).toBe(name === 'nothing');
    expect(mean).toBeLessThanOrEqual(1);
    expect(worst).toBeLessThanOrEqual(3);
  });

  it('agree again after the graphics context was lost', async () => {
    const document = editDocumentSchema.parse(edits['everything']);
    const before = await preview.render(document);
    expect((await preview.loseAndRestore(document)).equals(before)).toBe(true);
  });
});

/** Mean and 99.9th percentile of ΔE2000 between RGBA and RGB. */
function compared(shown: Buffer, worker: Buffer): { mean: number; worst: number } {
  const differences = Array.from({ length: shown.length / 4 }, (_, index) =>
    difference(
      labOf(shown[index * 4] ?? 0, shown[index * 4 + 1] ?? 0, shown[index * 4 + 2] ?? 0),
      labOf(worker[index * 3] ?? 0, worker[index * 3 + 1] ?? 0, worker[index * 3 + 2] ?? 0),
    ),
  ).toSorted((a, b) => a - b);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const worst = differences[Math.floor(differences.length * 0.999)] ?? 0;
  return { mean, worst };
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
