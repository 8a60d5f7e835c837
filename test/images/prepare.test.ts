import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Capability, ImageLimits } from '../../electron/contract/providers.ts';
import {
  boxMask,
  failureKind,
  failureOf,
  gradient,
  noise,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

const limits: ImageLimits = {
  formats: ['jpeg', 'png', 'webp'],
  maxBytes: 20_000_000,
  minPixels: 1,
  maxPixels: 4_000_000,
  minSide: 1,
  maxSide: 4096,
  minRatio: 0.1,
  maxRatio: 10,
  multipleOf: 1,
};

function capability(
  image: Partial<ImageLimits> = {},
  mask: Capability['mask'] = { polarity: 'white-edits', maxBytes: 4_000_000 },
): Capability {
  return {
    operation: 'inpaint',
    model: 'test',
    image: { ...limits, ...image },
    mask,
    honours: [],
    alpha: true,
    keepsSize: true,
    streams: 'nothing',
    quality: 50,
    typicalMs: 1000,
  };
}

/** With as many channels as the file has: sharp would turn grey into RGB. */
async function storedSamples(path: string | undefined) {
  const { space } = await sharp(path).metadata();
  return await sharp(path).toColourspace(space).raw().toBuffer({ resolveWithObject: true });
}

async function prepare(path: string, change: Partial<ImageLimits> = {}) {
  return await images.prepare({
    path,
    maskPath: null,
    capability: capability(change),
    outFolder: folder,
  });
}

const photo = await save(
  folder,
  'photo.jpg',
  await noise({ width: 900, height: 600 }).jpeg().toBuffer(),
);

describe('an image for a provider', () => {
  it('fits the pixels, the multiple and the formats, and says what it is', async () => {
    const { image } = await prepare(photo, {
      maxPixels: 100_000,
      multipleOf: 16,
      formats: ['png'],
    });
    const facts = await sharp(image.path).metadata();
    expect(image).toMatchObject({ format: 'png', mediaType: 'image/png' });
    expect([facts.width, facts.height]).toEqual([image.width, image.height]);
    expect(image.width * image.height).toBeLessThanOrEqual(100_000);
    expect([image.width % 16, image.height % 16]).toEqual([0, 0]);
  });

  it.each([300_000, 60_000, 9000])('fits %i bytes: quality first, then size', async (maxBytes) => {
    const { image } = await prepare(photo, { maxBytes });
    expect(image.bytes).toBeLessThanOrEqual(maxBytes);
    expect((await sharp(image.path).metadata()).width).toBe(image.width);
  });

  it('is refused when no size fits the bytes', async () => {
    expect(await failureKind(prepare(photo, { maxBytes: 3000, minSide: 400 }))).toBe(
      'file-too-large',
    );
  });

  it('is refused with the reason when its shape fits nowhere', async () => {
    const error = await failureOf(prepare(photo, { maxRatio: 1.2, minRatio: 0.9 }));
    expect(error).toMatchObject({ kind: 'provider-rejected-input', params: { reason: 'ratio' } });
  });

  it('stays lossless and transparent where it was', async () => {
    const bytes = await noise({ width: 50, height: 40 }, 4).png().toBuffer();
    const { image } = await prepare(await save(folder, 'alpha.png', bytes));
    expect(image.format).toBe('png');
    expect(await sharp(image.path).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer());
  });

  it('carries no metadata: no place, no camera', async () => {
    const bytes = await noise({ width: 50, height: 40 })
      .withExif({ IFD0: { Make: 'Acme' }, IFD3: { GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer();
    const { image } = await prepare(await save(folder, 'placed.jpg', bytes));
    const { exif, xmp } = await sharp(image.path).metadata();
    expect([exif, xmp]).toEqual([undefined, undefined]);
  });

  it('obeys an override that is tighter than the capability', async () => {
    const { image } = await images.prepare({
      path: photo,
      maskPath: null,
      capability: capability(),
      override: { maxPixels: 50_000, maxBytes: 40_000 },
      outFolder: folder,
    });
    expect(image.width * image.height).toBeLessThanOrEqual(50_000);
    expect(image.bytes).toBeLessThanOrEqual(40_000);
  });
});

describe('the pixel hash', () => {
  const hashOf = async (name: string, bytes: Buffer) =>
    (await prepare(await save(folder, name, bytes))).pixelHash;

  it('is the same whatever the container and the orientation', async () => {
    const picture = gradient({ width: 60, height: 40 });
    const png = await picture.clone().png().toBuffer();
    const tiff = await picture.clone().tiff({ compression: 'lzw' }).toBuffer();
    const turned = await sharp(png).rotate(270).png().toBuffer();
    const stored = await sharp(turned).withMetadata({ orientation: 6 }).png().toBuffer();
    const hashes = [
      await hashOf('h.png', png),
      await hashOf('h.tif', tiff),
      await hashOf('h-turned.png', stored),
    ];
    expect(new Set(hashes).size).toBe(1);
  });

  it('changes with one pixel, with the shape, and with the mask', async () => {
    const data = new Uint8Array(60 * 40 * 3).fill(9);
    const one = await hashOf(
      'i.png',
      await sharp(data, { raw: { width: 60, height: 40, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const shape = await hashOf(
      'j.png',
      await sharp(data, { raw: { width: 40, height: 60, channels: 3 } })
        .png()
        .toBuffer(),
    );
    data[77] = 10;
    const changed = await sharp(data, { raw: { width: 60, height: 40, channels: 3 } })
      .png()
      .toBuffer();
    const other = await hashOf('k.png', changed);
    const mask = await boxMask({ width: 60, height: 40 }, { left: 0, top: 0, width: 9, height: 9 });
    const { pixelHash: masked } = await images.prepare({
      path: await save(folder, 'k.png', changed),
      maskPath: await save(folder, 'k-mask.png', mask),
      capability: capability(),
      outFolder: folder,
    });
    expect(new Set([one, shape, other, masked]).size).toBe(4);
  });
});

describe('a mask for a provider', () => {
  const size = { width: 900, height: 600 };
  const box = { left: 300, top: 200, width: 300, height: 200 };

  async function prepareMask(mask: NonNullable<Capability['mask']>, bytes?: Buffer) {
    const result = await images.prepare({
      path: photo,
      maskPath: await save(folder, 'mask.png', bytes ?? (await boxMask(size, box))),
      capability: capability({ maxPixels: 60_000 }, mask),
      outFolder: folder,
    });
    return { ...result, ...(await storedSamples(result.mask?.path)) };
  }

  it('is grey, white where it edits, and of the size of the image', async () => {
    const { image, mask, data, info } = await prepareMask({
      polarity: 'white-edits',
      maxBytes: 100_000,
    });
    expect([mask?.width, mask?.height]).toEqual([image.width, image.height]);
    expect([info.width, info.height, info.channels]).toEqual([image.width, image.height, 1]);
    const middle = Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2);
    expect([data[0], data[middle]]).toEqual([0, 255]);
  });

  it('is transparent where it edits, when the provider wants that', async () => {
    const { data, info } = await prepareMask({ polarity: 'transparent-edits', maxBytes: 100_000 });
    const middle = Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2);
    expect([info.channels, data[3], data[middle * 4 + 3]]).toEqual([4, 255, 0]);
  });

  it('becomes hard when it is too large, and is refused after that', async () => {
    const soft = await noise({ width: 900, height: 600 }, 1)
      .blur(20)
      .linear(8, -900)
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const { data } = await prepareMask({ polarity: 'white-edits', maxBytes: 8000 }, soft);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    expect(await failureKind(prepareMask({ polarity: 'white-edits', maxBytes: 60 }, soft))).toBe(
      'file-too-large',
    );
  });
});

describe('the canonical mask', () => {
  const size = { width: 80, height: 60 };
  const canonical = async (bytes: Buffer) => {
    const path = await save(folder, 'canvas.png', bytes);
    const { path: made } = await images.canonicalMask({ path, ...size, outFolder: folder });
    return await storedSamples(made);
  };
  const stroke = (background: string, color: string) =>
    Buffer.from(
      `<svg width="40" height="30" xmlns="http://www.w3.org/2000/svg"><rect width="40" height="30" fill="${background}"/><rect width="20" height="30" fill="${color}"/></svg>`,
    );

  it.each([
    ['white on black', 'black', 'white'],
    ['painted in any colour on nothing', 'none', '#400'],
  ])('reads %s', async (_name, background, color) => {
    const { data, info } = await canonical(await sharp(stroke(background, color)).png().toBuffer());
    expect([info.width, info.height, info.channels]).toEqual([80, 60, 1]);
    expect([data[0], data[79]]).toEqual([255, 0]);
  });
});
