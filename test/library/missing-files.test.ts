import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localScope } from '../../electron/contract/account.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { type Ingest, createIngest } from '../../electron/ingest/ingest.ts';
import { type Blobs, openBlobs } from '../../electron/library/blobs.ts';
import { type LibraryFiles, createLibraryFiles } from '../../electron/library/library-files.ts';
import { createPreviews } from '../../electron/library/previews.ts';
import { findMissingFiles, lookAtOriginals } from '../../electron/library/quiet-work.ts';
import { scopeLibrary } from '../../electron/library/scoped-library.ts';
import { startService } from '../images/fixtures.ts';
import { type OpenLibrary, openLibrary } from './support/open-library.ts';

let open: OpenLibrary;
let folder: string;
let blobs: Blobs;
const images = startService();
let ingest: Ingest;
let files: LibraryFiles;
const signal = new AbortController().signal;

beforeEach(async () => {
  open = openLibrary();
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-missing-'));
  blobs = await openBlobs(folder);
  const { library, store } = open;
  ingest = createIngest({ library, blobs, images });
  files = createLibraryFiles({
    store,
    blobs,
    images,
    previews: createPreviews({ cacheFolder: path.join(folder, 'previews'), blobs, images }),
    library: scopeLibrary(library, () => localScope),
    states: library,
  });
});
afterEach(async () => {
  open.store.close();
  await rm(folder, { recursive: true, force: true });
});

async function picture(name: string, width = 64): Promise<string> {
  const file = path.join(folder, name);
  const pixels = Buffer.from(Array.from({ length: width * 48 * 3 }, (_, at) => (at * 7) % 251));
  const image = sharp(pixels, { raw: { width, height: 48, channels: 3 } });
  await (name.endsWith('.tif') ? image.tiff() : image.png()).toFile(file);
  return file;
}

async function drop(file: string): Promise<Asset> {
  const [outcome] = (await ingest.paths([file])).outcomes;
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome.asset;
}

it('notices that a file is gone, says so, and takes the same one back', async () => {
  const file = await picture('lake.png');
  const asset = await drop(file);
  const other = await picture('other.png', 80);
  await drop(other);
  await rm(blobs.path(asset.latest.blob));
  await findMissingFiles({ library: open.library, blobs }, signal);
  expect(open.names({ shelf: 'missing' })).toEqual(['lake']);
  expect(open.changed.at(-1)).toMatchObject({ id: asset.id, missing: true });
  expect(open.library.missingCount()).toBe(1);

  await writeFile(path.join(folder, 'notes.txt'), 'no image');
  expect(await files.findFiles([other, path.join(folder, 'notes.txt')])).toBe(0);
  expect(await files.findFiles([file])).toBe(1);
  expect(open.names({ shelf: 'missing' })).toEqual([]);
  expect(open.changed.at(-1)).toMatchObject({ id: asset.id, missing: false });
  expect(await readFile(blobs.path(asset.latest.blob))).toEqual(await readFile(file));
  await findMissingFiles({ library: open.library, blobs }, signal);
  expect(open.library.missingCount()).toBe(0);
});

it('knows a file by what it becomes when it is taken in', async () => {
  const file = await picture('scan.tif');
  const asset = await drop(file);
  expect(asset.latest.facts.format).toBe('png');
  await rm(blobs.path(asset.latest.blob));
  await findMissingFiles({ library: open.library, blobs }, signal);
  expect(await files.findFiles([file])).toBe(1);
  expect(open.library.asset(asset.id).missing).toBe(false);
});

it('is healed too by the file that is dropped again', async () => {
  const file = await picture('lake.png');
  const asset = await drop(file);
  await rm(blobs.path(asset.latest.blob));
  await findMissingFiles({ library: open.library, blobs }, signal);
  expect(await drop(file)).toMatchObject({ id: asset.id, missing: false });
  expect(await blobs.has(asset.latest.blob)).toBe(true);
});

it('sees that a smaller copy in another format looks the same', async () => {
  const file = path.join(folder, 'sunset.png');
  const gradient = Buffer.from(
    Array.from({ length: 400 * 300 }, (_, at) => {
      const [x, y] = [at % 400, Math.floor(at / 400)];
      return Math.round(127 + 60 * Math.sin(x / 50) + 60 * Math.cos(y / 30 + x / 90));
    }),
  );
  const image = sharp(gradient, { raw: { width: 400, height: 300, channels: 1 } });
  await image.clone().png().toFile(file);
  const copy = path.join(folder, 'copy.jpg');
  await image.clone().resize(200).jpeg({ quality: 70 }).toFile(copy);
  const original = await drop(file);
  await drop(copy);
  await drop(await picture('other.png'));
  await lookAtOriginals({ library: open.library, blobs, images }, signal);
  expect(open.names({ similarTo: original.id })).toEqual(['sunset', 'copy']);
});
