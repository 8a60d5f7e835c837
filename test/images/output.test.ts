import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { editDocumentSchema, unedited } from '../../electron/contract/editing/document.ts';
import { noWords } from '../../electron/contract/image-words.ts';
import type { ImageNotes } from '../../electron/contract/metadata.ts';
import { ratioSchema } from '../../electron/contract/ratio.ts';
import { type RecipeOutput, recipeOutputSchema } from '../../electron/contract/recipes.ts';
import { readExif, withoutPrefix } from '../../electron/images/worker/metadata/exif.ts';
import {
  failureKind,
  gradient,
  noise,
  samplesOf,
  save,
  startService,
  temporaryFolder,
} from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

interface Work {
  readonly rules?: Partial<RecipeOutput>;
  readonly edits?: unknown;
  readonly ratio?: string;
  readonly notes?: ImageNotes;
}

async function written(from: string, { rules = {}, edits, ratio, notes }: Work) {
  const outPath = path.join(folder, 'out', 'file.image');
  const made = await images.output({
    path: from,
    metadataFrom: null,
    rules: recipeOutputSchema.parse(rules),
    edits: edits === undefined ? null : editDocumentSchema.parse(edits),
    ratio: ratio === undefined ? null : ratioSchema.parse(ratio),
    notes,
    outPath,
  });
  const file = await readFile(outPath);
  const metadata = await sharp(file).metadata();
  expect([made.bytes, made.facts.width]).toEqual([file.length, metadata.autoOrient.width]);
  return { ...made, file, metadata };
}

const photo = await save(
  folder,
  'photo.jpg',
  await noise({ width: 240, height: 160 })
    .withExifMerge({
      IFD0: { Make: 'Acme' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitude: '0/1 7/1 0/1' },
    })
    .jpeg({ quality: 95 })
    .toBuffer(),
);

describe('an output of a recipe', () => {
  it('is edited, cropped and made smaller in one pass, and tells what went in', async () => {
    const grey = await save(
      folder,
      'grey.png',
      await sharp({ create: { width: 300, height: 200, channels: 3, background: '#404040' } })
        .png()
        .toBuffer(),
    );
    const { metadata, file, sourceHash } = await written(grey, {
      edits: { light: { exposure: 1 }, geometry: { turns: 1 } },
      ratio: '1:1',
      rules: { longestSide: 100 },
    });
    expect(metadata).toMatchObject({ format: 'png', width: 100, height: 100 });
    const { samples } = await samplesOf(file);
    // A stop is twice the light: 0x40 is 5.1 % of it, 10.3 % is 0x5b.
    expect(Math.abs((samples[0] ?? 0) - 0x5b)).toBeLessThanOrEqual(1);
    expect(sourceHash).toBe(
      createHash('sha256')
        .update(await readFile(grey))
        .digest('hex'),
    );
    expect(await readdir(path.join(folder, 'out'))).toEqual(['file.image']);
  });

  it('of an edit that changes nothing is the original, also with 16 bits', async () => {
    const deep = await gradient({ width: 90, height: 60 }).toColourspace('rgb16').png().toBuffer();
    const { file, metadata } = await written(await save(folder, 'deep.png', deep), {
      edits: unedited,
    });
    expect(metadata.depth).toBe('ushort');
    expect(await samplesOf(file, 'ushort')).toEqual(await samplesOf(deep, 'ushort'));
  });

  it.each(['jpeg', 'webp', 'avif', 'png'] as const)('fits a %s into its bytes', async (format) => {
    const { bytes, metadata } = await written(photo, { rules: { format, maxBytes: 5000 } });
    expect(bytes).toBeLessThanOrEqual(5000);
    expect(bytes).toBeGreaterThan(2500);
    expect(metadata.format).toBe(format === 'avif' ? 'heif' : format);
  });

  it('is refused where no size fits', async () => {
    const wordy = await save(
      folder,
      'wordy.jpg',
      await noise({ width: 64, height: 64 })
        .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${'word '.repeat(1000)}</x:xmpmeta>`)
        .jpeg()
        .toBuffer(),
    );
    expect(await failureKind(written(wordy, { rules: { maxBytes: 2000 } }))).toBe('file-too-large');
  });

  it('says what is known of it, signed where a model had a part in it, also within its bytes', async () => {
    const notes = {
      words: { ...noWords, title: 'Harbour', keywords: ['boat'] },
      rating: 3,
      label: null,
      source: 'compositeWithTrainedAlgorithmicMedia',
      edited: false,
    } as const;
    for (const maxBytes of [null, 30_000]) {
      const made = await written(photo, { rules: { format: 'jpeg', maxBytes }, notes });
      expect(made.warnings).toEqual([]);
      const { words, credentials } = await images.metadata({ path: made.path });
      expect(words).toMatchObject({ title: 'Harbour', keywords: ['boat'] });
      expect(credentials).toMatchObject({ state: 'valid', ingredients: ['Original'] });
      if (maxBytes !== null) expect(made.bytes).toBeLessThanOrEqual(maxBytes);
    }
    // Rather without them than a picture of a few pixels.
    const small = await written(photo, { rules: { format: 'jpeg', maxBytes: 9000 }, notes });
    expect(small.warnings).toEqual(['credentials-incomplete']);
    expect(small.bytes).toBeLessThanOrEqual(9000);
    expect(small.facts.width).toBeGreaterThan(120);
    const stripped = await written(photo, { rules: { metadata: 'strip' }, notes });
    expect(stripped.warnings).toEqual([]);
    expect(stripped.file.includes('Harbour') || stripped.file.includes('c2pa')).toBe(false);
  }, 60_000);

  it.each([
    ['keep', true, true],
    ['strip-location', true, false],
    ['strip', false, false],
  ] as const)('with metadata %s', async (metadata, hasMake, hasPlace) => {
    for (const edits of [undefined, { light: { exposure: 0.5 } }]) {
      const { metadata: found } = await written(photo, { rules: { metadata }, edits });
      const { exif } = found;
      expect(exif?.includes('Acme') ?? false).toBe(hasMake);
      expect(exif !== undefined && readExif(withoutPrefix(exif)).hasGps).toBe(hasPlace);
    }
  });
});
