import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectGarbage } from '../../electron/library/collect-garbage.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { gradient, noise, startService, temporaryFolder } from '../images/fixtures.ts';
import { type Device, account, hashOf, openDevice, settleAll } from './support/device.ts';
import { type FakeCloud, createFakeCloud } from './support/fake-cloud.ts';

const images = startService();
const folder = temporaryFolder();

let cloud: FakeCloud;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  cloud = createFakeCloud();
  laptop = await openDevice({ images });
  desktop = await openDevice({ images });
});
afterEach(async () => {
  for (const device of [laptop, desktop]) {
    await device.outbox.close();
    device.close();
  }
});

/** An image whose file is really there. */
async function dropFile(device: Device, name: string, bytes: Buffer): Promise<Asset> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  const { hash, facts } = await images.inspect(file);
  await device.blobs.adopt(file, hash);
  const image = { hash, facts };
  return device.library.addOriginal({ scope: account, name, sourceHash: hashOf(name), image })
    .asset;
}

const photo = () => gradient({ width: 900, height: 600 }).jpeg().toBuffer();
const elsewhere = (device: Device) =>
  device.outbox.elsewhere.assets(account, { text: '', offset: 0, limit: 9 }).assets;
const inCloud = (asset: Asset) => cloud.rows().get(`asset/${asset.id}`);

describe('thumbnails', () => {
  it('leave only where the user allowed it', async () => {
    const asset = await dropFile(laptop, 'a.jpg', await photo());
    settleAll(cloud, [laptop, desktop]);
    await laptop.outbox.close();
    expect(inCloud(asset)).not.toHaveProperty('thumbnail');
  });

  it('come to the other devices, small, and are shown once a worker has seen them', async () => {
    const asset = await dropFile(laptop, 'a.jpg', await photo());
    laptop.settings.patch({ syncThumbnails: true });
    settleAll(cloud, [laptop]);
    await expect.poll(() => laptop.replica.waiting(), { timeout: 20_000 }).toBe(1);
    settleAll(cloud, [laptop, desktop]);
    const data = Buffer.from(String(inCloud(asset)?.['thumbnail']), 'base64');
    expect(data.length).toBeLessThanOrEqual(24 * 1024);
    expect(await sharp(data).metadata()).toMatchObject({ format: 'webp', width: 256 });
    await expect.poll(() => elsewhere(desktop)[0]?.thumbnail, { timeout: 20_000 }).not.toBeNull();
    const shown = elsewhere(desktop)[0]?.thumbnail ?? null;
    if (shown === null) throw new Error('no thumbnail');
    expect(await readFile(desktop.blobs.path(shown))).toEqual(data);
    // It is kept, although no image of this library names it.
    await dropFile(desktop, 'own.jpg', await noise({ width: 60, height: 60 }).jpeg().toBuffer());
    const far = Date.now() + 1e9;
    const garbage = { dataFolder: folder, store: desktop.store, blobs: desktop.blobs };
    await collectGarbage({ ...garbage, now: () => far }, new AbortController().signal);
    expect(await desktop.blobs.has(shown)).toBe(true);

    laptop.settings.patch({ syncThumbnails: false });
    await expect.poll(() => laptop.replica.waiting(), { timeout: 20_000 }).toBe(1);
    settleAll(cloud, [laptop, desktop]);
    expect(inCloud(asset)).toMatchObject({ thumbnail: null, thumbnail_of: null });
    expect(elsewhere(desktop)[0]?.thumbnail).toBeNull();
  });

  it('are made smaller until they fit, also of pictures that hardly compress', async () => {
    const bytes = await noise({ width: 1200, height: 1200 }).png().toBuffer();
    const asset = await dropFile(laptop, 'noise.png', bytes);
    laptop.settings.patch({ syncThumbnails: true });
    settleAll(cloud, [laptop]);
    await expect.poll(() => laptop.replica.waiting(), { timeout: 20_000 }).toBe(1);
    settleAll(cloud, [laptop]);
    const data = Buffer.from(String(inCloud(asset)?.['thumbnail']), 'base64');
    expect(data.length).toBeGreaterThan(0);
    expect(data.length).toBeLessThanOrEqual(24 * 1024);
  });

  it.each([
    ['no picture', () => Promise.resolve(Buffer.from('<svg onload="alert(1)"/>'))],
    ['another format', () => gradient({ width: 64, height: 64 }).png().toBuffer()],
    ['larger than ours', () => gradient({ width: 2000, height: 40 }).webp().toBuffer()],
    [
      'cut off',
      async () => (await gradient({ width: 200, height: 200 }).webp().toBuffer()).subarray(0, 60),
    ],
    ['too many bytes', () => Promise.resolve(Buffer.alloc(30_000, 1))],
  ])('of %s are never shown', async (_what, make) => {
    const theirs = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    cloud.push([
      {
        op_id: '00000000-0000-4000-8000-0000000000bb',
        n: 1,
        kind: 'asset',
        key: theirs.id,
        fields: { thumbnail: (await make()).toString('base64') },
        base_seq: 0,
      },
    ]);
    settleAll(cloud, [desktop]);
    const left = () => desktop.store.all('select 1 from heard_thumbnails');
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    await desktop.outbox.close();
    expect(elsewhere(desktop)).toMatchObject([{ name: 'harbour', thumbnail: null }]);
    expect(desktop.store.all('select 1 from kept_blobs')).toEqual([]);
  });
});
