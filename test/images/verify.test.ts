import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  boxMask,
  failureKind,
  failureOf,
  gradient,
  hugePng,
  noise,
  samplesOf,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();
interface Expected {
  readonly width: number | null;
  readonly height: number | null;
  readonly alpha: boolean;
}
const anySize: Expected = { width: null, height: null, alpha: false };

async function verify(name: string, bytes: Uint8Array | string, expected: Partial<Expected> = {}) {
  return await images.verify({
    path: await save(folder, name, bytes),
    outFolder: folder,
    expect: { ...anySize, ...expected },
    original: null,
  });
}

async function badOutputReason(work: Promise<unknown>) {
  const error = await failureOf(work);
  expect(error.kind).toBe('provider-bad-output');
  return error.params['reason'];
}

describe("a provider's answer", () => {
  it('keeps its bytes when there is nothing to change', async () => {
    const bytes = await noise({ width: 64, height: 48 }).jpeg().toBuffer();
    const made = await verify('fine.jpg', bytes, { width: 64, height: 48 });
    expect(await readFile(made.path)).toEqual(bytes);
    expect(made.facts).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
  });

  it('gets the exact size back that rounding took', async () => {
    const bytes = await gradient({ width: 1024, height: 704 }).png().toBuffer();
    const { facts } = await verify('rounded.png', bytes, { width: 1000, height: 700 });
    expect(facts).toMatchObject({ format: 'png', width: 1000, height: 700 });
  });

  it('is refused when it has another shape', async () => {
    const bytes = await gradient({ width: 1024, height: 1024 }).png().toBuffer();
    const work = verify('square.png', bytes, { width: 1500, height: 1000 });
    expect(await badOutputReason(work)).toBe('shape');
  });

  it('is refused without the transparency that was promised', async () => {
    const bytes = await noise({ width: 30, height: 30 }).png().toBuffer();
    expect(await badOutputReason(verify('opaque.png', bytes, { alpha: true }))).toBe('no-alpha');
  });

  it.each([
    ['black', { r: 0, g: 0, b: 0, alpha: 1 }, 'blank'],
    ['white', { r: 255, g: 255, b: 255, alpha: 1 }, 'blank'],
    ['nothing', { r: 9, g: 9, b: 9, alpha: 0 }, 'transparent'],
  ])('is refused when all of it is %s', async (_name, background, reason) => {
    const blank = sharp({ create: { width: 2000, height: 40, channels: 4, background } });
    expect(await badOutputReason(verify('blank.png', await blank.png().toBuffer()))).toBe(reason);
  });

  it('is not blank when there is one small mark on it', async () => {
    const mark = await noise({ width: 12, height: 12 }).png().toBuffer();
    const paper = sharp({
      create: { width: 3000, height: 2000, channels: 3, background: 'white' },
    });
    const bytes = await paper
      .composite([{ input: mark, left: 1500, top: 900 }])
      .png()
      .toBuffer();
    await expect(verify('mark.png', bytes)).resolves.toMatchObject({ facts: { width: 3000 } });
  });

  it.each([
    ['a web page', '<!doctype html><p>Bad gateway</p>', 'file-not-an-image'],
    ['nothing', '', 'file-empty'],
    [
      'a drawing',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'file-unsupported',
    ],
    ['a bomb', hugePng({ width: 16_000, height: 16_000 }), 'file-too-many-pixels'],
  ])('is refused when it is %s', async (name, bytes, reason) => {
    expect(await badOutputReason(verify(`${name}.png`, bytes))).toBe(reason);
  });

  it('may be larger than any file from outside where that was promised', async () => {
    const large = { width: 9000, height: 8000 };
    const bytes = hugePng(large);
    const work = (expected: Partial<Expected>) => verify('large.png', bytes, expected);
    expect(await badOutputReason(work({}))).toBe('file-too-many-pixels');
    expect(await badOutputReason(work(large)), 'let in, and found empty').toBe('blank');
  });

  it('is refused when it was cut off', async () => {
    const bytes = await noise({ width: 300, height: 200 }).png().toBuffer();
    const work = verify('cut.png', bytes.subarray(0, bytes.length / 2));
    expect(await badOutputReason(work)).toBe('file-truncated');
  });
});

