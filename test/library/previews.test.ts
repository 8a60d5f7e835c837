import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { blobHashSchema } from '../../electron/contract/ids.ts';
import { type Blobs, openBlobs } from '../../electron/library/blobs.ts';
import { type Previews, createPreviews } from '../../electron/library/previews.ts';
import { plainImages } from '../jobs/plain-images.ts';

const hash = blobHashSchema.parse('a'.repeat(64));
let folder: string;
let blobs: Blobs;
let previews: Previews;
let made: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-previews-'));
  blobs = await openBlobs(folder);
  const images = plainImages();
  made = 0;
  previews = createPreviews({
    cacheFolder: path.join(folder, 'previews'),
    blobs,
    images: {
      ...images,
      preview: (input) => {
        made += 1;
        return images.preview(input);
      },
    },
  });
  const file = path.join(folder, 'picture');
  await writeFile(file, 'pixels');
  await blobs.adopt(file, hash);
});

describe('previews', () => {
  it('are made once, however many ask at once, and kept', async () => {
    const [first, second] = await Promise.all([
      previews.preview(hash, 256),
      previews.preview(hash, 256),
    ]);
    expect(first).toBe(second);
    expect(await previews.preview(hash, 256)).toBe(first);
    expect(await readFile(first, 'utf8')).toBe('pixels');
    expect(made).toBe(1);
    expect(await readdir(path.join(folder, 'temporary'))).toEqual([]);
  });

  it('are made again where the cache was cleared, and gone once forgotten', async () => {
    const file = await previews.preview(hash, 256);
    await rm(path.join(folder, 'previews'), { recursive: true });
    expect(await previews.preview(hash, 256)).toBe(file);
    expect(made).toBe(2);
    await previews.forget(hash);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('of something that is not there are refused', async () => {
    await expect(previews.preview(blobHashSchema.parse('b'.repeat(64)), 256)).rejects.toMatchObject(
      {
        error: { kind: 'not-found' },
      },
    );
  });

  it('of a partial image are served under their own hash', async () => {
    const partial = path.join(folder, 'partial.png');
    await writeFile(partial, 'half a picture');
    const served = await previews.addTransient(partial, 1024);
    expect(await readFile(await previews.preview(served, 1024), 'utf8')).toBe('half a picture');
  });

  it('go, the least recently used first, where they take too much room', async () => {
    const small = createPreviews({
      cacheFolder: path.join(folder, 'previews'),
      blobs,
      images: plainImages(),
      // Two of three: each preview has the six bytes of its picture.
      cacheLimit: 15,
    });
    const used = await small.preview(hash, 256);
    const forgotten = await small.preview(hash, 1024);
    await utimes(used, 1, 1);
    await utimes(forgotten, 2, 2);
    await small.preview(hash, 256);
    const newest = await small.preview(hash, 2560);
    await small.trim();
    await expect(readFile(forgotten)).rejects.toThrow('ENOENT');
    expect(await readFile(used, 'utf8')).toBe('pixels');
    expect(await readFile(newest, 'utf8')).toBe('pixels');
  });
});

it('adopting a blob again, from itself or from a copy, keeps it', async () => {
  await blobs.adopt(blobs.path(hash), hash);
  const copy = path.join(folder, 'copy');
  await writeFile(copy, 'pixels');
  await blobs.adopt(copy, hash);
  expect(await readFile(blobs.path(hash), 'utf8')).toBe('pixels');
  await expect(readFile(copy)).rejects.toThrow('ENOENT');
});
