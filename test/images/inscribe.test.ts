import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import type { ExportOptions } from '../../electron/contract/images.ts';
import type { ImageNotes } from '../../electron/contract/metadata.ts';
import { gradient, save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();
const size = { width: 120, height: 80 };
const said: ImageNotes = {
  words: { ...noWords, altText: 'A heron wades', creator: 'Grace', keywords: ['reeds'] },
  rating: 4,
  label: 'green',
  source: null,
  edited: false,
};

/** With a camera and a place, lying on its side. */
const photo = () =>
  gradient(size)
    .withExif({
      IFD0: { Model: 'Pocket 3', Artist: 'Ada' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 });

interface Inscription {
  readonly from: string;
  readonly original?: string;
  readonly notes?: ImageNotes;
  readonly metadata?: ExportOptions['metadata'];
}

async function inscribe({ from, original = from, notes = said, metadata = 'keep' }: Inscription) {
  const outPath = path.join(folder, `inscribed${path.extname(from)}`);
  const written = await images.inscribe({
    path: from,
    metadataFrom: original,
    metadata,
    notes,
    outPath,
  });
  return written === null ? null : { ...written, file: await readFile(written.path) };
}

const pixelsOf = (file: Buffer | string) => sharp(file).raw().toBuffer();

it.each(['jpeg', 'png', 'webp'] as const)(
  'a %s is described without a pixel of it being touched, and described anew',
  async (format) => {
    const bytes = await photo().toFormat(format, { quality: 60 }).toBuffer();
    const from = await save(folder, `photo.${format}`, bytes);
    const once = await inscribe({ from });
    expect(await pixelsOf(once?.file ?? '')).toEqual(await pixelsOf(from));
    const { exif, xmp, orientation } = await sharp(once?.file).metadata();
    expect(orientation).toBe(6);
    expect(exif?.includes('Pocket 3')).toBe(true);
    const packet = xmp?.toString('utf8') ?? '';
    for (const word of ['A heron wades', 'Grace', 'reeds', 'Green']) expect(packet).toContain(word);
    const again = await save(folder, `again.${format}`, once?.file ?? Buffer.alloc(0));
    const words = { ...said.words, altText: 'A heron sleeps' };
    const twice = await inscribe({ from: again, notes: { ...said, words } });
    expect((await sharp(twice?.file).metadata()).xmp?.toString('utf8')).toContain('sleeps');
    expect(twice?.file.includes('wades')).toBe(false);
    expect(await pixelsOf(twice?.file ?? '')).toEqual(await pixelsOf(from));
  },
);

it('the place goes where it shall not travel', async () => {
  const from = await save(folder, 'placed.jpg', await photo().jpeg().toBuffer());
  expect((await images.inspect(from)).facts.hasGps).toBe(true);
  const written = await inscribe({ from, metadata: 'strip-location' });
  expect((await images.inspect(written?.path ?? '')).facts).toMatchObject({
    hasGps: false,
    camera: 'Pocket 3',
  });
});

it('a result gets what its photo says, upright', async () => {
  const original = await save(folder, 'owner.jpg', await photo().jpeg().toBuffer());
  const from = await save(folder, 'result.png', await gradient(size).png().toBuffer());
  const written = await inscribe({ from, original });
  expect((await images.inspect(written?.path ?? '')).facts).toMatchObject({
    camera: 'Pocket 3',
    orientation: 1,
    format: 'png',
  });
});

it('a statement is replaced by one that holds and keeps it inside', async () => {
  const plain = await save(folder, 'plain.png', await gradient(size).png().toBuffer());
  const source = 'trainedAlgorithmicMedia';
  const made = await inscribe({ from: plain, notes: { ...said, source } });
  expect(made?.warnings).toEqual([]);
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const from = path.join(folder, `stated.${format}`);
    const options = { format, quality: 90, longestSide: null, metadata: 'keep' as const };
    await images.encode({
      path: plain,
      metadataFrom: plain,
      options: { ...options, nameTemplate: '{name}' },
      notes: { ...said, source },
      outPath: from,
    });
    const written = await inscribe({ from });
    expect(written?.warnings).toEqual([]);
    expect((await images.metadata({ path: written?.path ?? '' })).credentials).toMatchObject({
      state: 'valid',
      actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.transcoded' }],
      ingredients: ['Original'],
    });
    const without = await inscribe({ from, metadata: 'strip-location' });
    const stores = (file?: Buffer): number =>
      (file?.toString('latin1').split('urn:c2pa:').length ?? 1) - 1;
    expect(stores(without?.file)).toBeLessThan(stores(written?.file));
  }
}, 60_000);

it.each(['avif', 'gif'] as const)('a %s takes nothing', async (format) => {
  const bytes = await gradient(size).toFormat(format).toBuffer();
  expect(await inscribe({ from: await save(folder, `still.${format}`, bytes) })).toBeNull();
});
