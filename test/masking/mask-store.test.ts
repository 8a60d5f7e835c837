import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import type { VersionId } from '../../electron/contract/ids.ts';
import { type MaskStep, mostSteps } from '../../electron/contract/masking/document.ts';
import { openBlobs } from '../../electron/library/blobs.ts';
import { createLibrary } from '../../electron/library/library.ts';
import { scopeLibrary } from '../../electron/library/scoped-library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { createMaskStore } from '../../electron/masking/mask-store.ts';
import { createMasking } from '../../electron/masking/masking.ts';
import { gradient, save, startService, temporaryFolder } from '../images/fixtures.ts';
import { plainStroke } from './support/steps.ts';

const folder = temporaryFolder();
const images = startService();
let opened = 0;
let store: Store | null = null;

afterEach(() => {
  store?.close();
});

const invert: MaskStep = { kind: 'invert' };
const square: MaskStep = { kind: 'rectangle', mode: 'add', x: 10, y: 10, width: 20, height: 20 };

async function start(file = path.join(folder, `masks-${(opened += 1)}.db`)) {
  store = openStore({ path: file, now: () => 1000 });
  const blobs = await openBlobs(folder);
  const library = createLibrary({
    store,
    now: () => 1000,
    onAssetChanged: () => undefined,
    onAssetsRemoved: () => undefined,
  });
  const masks = createMaskStore(store);
  const scoped = scopeLibrary(library, () => 'local');
  const masking = createMasking({ masks, scoped, blobs, images });
  const add = async (name: string): Promise<VersionId> => {
    const pixels = await gradient({ width: 90, height: 60 }).png().toBuffer();
    const picture = await save(folder, name, pixels);
    const { facts, hash } = await images.inspect(picture);
    await blobs.adopt(picture, hash);
    const image = { hash, facts };
    const { asset } = library.addOriginal({ name, sourceHash: 'a'.repeat(64), image });
    return asset.originalVersionId;
  };
  return { file, library, blobs, masking, add };
}

describe('the mask of a version', () => {
  it('outlives a restart, with what was undone', async () => {
    const { file, masking, add } = await start();
    const version = await add('kept.png');
    masking.add(version, 0, plainStroke);
    masking.add(version, 1, invert);
    masking.add(version, 2, square);
    masking.goTo(version, 1);
    store?.close();
    const again = await start(file);
    expect(again.masking.open(version)).toEqual({ steps: [plainStroke, invert, square], done: 1 });
    again.masking.goTo(version, 3);
    expect(again.masking.open(version).done).toBe(3);
  });

  it('forgets what was undone once something else is done', async () => {
    const { masking, add } = await start();
    const version = await add('other.png');
    masking.add(version, 0, plainStroke);
    masking.add(version, 1, invert);
    masking.add(version, 0, square);
    expect(masking.open(version)).toEqual({ steps: [square], done: 1 });
    masking.goTo(version, 9);
    expect(masking.open(version).done).toBe(1);
  });

  it('has an end', async () => {
    const { masking, add } = await start();
    const version = await add('full.png');
    expect(() => masking.add(version, mostSteps, invert)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ kind: 'invalid-request' }) }),
    );
  });

  it('is of a version of the shown library only', async () => {
    const { masking } = await start();
    expect(() => masking.open('nowhere' as VersionId)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ kind: 'not-found' }) }),
    );
  });

  it('is rendered to what counts of it, with pictures that steps name', async () => {
    const { masking, blobs, add } = await start();
    const version = await add('rendered.png');
    masking.add(version, 0, square);
    const first = await masking.render(version);
    masking.add(version, 1, { kind: 'fill', mode: 'subtract' });
    await expect(masking.render(version)).rejects.toMatchObject({ error: { kind: 'mask-empty' } });
    masking.add(version, 2, { kind: 'picture', mode: 'add', blob: first, from: 'version' });
    masking.add(version, 3, { ...square, x: 60 });
    const grey = await sharp(blobs.path(await masking.render(version)))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const at = (x: number, y: number) => grey[y * 90 + x];
    expect(grey).toHaveLength(90 * 60);
    expect([at(20, 20), at(70, 20), at(45, 20), at(20, 40)]).toEqual([255, 255, 0, 0]);
    masking.goTo(version, 1);
    expect(await masking.render(version)).toBe(first);
  });
});