describe('outside the mask', () => {
  const size = { width: 120, height: 90 };
  const box = { left: 30, top: 20, width: 50, height: 40 };
  const isInside = (pixel: number) => {
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    return x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height;
  };

  async function composite(original: Buffer, answer: Buffer, mask?: Buffer) {
    const made = await images.verify({
      path: await save(folder, 'answer.png', answer),
      outFolder: folder,
      expect: { ...anySize, ...size },
      original: {
        path: await save(folder, 'original.bin', original),
        keep: {
          kind: 'outside-mask',
          maskPath: await save(folder, 'mask.png', mask ?? (await boxMask(size, box))),
        },
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

  it.each([
    ['a JPEG', noise(size).jpeg(), 'uchar'],
    ['a transparent PNG', noise(size, 4).png(), 'uchar'],
    ['a grey PNG', noise(size, 1).toColourspace('b-w').png(), 'uchar'],
    ['a Display P3 JPEG', noise(size).withIccProfile('p3').jpeg(), 'uchar'],
    ['a 16-bit PNG', deepNoise().png(), 'ushort'],
    ['a 16-bit Display P3 PNG', deepNoise().withIccProfile('p3').png(), 'ushort'],
  ] as const)('every sample of %s is what it was', async (_name, pipeline, depth) => {
    const original = await pipeline.toBuffer();
    const answer = await gradient({ width: 128, height: 96 }).negate().png().toBuffer();
    const made = await composite(original, answer);
    expect(made.facts).toMatchObject({ format: 'png', ...size });
    const [before, after] = [await samplesOf(original, depth), await samplesOf(made.bytes, depth)];
    expect(after.channels).toBe(before.channels);
    let changedInside = 0;
    for (let index = 0; index < before.samples.length; index += 1) {
      const same = before.samples[index] === after.samples[index];
      if (isInside(Math.floor(index / before.channels))) changedInside += same ? 0 : 1;
      else if (!same) expect.fail(`sample ${index} changed outside the mask`);
    }
    expect(changedInside).toBeGreaterThan(box.width * box.height);
    const [profileBefore, profileAfter] = [
      await sharp(original).metadata(),
      await sharp(made.bytes).metadata(),
    ];
    expect(profileAfter.icc).toEqual(profileBefore.icc);
  });

  it('a large image is read in bands, and nothing is lost between them', async () => {
    const large = { width: 3000, height: 3100 };
    const middle = { left: 1000, top: 0, width: 700, height: 3100 };
    const original = await gradient(large).png({ compressionLevel: 1 }).toBuffer();
    const plain = sharp({
      create: { width: 300, height: 310, channels: 3, background: '#102030' },
    });
    const spot = await noise({ width: 9, height: 9 }).png().toBuffer();
    const answer = await plain
      .composite([{ input: spot, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const made = await composite(original, answer, await boxMask(large, middle));
    const [before, after] = [await samplesOf(original), await samplesOf(made.bytes)];
    for (let pixel = 0; pixel < large.width * large.height; pixel += 1) {
      const column = pixel % large.width;
      const inside = column >= middle.left && column < middle.left + middle.width;
      const expected = inside ? 0x10 : before.samples[pixel * 3];
      if (after.samples[pixel * 3] !== expected) expect.fail(`pixel ${pixel} is wrong`);
    }
    expect(after.samples).toHaveLength(before.samples.length);
  });

  it('stays as it was when the camera held the original sideways', async () => {
    const original = await noise({ width: size.height, height: size.width })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const made = await composite(original, await gradient(size).png().toBuffer());
    const [before, after] = [await samplesOf(original), await samplesOf(made.bytes)];
    expect(after.samples.slice(0, 3 * size.width)).toEqual(before.samples.slice(0, 3 * size.width));
  });

  it('inside it the answer is seen, in the colours of the original', async () => {
    const original = await noise(size).withIccProfile('p3').png().toBuffer();
    const answer = await sharp({ create: { ...size, channels: 3, background: '#0000ff' } })
      .composite([{ input: { create: { width: 4, height: 4, channels: 3, background: 'red' } } }])
      .png()
      .toBuffer();
    const { bytes } = await composite(original, answer);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const middle = (40 * info.width + 50) * info.channels;
    const [red = 255, green = 255, blue = 0] = data.subarray(middle, middle + 3);
    expect([red < 12, green < 12, blue > 243]).toEqual([true, true, true]);
  });

  it('a soft edge blends both', async () => {
    const flat = (value: number) => new Uint8Array(size.width * size.height * 3).fill(value);
    const raw = { raw: { ...size, channels: 3 } } as const;
    const original = flat(100);
    original[0] = 0;
    const answer = flat(200);
    answer[0] = 0;
    const grey = new Uint8Array(size.width * size.height).fill(51);
    const mask = await sharp(grey, { raw: { ...size, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const { bytes } = await composite(
      await sharp(original, raw).png().toBuffer(),
      await sharp(answer, raw).png().toBuffer(),
      mask,
    );
    const { samples } = await samplesOf(bytes);
    expect(samples[3]).toBe(120);
  });

  it('a missing original is told as such, not blamed on the provider', async () => {
    const answer = await save(folder, 'ok.png', await noise(size).png().toBuffer());
    const mask = await save(folder, 'ok-mask.png', await boxMask(size, box));
    const work = images.verify({
      path: answer,
      outFolder: folder,
      expect: anySize,
      original: {
        path: `${folder}/gone.png`,
        keep: { kind: 'outside-mask', maskPath: mask },
      },
    });
    expect(await failureKind(work)).toBe('file-missing');
  });
});
