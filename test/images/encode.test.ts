import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ExportOptions, exportOptionsSchema } from '../../electron/contract/images.ts';
import { readExif, withoutPrefix } from '../../electron/images/worker/metadata/exif.ts';
import {
  failureKind,
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

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" exif:GPSLatitude="51,30N" dc:format="image/jpeg">
  <exif:GPSLongitude>0,7W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>`;

const camera = await save(
  folder,
  'camera.jpg',
  await gradient({ width: 200, height: 120 })
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .withExifMerge({
      IFD0: { Make: 'Acme', Model: 'Pocket 3' },
      IFD2: { DateTimeOriginal: '2026:05:04 03:02:01' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitude: '0/1 7/1 0/1' },
    })
    .withXmp(xmp)
    .jpeg()
    .toBuffer(),
);
const result = await save(
  folder,
  'result.png',
  await noise({ width: 90, height: 60 }).png().toBuffer(),
);

async function encode(
  from: string,
  options: Partial<ExportOptions>,
  metadataFrom: string | null = null,
) {
  const parsed = exportOptionsSchema.parse(options);
  const outPath = path.join(folder, 'out', `final.${parsed.format}`);
  const made = await images.encode({ path: from, metadataFrom, options: parsed, outPath });
  expect(made.path).toBe(outPath);
  const bytes = await readFile(outPath);
  return { ...made, file: bytes, metadata: await sharp(bytes).metadata() };
}

const exifFormats = ['jpeg', 'png', 'webp', 'avif'] as const;

describe('the final file', () => {
  it.each([...exifFormats, 'tiff'] as const)(
    'is a whole %s, and alone in its folder',
    async (format) => {
      const { facts, bytes, file } = await encode(result, { format });
      expect(facts).toMatchObject({ format, width: 90, height: 60 });
      expect(bytes).toBe(file.length);
      const names = await readdir(path.join(folder, 'out'));
      expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );

  it('is made smaller to the longest side, never larger', async () => {
    expect((await encode(result, { longestSide: 45 })).facts).toMatchObject({
      width: 45,
      height: 30,
    });
    expect((await encode(result, { longestSide: 500 })).facts).toMatchObject({
      width: 90,
      height: 60,
    });
  });

  it('has the same samples in a lossless format', async () => {
    for (const format of ['png', 'tiff'] as const) {
      const { file } = await encode(result, { format });
      expect((await samplesOf(file)).samples).toEqual((await samplesOf(result)).samples);
    }
  });

  it('stays 16 bits deep where the format can', async () => {
    const data = Uint16Array.from({ length: 30 * 20 * 3 }, (_, index) => index * 31);
    const deep = await sharp(data, { raw: { width: 30, height: 20, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const from = await save(folder, 'deep.png', deep);
    for (const format of ['png', 'tiff'] as const) {
      const { file, facts } = await encode(from, { format }, camera);
      expect(facts.bitsPerChannel).toBe(16);
      expect((await samplesOf(file, 'ushort')).samples).toEqual(data);
    }
    expect((await encode(from, { format: 'webp' })).facts.bitsPerChannel).toBe(8);
  });

  it('has white where a JPEG cannot be transparent', async () => {
    const clear = sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    const from = await save(folder, 'clear.png', await clear.png().toBuffer());
    const { file } = await encode(from, { format: 'jpeg' });
    expect((await samplesOf(file)).samples[0]).toBe(255);
  });

  it('is not there at all when it could not be written', async () => {
    const blocked = await save(folder, 'a-file', 'x');
    const work = images.encode({
      path: result,
      metadataFrom: null,
      options: exportOptionsSchema.parse({}),
      outPath: path.join(blocked, 'final.png'),
    });
    expect(await failureKind(work)).toBe('storage-failed');
  });

  it('leaves nothing behind when it was cancelled in the middle', async () => {
    const from = await save(
      folder,
      'big.png',
      await gradient({ width: 3000, height: 2000 }).png().toBuffer(),
    );
    const outFolder = path.join(folder, 'cancelled');
    const outPath = path.join(outFolder, 'final.avif');
    const cancel = new AbortController();
    const options = exportOptionsSchema.parse({ format: 'avif', quality: 100 });
    const work = images.encode(
      { path: from, metadataFrom: null, options, outPath },
      { signal: cancel.signal },
    );
    setTimeout(() => cancel.abort(), 300);
    expect(await failureKind(work)).toBe('cancelled');
    await images.inspect(from);
    await expect(readdir(outFolder)).rejects.toThrow('ENOENT');
  });

  it('is refused for a damaged source', async () => {
    const cut = await save(folder, 'cut.png', (await readFile(result)).subarray(0, 4000));
    const error = await failureOf(encode(cut, {}));
    expect(error.kind).toBe('file-truncated');
  });
});

describe('metadata', () => {
  it.each(exifFormats)('of the original travels into a %s, upright', async (format) => {
    const { facts, metadata } = await encode(result, { format }, camera);
    expect(facts).toMatchObject({
      camera: 'Acme Pocket 3',
      takenAt: '2026:05:04 03:02:01',
      hasGps: true,
      orientation: 1,
      width: 90,
      height: 60,
    });
    expect(metadata.xmp?.toString()).toContain('GPSLatitude');
  });

  it('of the file itself is kept, and its pixels are turned upright', async () => {
    const { facts } = await encode(camera, { format: 'jpeg' });
    expect(facts).toMatchObject({ width: 120, height: 200, orientation: 1, hasGps: true });
    expect(facts.colorProfile).toContain('P3');
  });

  it.each(exifFormats)('loses the place and nothing else in a %s', async (format) => {
    const { facts, file, metadata } = await encode(
      result,
      { format, metadata: 'strip-location' },
      camera,
    );
    expect(facts).toMatchObject({
      camera: 'Acme Pocket 3',
      takenAt: '2026:05:04 03:02:01',
      hasGps: false,
    });
    expect(metadata.xmp?.toString()).toContain('dc:format');
    expect(file.includes('GPSL')).toBe(false);
    const before = withoutPrefix((await sharp(camera).metadata()).exif ?? Buffer.alloc(0));
    expect(readExif(before).hasGps, 'it was there before').toBe(true);
    const rationals = Buffer.from([51, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0]);
    expect(before.includes(rationals)).toBe(true);
    expect(file.includes(rationals), 'the coordinates are gone, not only the pointer').toBe(false);
  });

  it.each([...exifFormats, 'tiff'] as const)(
    'is gone from a %s but for the profile',
    async (format) => {
      const { metadata } = await encode(camera, { format, metadata: 'strip' });
      expect([metadata.exif, metadata.xmp]).toEqual([undefined, undefined]);
      expect(metadata.icc).toEqual((await sharp(camera).metadata()).icc);
    },
  );
});
