import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import { type OutputFormat, exportOptionsSchema } from '../../electron/contract/images.ts';
import type { ImageNotes, MetadataReport } from '../../electron/contract/metadata.ts';
import { withIimWords } from '../../electron/images/worker/metadata/iim.ts';
import { metadataEntries } from '../../electron/images/worker/metadata/metadata-entries.ts';
import { withIim } from '../../electron/images/worker/metadata/photoshop-blocks.ts';
import { writeMetadata } from '../../electron/images/worker/metadata/write-metadata.ts';
import { gradient, samplesOf, save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

const size = { width: 120, height: 80 };
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+0.35">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Harbour</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`;
const iim = withIimWords(Buffer.alloc(0), {
  ...noWords,
  description: 'Boats at the quay',
  keywords: ['boats', 'Köln'],
});
const rich = await richJpeg();
const photo = await save(folder, 'rich.jpg', rich);

async function richJpeg(): Promise<Buffer> {
  const bytes = await gradient(size)
    .withExifMerge({
      IFD0: { Make: 'Acme', Model: 'Pocket 3', Artist: 'Ada', Copyright: '(c) Ada' },
      IFD2: { DateTimeOriginal: '2026:05:04 03:02:01', FNumber: '28/10' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '33/1 30/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '151/1 15/1 0/1',
      },
    })
    .withXmp(xmp)
    .jpeg()
    .toBuffer();
  const iptc = withIim(null, iim);
  return writeMetadata(bytes, { format: 'jpeg', ...size, exif: null, xmp: null, iptc });
}

interface Save {
  readonly format: OutputFormat;
  readonly metadata?: 'keep' | 'strip' | 'strip-location';
  readonly words?: Partial<ImageNotes['words']>;
  readonly source?: ImageNotes['source'];
}

/** Saves the photo with notes, and reads back what the file says. */
async function saveAs({ format, metadata = 'keep', words = {}, source = null }: Save) {
  const outPath = path.join(folder, `saved.${format}`);
  await images.encode({
    path: photo,
    metadataFrom: null,
    options: exportOptionsSchema.parse({ format, metadata }),
    notes: { words: { ...noWords, ...words }, rating: 0, label: null, source, edited: false },
    outPath,
  });
  return { outPath, report: await images.metadata({ path: outPath }) };
}

function valueOf({ entries }: MetadataReport, name: string): string | undefined {
  return entries.find((entry) => entry.name === name)?.value;
}

describe('a file is asked', () => {
  it('for its words in XMP, IPTC and EXIF, its place, and every value', async () => {
    const report = await images.metadata({ path: photo });
    expect(report.words).toEqual({
      title: 'Harbour',
      description: 'Boats at the quay',
      keywords: ['boats', 'Köln'],
      creator: 'Ada',
      copyright: '(c) Ada',
      takenAt: '2026-05-04T03:02:01',
    });
    expect(report.place).toEqual({ latitude: -33.5, longitude: 151.25 });
    expect(valueOf(report, 'FNumber')).toBe('f/2.8');
    expect(valueOf(report, 'Exposure2012')).toBe('+0.35');
    expect(new Set(report.entries.map(({ group }) => group))).toEqual(
      new Set(['file', 'exif', 'gps', 'iptc', 'xmp']),
    );
  });

  it('and says nothing where it says nothing', async () => {
    const plain = await save(folder, 'plain.png', await gradient(size).png().toBuffer());
    expect(await images.metadata({ path: plain })).toMatchObject({ words: {}, place: null });
  });
});

const formats = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;

describe('what the user says', () => {
  const words = {
    title: 'Dämmerung',
    altText: 'Boats in the last light',
    keywords: ['evening', 'sea'],
    creator: 'Grace; Ada',
    copyright: '© Grace',
    takenAt: '2026-05-05T20:21:22',
  };

  it.each(formats)('is in a %s, and nothing else is lost', async (format) => {
    const { report } = await saveAs({ format, words });
    expect(report.words).toEqual({ ...words, description: 'Boats at the quay' });
    expect(report.place?.latitude).toBeCloseTo(-33.5, 4);
    expect(valueOf(report, 'Model')).toBe('Pocket 3');
    expect(valueOf(report, 'FNumber')).toBe('f/2.8');
    expect(valueOf(report, 'Exposure2012')).toBe('+0.35');
  });

  it.each(formats)('leaves the place out of a %s', async (format) => {
    const { report } = await saveAs({ format, metadata: 'strip-location', words });
    expect(report.place).toBeNull();
    expect(report.entries.filter(({ name }) => name.startsWith('GPS'))).toEqual([]);
    expect(valueOf(report, 'Model')).toBe('Pocket 3');
    expect(report.words).toMatchObject(words);
  });

  it.each(formats)('is not in a %s without metadata', async (format) => {
    const { report } = await saveAs({
      format,
      metadata: 'strip',
      words,
      source: 'trainedAlgorithmicMedia',
    });
    expect(report.words).toEqual({});
  });

  it('takes away what the file said', async () => {
    const removed = ['title', 'keywords', 'creator', 'takenAt'] as const;
    const { report } = await saveAs({ format: 'jpeg', words: { removed: [...removed] } });
    expect(report.words).toEqual({ description: 'Boats at the quay', copyright: '(c) Ada' });
  });

  it('does not touch pixels', async () => {
    for (const format of ['png', 'tiff'] as const) {
      const { outPath } = await saveAs({ format, words });
      expect((await samplesOf(outPath)).samples).toEqual((await samplesOf(photo)).samples);
    }
  });

  it.each(formats)('says in a %s that a model made it', async (format) => {
    const { report } = await saveAs({ format, source: 'compositeWithTrainedAlgorithmicMedia' });
    expect(valueOf(report, 'DigitalSourceType')).toMatch(/compositeWithTrainedAlgorithmicMedia$/);
  });
});

describe('a hostile file', () => {
  it('is read, or refused with a reason, wherever it was cut off or changed', async () => {
    const header = rich.length - 2000;
    for (let index = 0; index < 60; index += 1) {
      const broken = Buffer.from(rich);
      for (let hit = 0; hit < 12; hit += 1)
        broken[20 + ((index * 7919 + hit * 104_729) % (header - 20))] =
          (index * 31 + hit * 17) % 256;
      const file = await save(folder, `broken-${index}.jpg`, broken);
      const outcome = await images.metadata({ path: file }).then(
        ({ entries }) => entries.length,
        (error: unknown) => error,
      );
      expect(typeof outcome === 'number' || JSON.stringify(outcome).includes('file-')).toBe(true);
    }
    expect((await images.metadata({ path: photo })).words.title).toBe('Harbour');
  });

  it('never makes the reader of values throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(rich.length - 1), fc.nat(255)), { maxLength: 30 }),
        fc.nat(rich.length),
        (changes, length) => {
          const bytes = Buffer.from(rich.subarray(0, length));
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          expect(metadataEntries(bytes).entries.length).toBeLessThanOrEqual(2000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('with damaged blocks is still saved with what is whole', async () => {
    const at = rich.indexOf('http://ns.adobe.com/xap');
    const broken = Buffer.from(rich);
    broken.fill(0x3c, at + 40, at + 120);
    const file = await save(folder, 'broken-xmp.jpg', broken);
    const outPath = path.join(folder, 'repaired.jpg');
    await images.encode({
      path: file,
      metadataFrom: null,
      options: exportOptionsSchema.parse({ format: 'jpeg', metadata: 'strip-location' }),
      notes: {
        words: { ...noWords, title: 'New' },
        rating: 0,
        label: null,
        source: null,
        edited: false,
      },
      outPath,
    });
    expect((await sharp(await readFile(outPath)).metadata()).width).toBe(size.width);
    const { words } = await images.metadata({ path: outPath });
    expect(words).toMatchObject({ title: 'New', description: 'Boats at the quay', creator: 'Ada' });
  });
});
