import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type EditDocument, editDocumentSchema } from '../../electron/contract/editing/document.ts';
import { profileName } from '../../electron/images/worker/metadata/color-profile.ts';
import { insertChunks, profileChunk } from '../../electron/images/worker/metadata/png-chunks.ts';
import { gradient, noise, save, startService, temporaryFolder } from '../images/fixtures.ts';

const folder = temporaryFolder();
const images = startService();

interface Rendered {
  readonly metadata: Metadata;
  /** As they stand in the file: 16 bits where it has them. */
  readonly samples: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
}

async function rendered(from: Sharp | string, edit: unknown): Promise<Rendered> {
  const path =
    typeof from === 'string' ? from : await save(folder, 'in.png', await from.png().toBuffer());
  const document: EditDocument = editDocumentSchema.parse(edit);
  const made = await images.renderEdit({ path, document, blobs: {}, outFolder: folder });
  const metadata = await sharp(made.path).metadata();
  expect([made.facts.width, made.facts.height]).toEqual([metadata.width, metadata.height]);
  return {
    metadata,
    samples: await samplesOf(await readFile(made.path)),
    width: metadata.width,
    height: metadata.height,
  };
}

async function samplesOf(file: Buffer): Promise<Uint8Array | Uint16Array> {
  const { depth } = await sharp(file).metadata();
  const deep = depth === 'ushort';
  // Kept in its own profile: what the file says, number for number.
  const raw = await sharp(file)
    .keepIccProfile()
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer();
  return deep ? new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2) : raw;
}

