import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  gradient,
  heic,
  noise,
  samplesOf,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

async function normalise(name: string, bytes: Uint8Array) {
  return await images.normalise({ path: await save(folder, name, bytes), outFolder: folder });
}

describe('normalise', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('leaves %s as it is', async (format) => {
    const bytes = await gradient({ width: 40, height: 30 }).toFormat(format).toBuffer();
    expect(await normalise(`fine.${format}`, bytes)).toBeNull();
  });

  it('turns HEIC into a JPEG with its pixels and its EXIF', async () => {
    const made = await normalise('phone.heic', heic);
    expect(made?.facts).toMatchObject({
      format: 'jpeg',
      width: 64,
      height: 40,
      camera: 'Acme Pocket 1',
    });
    const { data, info } = await sharp(made?.path).raw().toBuffer({ resolveWithObject: true });
    expect(data[2], 'blue at the top left').toBeGreaterThan(200);
    expect(data[(info.width * info.height - 1) * 3], 'orange elsewhere').toBeGreaterThan(180);
  });

  it('turns a CMYK JPEG into an sRGB JPEG', async () => {
    const bytes = await gradient({ width: 40, height: 30 }).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const made = await normalise('print.jpg', bytes);
    expect((await sharp(made?.path).metadata()).space).toBe('srgb');
  });

  it('turns a 16-bit TIFF into a PNG with the same samples and profile', async () => {
    const bytes = await noise({ width: 40, height: 30 })
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .tiff({ compression: 'lzw' })
      .toBuffer();
    const made = await normalise('scan.tif', bytes);
    expect(made?.facts).toMatchObject({ format: 'png', bitsPerChannel: 16 });
    expect(made?.facts.colorProfile).toContain('P3');
    const [before, after] = [
      await samplesOf(bytes, 'ushort'),
      await samplesOf(made?.path ?? '', 'ushort'),
    ];
    expect(after.samples).toEqual(before.samples);
  });

  it('stands upright, and says so in its EXIF', async () => {
    const bytes = await noise({ width: 40, height: 30 })
      .withMetadata({ orientation: 6 })
      .tiff()
      .toBuffer();
    const made = await normalise('turned.tif', bytes);
    expect(made?.facts).toMatchObject({ width: 30, height: 40, orientation: 1 });
  });
});
