import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import { type ExportOptions, exportOptionsSchema } from '../../electron/contract/images.ts';
import type { SourceType } from '../../electron/contract/metadata.ts';
import { gradient, save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();
const plain = await save(
  folder,
  'plain.jpg',
  await gradient({ width: 120, height: 80 }).jpeg().toBuffer(),
);

interface Save extends Partial<Pick<ExportOptions, 'format' | 'metadata'>> {
  readonly from?: string;
  readonly original?: string;
  readonly source: SourceType | null;
  readonly edited?: boolean;
}

let saved = 0;

async function saveAs(save: Save): Promise<string> {
  const { from = plain, original = from, source, edited = false, ...options } = save;
  const parsed = exportOptionsSchema.parse(options);
  const outPath = path.join(folder, `${(saved += 1)}.${parsed.format}`);
  const { warnings } = await images.encode({
    path: from,
    metadataFrom: original,
    options: parsed,
    notes: { words: noWords, rating: 0, label: null, source, edited },
    outPath,
  });
  expect(warnings).toEqual([]);
  return outPath;
}

const credentialsOf = async (file: string) => (await images.metadata({ path: file })).credentials;

/** The first one loads nine megabytes of WebAssembly. */
const patience = 60_000;

it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
  'a %s that a model made says so, signed',
  async (format) => {
    const file = await saveAs({ format, source: 'trainedAlgorithmicMedia' });
    expect(await credentialsOf(file)).toMatchObject({
      state: 'valid',
      issuer: 'Emulsion without proof of identity',
      generator: expect.stringMatching(/^Emulsion/) as string,
      actions: [
        { action: 'c2pa.created', source: expect.stringMatching(/trainedAlgorithmicMedia$/) },
      ],
      ingredients: [],
      problems: [],
    });
    expect((await images.inspect(file)).facts).toMatchObject({ format, width: 120, height: 80 });
  },
  patience,
);

it('what a model changed names its original, with the statements of that one', async () => {
  const made = await saveAs({ format: 'jpeg', source: 'trainedAlgorithmicMedia' });
  const changed = await saveAs({
    from: made,
    format: 'png',
    source: 'compositeWithTrainedAlgorithmicMedia',
  });
  expect(await credentialsOf(changed)).toMatchObject({
    state: 'valid',
    actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.edited' }],
    ingredients: ['Original'],
  });
  const without = await saveAs({
    from: made,
    format: 'png',
    metadata: 'strip-location',
    source: 'compositeWithTrainedAlgorithmicMedia',
  });
  expect(await credentialsOf(without)).toMatchObject({ state: 'valid', ingredients: ['Original'] });
  const stores = async (file: string): Promise<number> =>
    (await readFile(file)).toString('latin1').split('urn:c2pa:').length;
  expect(await stores(without)).toBeLessThan(await stores(changed));
});

it('nothing is stated of a photo, nor where metadata is left out', async () => {
  expect(await credentialsOf(await saveAs({ source: null }))).toBeNull();
  const stripped = await saveAs({ metadata: 'strip', source: 'trainedAlgorithmicMedia' });
  expect(await credentialsOf(stripped)).toBeNull();
  expect((await readFile(stripped)).includes('c2pa')).toBe(false);
});

it('what came with a statement keeps it, whatever was done to the picture', async () => {
  const made = await saveAs({ format: 'jpeg', source: 'trainedAlgorithmicMedia' });
  const smaller = await saveAs({ from: made, format: 'webp', source: null });
  expect(await credentialsOf(smaller)).toMatchObject({
    state: 'valid',
    actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.transcoded', source: null }],
    ingredients: ['Original'],
    problems: [],
  });
  const edited = await saveAs({ from: made, format: 'png', source: null, edited: true });
  expect(await credentialsOf(edited)).toMatchObject({
    state: 'valid',
    actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.edited' }],
  });
  expect((await readFile(edited)).toString('latin1')).toContain('trainedAlgorithmicMedia');
  expect(
    await credentialsOf(await saveAs({ from: made, source: null, metadata: 'strip' })),
  ).toBeNull();
});

it('what a model states of its own answer goes along', async () => {
  const answer = await saveAs({ format: 'png', source: 'trainedAlgorithmicMedia' });
  const generated = await saveAs({ from: answer, source: 'trainedAlgorithmicMedia' });
  expect(await credentialsOf(generated)).toMatchObject({
    state: 'valid',
    actions: [
      { action: 'c2pa.opened' },
      {
        action: 'c2pa.edited',
        source: expect.stringMatching(/trainedAlgorithmicMedia$/) as string,
      },
    ],
    ingredients: ['Original'],
  });
  const source = 'compositeWithTrainedAlgorithmicMedia';
  const changed = await saveAs({ from: answer, original: plain, source });
  expect(await credentialsOf(changed)).toMatchObject({
    state: 'valid',
    actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.edited' }, { action: 'c2pa.placed' }],
    ingredients: ['Original', 'Answer of the model'],
    problems: [],
  });
});

it('a file that the library takes in as another format keeps what it states', async () => {
  const made = await saveAs({ format: 'tiff', source: 'trainedAlgorithmicMedia' });
  const taken = await images.normalise({ path: made, outFolder: folder });
  expect(await credentialsOf(taken?.path ?? '')).toMatchObject({
    state: 'valid',
    ingredients: ['Original'],
  });
});

it('a change after the signature shows, and damage never hurts the worker', async () => {
  const signed = await readFile(
    await saveAs({ format: 'jpeg', source: 'trainedAlgorithmicMedia' }),
  );
  const pixel = Buffer.from(signed);
  pixel.writeUInt8((pixel.at(-20) ?? 0) ^ 1, pixel.length - 20);
  const changed = await credentialsOf(await save(folder, 'changed.jpg', pixel));
  expect(changed).toMatchObject({ state: 'invalid', problems: ['assertion.dataHash.mismatch'] });
  const start = signed.indexOf('jumdc2pa');
  for (let index = 0; index < 40; index += 1) {
    const broken = Buffer.from(signed);
    for (let hit = 0; hit < 6; hit += 1)
      broken[start + 8 + ((index * 7919 + hit * 611) % 4000)] = (index * 31 + hit * 17) % 256;
    const found = await credentialsOf(await save(folder, `broken-${index}.jpg`, broken));
    expect(found === null || found.state === 'invalid').toBe(true);
  }
  expect(await credentialsOf(await save(folder, 'whole.jpg', signed))).toMatchObject({
    state: 'valid',
  });
});