describe('the full size of an edit', () => {
  it('of nothing is the original, sample for sample', async () => {
    const original = await noise({ width: 97, height: 61 }).png().toBuffer();
    const path = await save(folder, 'plain.png', original);
    const { samples } = await rendered(path, {});
    expect(samples).toEqual(await samplesOf(original));
  });

  it('keeps 16 bits, every step of them', async () => {
    const steps = Uint16Array.from({ length: 256 * 256 * 3 }, (_, at) => Math.floor(at / 3));
    const original = await sharp(steps, { raw: { width: 256, height: 256, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const path = await save(folder, 'deep.png', original);
    const plain = await rendered(path, {});
    expect(plain.metadata.depth).toBe('ushort');
    expect(plain.samples).toEqual(await samplesOf(original));
    const brighter = await rendered(path, { light: { exposure: 1 } });
    expect(brighter.metadata.depth).toBe('ushort');
    // Half of the range is spread over the whole: more levels than eight bits have.
    expect(new Set(brighter.samples).size).toBeGreaterThan(10_000);
  });

  it('keeps colours that sRGB does not have, and says which they are', async () => {
    const vivid = sharp({
      create: { width: 64, height: 64, channels: 3, background: { r: 255, g: 0, b: 0 } },
    });
    const p3 = await vivid.withIccProfile('p3').png().toBuffer();
    // The reddest red of P3, which no sRGB file can hold.
    const pure = await sharp(p3)
      .keepIccProfile()
      .raw()
      .toBuffer()
      .then((raw) => raw.fill(0).map((_, at) => (at % 3 === 0 ? 250 : 0)));
    const { icc } = await sharp(p3).metadata();
    expect(icc).toBeDefined();
    const path = await save(folder, 'wide.jpg', await withNumbers(p3, pure));
    const { metadata, samples } = await rendered(path, { light: { exposure: -0.5 } });
    expect(metadata.icc && profileName(metadata.icc)).toMatch(/P3/);
    expect(samples[0]).toBeGreaterThan(190);
    expect(samples[1]).toBeLessThan(8);
    expect(samples[2]).toBeLessThan(8);
  });

  it('keeps transparency', async () => {
    const clear = await sharp({
      create: {
        width: 8,
        height: 6,
        channels: 4,
        background: { r: 200, g: 90, b: 30, alpha: 0.5 },
      },
    })
      .png()
      .toBuffer();
    const { samples } = await rendered(await save(folder, 'clear.png', clear), {
      light: { exposure: 1 },
      geometry: { turns: 1 },
    });
    expect(samples[3]).toBe(128);
    expect(samples[0]).toBe(255);
  });

  it.each([
    { name: 'turned', edit: { turns: 1 }, same: (image: Sharp) => image.rotate(90) },
    { name: 'turned twice', edit: { turns: 2 }, same: (image: Sharp) => image.rotate(180) },
    { name: 'turned three times', edit: { turns: 3 }, same: (image: Sharp) => image.rotate(270) },
    { name: 'mirrored', edit: { flipX: true }, same: (image: Sharp) => image.flop() },
    { name: 'upside down', edit: { flipY: true }, same: (image: Sharp) => image.flip() },
    {
      name: 'cropped',
      edit: { crop: { x: 0.25, y: 0.5, width: 0.5, height: 0.25 } },
      same: (image: Sharp) => image.extract({ left: 20, top: 24, width: 40, height: 12 }),
    },
  ])('is $name as sharp does it', async ({ edit, same }) => {
    const original = await noise({ width: 80, height: 48 }).png().toBuffer();
    const { samples } = await rendered(await save(folder, 'turn.png', original), {
      geometry: edit,
    });
    expect(samples).toEqual(await samplesOf(await same(sharp(original)).png().toBuffer()));
  });

  it.each([
    { resize: { by: 'longest', to: 90 }, size: [90, 60] },
    { resize: { by: 'width', to: 45 }, size: [45, 30] },
    { resize: { by: 'height', to: 400 }, size: [600, 400] },
    { resize: { by: 'percent', to: 10 }, size: [30, 20] },
    { resize: { by: 'longest', to: 1 }, size: [1, 1] },
  ])('comes out at $size for $resize', async ({ resize, size }) => {
    const { width, height, samples } = await rendered(
      sharp({ create: { width: 300, height: 200, channels: 3, background: '#4080c0' } }),
      { resize },
    );
    expect([width, height]).toEqual(size);
    const off = samples.findIndex(
      (sample, at) => Math.abs(sample - ([64, 128, 192][at % 3] ?? 0)) > 1,
    );
    expect(off).toBe(-1);
  });

  it('shrinks light, not numbers: fine stripes keep their brightness', async () => {
    const stripes = Uint8Array.from({ length: 128 * 64 * 3 }, (_, at) =>
      Math.floor(at / 3) % 2 === 0 ? 255 : 0,
    );
    const { samples } = await rendered(
      sharp(stripes, { raw: { width: 128, height: 64, channels: 3 } }),
      { resize: { by: 'percent', to: 25 } },
    );
    // Half of the light of white is number 188 in sRGB.
    const middle = samples[(8 * 32 + 16) * 3] ?? 0;
    expect(Math.abs(middle - 188)).toBeLessThanOrEqual(2);
  });

  it('lets no colour of what is clear into what is not', async () => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) => {
      const isClear = Math.floor(at / 4) % 64 >= 33;
      return [isClear ? 0 : 255, isClear ? 255 : 0, 0, isClear ? 0 : 255][at % 4] ?? 0;
    });
    const path = await save(
      folder,
      'edge-of-clear.png',
      await sharp(pixels, { raw: { width: 64, height: 64, channels: 4 } })
        .png()
        .toBuffer(),
    );
    const { samples } = await rendered(path, { resize: { by: 'percent', to: 50 } });
    const seen = Array.from({ length: samples.length / 4 }, (_, at) => at * 4).filter(
      (at) => (samples[at + 3] ?? 0) > 0,
    );
    expect(seen.length).toBeGreaterThan(32 * 16);
    expect(Math.max(...seen.map((at) => samples[at + 1] ?? 0))).toBe(0);
  });

  it('has its text where it was put, and nowhere else', async () => {
    const { samples, width, height } = await rendered(
      sharp({ create: { width: 400, height: 200, channels: 3, background: 'black' } }),
      { watermark: { kind: 'text', text: 'Emulsion', size: 15, place: 'top-left', opacity: 100 } },
    );
    const lit = (left: number, top: number): number => {
      let found = 0;
      for (let y = top; y < top + height / 2; y += 1) {
        for (let x = left; x < left + width / 2; x += 1) {
          if ((samples[(y * width + x) * 3] ?? 0) > 200) found += 1;
        }
      }
      return found;
    };
    expect(lit(0, 0)).toBeGreaterThan(300);
    expect(lit(width / 2, 0) + lit(0, height / 2) + lit(width / 2, height / 2)).toBe(0);
  });

  it('is refused without the table that it names', async () => {
    const edit = { effects: { lut: { table: { blob: 'ab'.repeat(32), name: 'gone' } } } };
    await expect(rendered(noise({ width: 20, height: 20 }), edit)).rejects.toMatchObject({
      error: { kind: 'file-missing' },
    });
  });

  it('straightens about the middle, without an empty corner', async () => {
    const { samples, width, height } = await rendered(
      sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } }),
      { geometry: { straighten: 12 } },
    );
    expect(width).toBeLessThan(260);
    expect(width / height).toBeCloseTo(1.5, 1);
    expect(new Set(samples)).toEqual(new Set([128]));
  });

  it('turns a straightened line clockwise', async () => {
    // A level edge: clockwise, its right end goes down.
    const half = await sharp({
      create: { width: 300, height: 100, channels: 3, background: 'white' },
    })
      .extend({ bottom: 100, background: 'black' })
      .png()
      .toBuffer();
    const { samples, width, height } = await rendered(await save(folder, 'edge.png', half), {
      geometry: { straighten: 10 },
    });
    const edgeAt = (x: number): number =>
      Array.from({ length: height }, (_, y) => samples[(y * width + x) * 3] ?? 0).filter(
        (value) => value > 128,
      ).length;
    const fall = edgeAt(width - 10) - edgeAt(10);
    expect(fall / (width - 20)).toBeCloseTo(Math.tan((10 * Math.PI) / 180), 1);
  });

  it('takes noise away and leaves an edge', async () => {
    const grain = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: 'black',
        noise: { type: 'gaussian', mean: 90, sigma: 8 },
      },
    })
      .composite([
        {
          input: { create: { width: 100, height: 200, channels: 3, background: '#f0f0f0' } },
          left: 100,
          top: 0,
        },
      ])
      .removeAlpha()
      .png()
      .toBuffer();
    const path = await save(folder, 'grain.png', grain);
    const before = await samplesOf(grain);
    const { samples } = await rendered(path, {
      detail: { noise: { luminance: 80, colour: 80 } },
    });
    expect(deviation(samples, 200)).toBeLessThan(deviation(before, 200) / 2);
    const step = (of: Uint8Array | Uint16Array): number => (of[102 * 3] ?? 0) - (of[97 * 3] ?? 0);
    expect(step(samples)).toBeGreaterThan(step(before) * 0.85);
  });

  it('sharpens an edge, and goes on over the border of a strip', async () => {
    const soft = await gradient({ width: 1200, height: 1800 }).blur(2).png().toBuffer();
    const path = await save(folder, 'soft.png', soft);
    const { samples } = await rendered(path, { detail: { sharpen: { amount: 100, radius: 2 } } });
    // A smooth slope has nothing to sharpen: a seam between strips would show as a jump.
    for (let y = 820; y < 850; y += 1) {
      const jump = Math.abs(
        (samples[(y * 1200 + 600) * 3] ?? 0) - (samples[((y - 1) * 1200 + 600) * 3] ?? 0),
      );
      expect(jump).toBeLessThanOrEqual(2);
    }
  });
});

/** The same file's pixels replaced, its profile kept. */
async function withNumbers(file: Buffer, numbers: Uint8Array): Promise<Buffer> {
  const { width, height, icc } = await sharp(file).metadata();
  const png = await sharp(numbers, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return insertChunks(png, icc === undefined ? [] : [profileChunk(icc)]);
}

/** Standard deviation of the red of the left part. */
function deviation(samples: Uint8Array | Uint16Array, width: number): number {
  const values = Array.from({ length: 90 * 180 }, (_, at) => {
    const [x, y] = [(at % 90) + 4, Math.floor(at / 90) + 8];
    return samples[(y * width + x) * 3] ?? 0;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
