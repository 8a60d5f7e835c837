import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { failureKind, gradient, noise, save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

describe('previews', () => {
  it('are WebP in each size asked for, in that order, never enlarged', async () => {
    const path = await save(
      folder,
      'a.jpg',
      await gradient({ width: 1500, height: 900 }).jpeg().toBuffer(),
    );
    const files = await images.preview({ path, sizes: [256, 1024, 2560], outFolder: folder });
    expect(files.map(({ size }) => size)).toEqual([256, 1024, 2560]);
    const shapes = await Promise.all(files.map(async (file) => await sharp(file.path).metadata()));
    expect(shapes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ['webp', 256, 154],
      ['webp', 1024, 614],
      ['webp', 1500, 900],
    ]);
  });

  it('name the hash and size of what was written', async () => {
    const path = await save(
      folder,
      'b.png',
      await gradient({ width: 90, height: 90 }).png().toBuffer(),
    );
    const [file] = await images.preview({ path, sizes: [256], outFolder: folder });
    const bytes = await readFile(file?.path ?? '');
    expect(file?.hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(file?.bytes).toBe(bytes.length);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stand upright from orientation %i', async (orientation) => {
    // A red pixel block at the upright top left, turned the way a camera would store it.
    const stored = await uprightCorner(orientation);
    const path = await save(folder, `o${orientation}.jpg`, stored);
    const [file] = await images.preview({ path, sizes: [256], outFolder: folder });
    const { data, info } = await sharp(file?.path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([96, 64]);
    expect(data[(10 * info.width + 10) * info.channels]).toBeGreaterThan(200);
    expect(data[(54 * info.width + 86) * info.channels]).toBeLessThan(50);
  });

  it('are sRGB also where the file is not', async () => {
    const pure = sharp({ create: { width: 40, height: 40, channels: 3, background: '#00c800' } });
    const path = await save(folder, 'p3.png', await pure.withIccProfile('p3').png().toBuffer());
    const [file] = await images.preview({ path, sizes: [256], outFolder: folder });
    const { channels } = await sharp(file?.path).stats();
    expect(channels[0]?.mean).toBeLessThan(12);
    expect(channels[1]?.mean).toBeCloseTo(200, -1);
  });

  it('keep transparency', async () => {
    const path = await save(
      folder,
      'alpha.png',
      await noise({ width: 30, height: 30 }, 4).png().toBuffer(),
    );
    const [file] = await images.preview({ path, sizes: [256], outFolder: folder });
    expect((await sharp(file?.path).metadata()).hasAlpha).toBe(true);
  });
});

describe('tiles', () => {
  it('show the place they are asked for, smaller at the edges', async () => {
    const whole = await gradient({ width: 2100, height: 1100 }).png().toBuffer();
    const path = await save(folder, 'wide.png', whole);
    const tile = await images.tile({ path, column: 2, row: 1, outFolder: folder });
    const { data, info } = await sharp(tile.path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([2100 - 2048, 1100 - 1024]);
    expect(data[0]).toBeCloseTo((2048 / 2100) * 255, -1);
  });

  it('outside the image are not found', async () => {
    const path = await save(
      folder,
      'small.png',
      await gradient({ width: 9, height: 9 }).png().toBuffer(),
    );
    expect(await failureKind(images.tile({ path, column: 1, row: 0, outFolder: folder }))).toBe(
      'not-found',
    );
  });
});

async function uprightCorner(orientation: number): Promise<Buffer> {
  const red = await sharp({ create: { width: 24, height: 24, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const upright = await sharp({
    create: { width: 96, height: 64, channels: 3, background: 'black' },
  })
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toBuffer();
  // The inverse of each EXIF orientation, in sharp's order: mirror first, then rotate.
  const undo: Readonly<Record<number, (image: Sharp) => Sharp>> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.flop().rotate(270),
    6: (image) => image.rotate(270),
    7: (image) => image.flop().rotate(90),
    8: (image) => image.rotate(90),
  };
  const turned = await (undo[orientation]?.(sharp(upright)) ?? sharp(upright)).png().toBuffer();
  return await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}
