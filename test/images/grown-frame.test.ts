import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  failureOf,
  gradient,
  noise,
  samplesOf,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

interface Size {
  readonly width: number;
  readonly height: number;
}

const size: Size = { width: 120, height: 90 };
const sides = { left: 40, right: 0, up: 0, down: 30 };
const frame = frameOf(size);

function frameOf({ width, height }: Size, { left, right, up, down } = sides): Size {
  return { width: width + left + right, height: height + up + down };
}

async function grow(original: Buffer, answer: Buffer, grown = { of: size, sides }) {
  const made = await images.verify({
    path: await save(folder, 'answer.png', answer),
    outFolder: folder,
    expect: { ...frameOf(grown.of, grown.sides), alpha: false },
    original: {
      path: await save(folder, 'original.bin', original),
      keep: { kind: 'inside-frame', ...grown.sides },
    },
  });
  return { ...made, bytes: await readFile(made.path) };
}

const deepNoise = (): Sharp => {
  const data = Uint16Array.from(
    { length: size.width * size.height * 3 },
    (_, index) => (index * 40_503) % 65_536,
  );
  return sharp(data, { raw: { ...size, channels: 3 } }).toColourspace('rgb16');
};

/** Beyond it nothing of the answer is seen: six of its pixels, a few more where it was enlarged. */
const seam = 6;

describe('a photo that was grown', () => {
  it.each([
    ['a JPEG', noise(size).jpeg(), 'uchar'],
    ['a transparent PNG', noise(size, 4).png(), 'uchar'],
    ['a grey PNG', noise(size, 1).toColourspace('b-w').png(), 'uchar'],
    ['a Display P3 JPEG', noise(size).withIccProfile('p3').jpeg(), 'uchar'],
    ['a 16-bit PNG', deepNoise().png(), 'ushort'],
    ['a 16-bit Display P3 PNG', deepNoise().withIccProfile('p3').png(), 'ushort'],
  ] as const)('keeps every sample of %s', async (_name, pipeline, depth) => {
    const original = await pipeline.toBuffer();
    const made = await grow(original, await gradient(frame).negate().png().toBuffer());
    expect(made.facts).toMatchObject({ format: 'png', ...frame });
    const [before, after] = [await samplesOf(original, depth), await samplesOf(made.bytes, depth)];
    expect(after.channels).toBe(before.channels);
    const { channels } = before;
    for (let y = 0; y < size.height - seam; y += 1) {
      const from = (y * size.width + seam) * channels;
      const to = (y * frame.width + sides.left + seam) * channels;
      const count = (size.width - seam) * channels;
      // Also at the edges that did not move.
      expect(after.samples.slice(to, to + count)).toEqual(before.samples.slice(from, from + count));
    }
    const profiles = [await sharp(original).metadata(), await sharp(made.bytes).metadata()];
    expect(profiles[1]?.icc).toEqual(profiles[0]?.icc);
  });

  it("is the provider's where it is new", async () => {
    const answer = await noise(frame).png().toBuffer();
    const { bytes } = await grow(await gradient(size).png().toBuffer(), answer);
    const [drawn, after] = [await samplesOf(answer), await samplesOf(bytes)];
    for (let y = 0; y < frame.height; y += 1) {
      const from = y * frame.width * 3;
      const isBelow = y >= size.height;
      const count = (isBelow ? frame.width : sides.left) * 3;
      expect(after.samples.slice(from, from + count)).toEqual(
        drawn.samples.slice(from, from + count),
      );
    }
  });

  it('passes into it without a step', async () => {
    const flat = async (of: Size, value: number) => {
      const background = { r: value, g: value, b: value };
      const spot = await noise({ width: 2, height: 2 }).png().toBuffer();
      return await sharp({ create: { ...of, channels: 3, background } })
        .composite([{ input: spot, left: of.width - 2, top: 0 }])
        .removeAlpha()
        .png()
        .toBuffer();
    };
    const { bytes } = await grow(await flat(size, 100), await flat(frame, 200));
    const { samples } = await samplesOf(bytes);
    const row = Array.from(
      { length: 100 },
      (_, x) => samples[(40 * frame.width + x) * 3] ?? Number.NaN,
    );
    expect(row.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(row.slice(40 + seam)).toEqual(Array.from({ length: 54 }, () => 100));
    const steps = row.map((value, x) => (row[x - 1] ?? value) - value);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(30);
  });

  it('stays sharp where the provider worked at a smaller size, and the rest is enlarged to match', async () => {
    const photo = { width: 900, height: 600 };
    const grown = { left: 300, right: 0, up: 0, down: 0 };
    const original = await noise(photo).png().toBuffer();
    const answer = await gradient({ width: 400, height: 200 }).png().toBuffer();
    const made = await grow(original, answer, { of: photo, sides: grown });
    expect(made.facts).toMatchObject({ width: 1200, height: 600 });
    const [before, after] = [await samplesOf(original), await samplesOf(made.bytes)];
    const wider = seam * 3;
    for (let y = 0; y < photo.height; y += 1) {
      const from = (y * photo.width + wider) * 3;
      const to = (y * 1200 + 300 + wider) * 3;
      const count = (photo.width - wider) * 3;
      expect(after.samples.slice(to, to + count)).toEqual(before.samples.slice(from, from + count));
    }
    for (const [x, y] of [
      [10, 10],
      [150, 300],
      [290, 590],
    ] as const) {
      const at = (y * 1200 + x) * 3;
      const [red = 0, green = 0] = [after.samples[at], after.samples[at + 1]];
      expect(Math.abs(red - (x / 1200) * 255)).toBeLessThan(3);
      expect(Math.abs(green - (y / 600) * 255)).toBeLessThan(3);
    }
  });

  it('stays as it was when the camera held it sideways', async () => {
    const original = await noise({ width: size.height, height: size.width })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { bytes } = await grow(original, await gradient(frame).png().toBuffer());
    const [before, after] = [await samplesOf(original), await samplesOf(bytes)];
    const to = (sides.left + seam) * 3;
    expect(after.samples.slice(to, frame.width * 3)).toEqual(
      before.samples.slice(seam * 3, size.width * 3),
    );
  });

  it('is whole where it is read in bands', async () => {
    const photo = { width: 2900, height: 2900 };
    const around = { left: 100, right: 0, up: 200, down: 100 };
    const original = await gradient(photo).negate().png({ compressionLevel: 1 }).toBuffer();
    const large = frameOf(photo, around);
    const made = await grow(original, await gradient(large).png().toBuffer(), {
      of: photo,
      sides: around,
    });
    const inner = { width: photo.width - seam, height: photo.height - 2 * seam };
    const cut = async (bytes: Buffer, left: number, top: number) =>
      await sharp(bytes)
        .extract({ left, top, ...inner })
        .raw()
        .toBuffer();
    const after = await cut(made.bytes, 100 + seam, 200 + seam);
    expect(after.equals(await cut(original, seam, seam))).toBe(true);
  });

  it('is refused in another shape', async () => {
    const answer = await gradient({ width: 200, height: 100 }).png().toBuffer();
    const error = await failureOf(grow(await gradient(size).png().toBuffer(), answer));
    expect(error).toMatchObject({ kind: 'provider-bad-output', params: { reason: 'shape' } });
  });
});
