import { symlink, truncate } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  failureKind,
  failureOf,
  heic,
  hugePng,
  noise,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

async function inspectBytes(name: string, bytes: Uint8Array | string) {
  return await images.inspect(await save(folder, name, bytes));
}

describe('what a file is', () => {
  it.each([
    ['jpeg', noise({ width: 60, height: 40 }).jpeg()],
    ['png', noise({ width: 60, height: 40 }).png()],
    ['webp', noise({ width: 60, height: 40 }).webp()],
    ['avif', noise({ width: 60, height: 40 }).avif()],
    ['tiff', noise({ width: 60, height: 40 }).tiff()],
    ['gif', noise({ width: 60, height: 40 }).gif()],
  ] as const)('tells %s by its bytes, whatever the name says', async (format, pipeline) => {
    const { facts, hash } = await inspectBytes(`${format}.txt`, await pipeline.toBuffer());
    expect(facts).toMatchObject({ format, width: 60, height: 40, frames: 1, orientation: 1 });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads HEIC: size, camera, and pixels that decode', async () => {
    const { facts } = await inspectBytes('phone.heic', heic);
    expect(facts).toMatchObject({ format: 'heif', width: 64, height: 40, camera: 'Acme Pocket 1' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'gives the upright size of orientation %i',
    async (orientation) => {
      const bytes = await noise({ width: 60, height: 40 })
        .withMetadata({ orientation })
        .jpeg()
        .toBuffer();
      const { facts } = await inspectBytes(`${orientation}.jpg`, bytes);
      const turned = orientation >= 5;
      expect(facts).toMatchObject({
        orientation,
        width: turned ? 40 : 60,
        height: turned ? 60 : 40,
      });
    },
  );

  it('reads depth, alpha, profile, camera, time and whether there is a place', async () => {
    const bytes = await noise({ width: 20, height: 20 }, 4)
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .withExif({
        IFD0: { Make: 'Acme', Model: 'Acme Pocket 2' },
        IFD2: { DateTimeOriginal: '2026:05:04 03:02:01' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .png()
      .toBuffer();
    const { facts } = await inspectBytes('deep.png', bytes);
    expect(facts).toMatchObject({
      bitsPerChannel: 16,
      hasAlpha: true,
      camera: 'Acme Pocket 2',
      takenAt: '2026:05:04 03:02:01',
      hasGps: true,
    });
    expect(facts.colorProfile).toContain('P3');
  });

  it('counts the frames of an animation', async () => {
    const frames = await Promise.all(
      [1, 2, 3].map(
        async (side) =>
          await noise({ width: 40 + side, height: 30 })
            .resize(40, 30)
            .png()
            .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const { facts } = await inspectBytes('moving.gif', bytes);
    expect(facts).toMatchObject({ frames: 3, width: 40, height: 30 });
  });
});

describe('what is refused, and why', () => {
  it('an empty file', async () => {
    expect(await failureKind(inspectBytes('empty.png', ''))).toBe('file-empty');
  });

  it('a text file named .jpg', async () => {
    expect(await failureKind(inspectBytes('letter.jpg', 'Dear Sir or Madam,\n'.repeat(50)))).toBe(
      'file-not-an-image',
    );
  });

  it('a web page, also one with a drawing in it', async () => {
    const page = '<!doctype html><html><body><svg width="9" height="9"></svg></body></html>';
    expect(await failureKind(inspectBytes('page.svg', page))).toBe('file-not-an-image');
  });

  it('a format that is known and not supported, by name', async () => {
    const error = await failureOf(inspectBytes('old.png', `BM${'\0'.repeat(60)}`));
    expect(error).toMatchObject({ kind: 'file-unsupported', params: { format: 'BMP' } });
  });

  it('a camera RAW file, whose first image is a thumbnail', async () => {
    const tiff = await noise({ width: 16, height: 16 }).tiff().toBuffer();
    tiff.write('CR', 8, 'latin1');
    const error = await failureOf(inspectBytes('IMG_1.CR2', tiff));
    expect(error).toMatchObject({ kind: 'file-unsupported', params: { format: 'RAW' } });
  });

  it('a missing file and a folder', async () => {
    expect(await failureKind(images.inspect(path.join(folder, 'nowhere.png')))).toBe(
      'file-missing',
    );
    expect(await failureKind(images.inspect(folder))).toBe('file-unreadable');
  });

  it('a file that cannot be opened', async () => {
    const loop = path.join(folder, 'loop.png');
    await symlink(loop, loop);
    expect(await failureKind(images.inspect(loop))).toBe('file-unreadable');
  });

  it('a file above 50 MB, without reading it', async () => {
    const file = await save(folder, 'large.png', '');
    await truncate(file, 51 * 1024 * 1024);
    expect(await failureKind(images.inspect(file))).toBe('file-too-large');
  });

  it('a bomb of 256 megapixels, by its header alone', async () => {
    const bomb = hugePng({ width: 16_000, height: 16_000 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failureKind(inspectBytes('bomb.png', bomb))).toBe('file-too-many-pixels');
  });

  it('a side above 16,384 pixels', async () => {
    expect(await failureKind(inspectBytes('long.png', hugePng({ width: 16_385, height: 2 })))).toBe(
      'file-too-many-pixels',
    );
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)(
    'a %s that was cut off, early and late',
    async (format) => {
      const whole = await noise({ width: 300, height: 200 }).toFormat(format).toBuffer();
      for (const share of [0.1, 0.5, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        expect(await failureKind(inspectBytes(`cut-${share}.${format}`, cut))).toBe(
          'file-truncated',
        );
      }
    },
  );

  it('a HEIC that was cut off', async () => {
    expect(await failureKind(inspectBytes('cut.heic', heic.subarray(0, 860)))).toBe(
      'file-truncated',
    );
  });
});
