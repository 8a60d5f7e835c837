import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IngestOutcome, IngestReport } from '../../electron/contract/library.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import type { ImageService } from '../../electron/images/image-service.ts';
import { type Ingest, type IngestProgress, createIngest } from '../../electron/ingest/ingest.ts';
import { type Blobs, openBlobs } from '../../electron/library/blobs.ts';
import { createLibrary } from '../../electron/library/library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';

let images: ImageService;
beforeAll(() => {
  images = createImageService({
    nodePath: process.execPath,
    workerPath: fileURLToPath(new URL('../../electron/images/worker/main.ts', import.meta.url)),
    size: 2,
  });
});
afterAll(() => images.close());

let folder: string;
let store: Store;
let blobs: Blobs;
let ingest: Ingest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-ingest-'));
  const dataFolder = path.join(folder, 'data');
  store = openStore({ path: path.join(dataFolder, 'library.db'), now: () => 0 });
  blobs = await openBlobs(dataFolder);
  const ignore = (): void => undefined;
  const library = createLibrary({
    store,
    now: () => 0,
    onAssetChanged: ignore,
    onAssetsRemoved: ignore,
  });
  ingest = createIngest({ library, blobs, images });
  return () => store.close();
});

async function picture(
  name: string,
  color = '#123456',
  format: 'png' | 'jpeg' | 'tiff' = 'png',
): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const create = { width: 40, height: 30, channels: 3, background: color } as const;
  await writeFile(file, await sharp({ create }).toFormat(format).toBuffer());
  return file;
}

function byName({ outcomes }: IngestReport): Record<string, string> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome.name, verdict(outcome)]));
}

function verdict(outcome: IngestOutcome): string {
  return outcome.status === 'refused' ? outcome.error.kind : outcome.status;
}

describe('a drop of files', () => {
  it('takes a copy and never touches the original', async () => {
    const file = await picture('harbour.png');
    await utimes(file, 1000, 1000);
    const before = await readFile(file);
    const { outcomes } = await ingest.paths([file]);
    const [outcome] = outcomes;
    if (outcome?.status !== 'added') throw new Error('not added');
    expect(outcome.asset).toMatchObject({
      name: 'harbour',
      latest: { facts: { width: 40, height: 30 } },
    });
    const hash = createHash('sha256').update(before).digest('hex');
    expect(outcome.asset.latest.blob).toBe(hash);
    expect(await readFile(blobs.path(outcome.asset.latest.blob))).toEqual(before);
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(path.join(folder, 'data', 'temporary'))).toEqual([]);
  });

  it('gives every bad file its own reason, and takes the good ones', async () => {
    const good = await picture('good.png');
    const whole = await readFile(await picture('whole.jpg', '#654321', 'jpeg'));
    const write = async (name: string, bytes: string | Uint8Array): Promise<string> => {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      return file;
    };
    const dropped = [
      await write('empty.png', ''),
      await write('text.png', 'this is a text, whatever its name says'),
      await write('cut.jpg', whole.subarray(0, Math.floor(whole.length / 2))),
      await write('huge.png', Buffer.alloc(50 * 1024 * 1024 + 1)),
      path.join(folder, 'gone.png'),
      good,
      await picture('really-a-tiff.jpg', '#aabbcc', 'tiff'),
    ];
    const socket = path.join(folder, 'socket.png');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const verdicts = byName(await ingest.paths([...dropped, socket]));
    server.close();
    expect(verdicts).toEqual({
      'empty.png': 'file-empty',
      'text.png': 'file-not-an-image',
      'cut.jpg': 'file-truncated',
      'huge.png': 'file-too-large',
      'gone.png': 'file-missing',
      'good.png': 'added',
      'really-a-tiff.jpg': 'added',
      'socket.png': 'file-not-an-image',
    });
  });

  it('names a file that can not be opened', async () => {
    const file = path.join(folder, 'circle.png');
    await symlink(file, file);
    expect(byName(await ingest.paths([file]))).toEqual({ 'circle.png': 'file-unreadable' });
  });

  it('knows the same picture again, also twice in one drop', async () => {
    const first = await picture('first.png');
    const copy = await picture('copy.png');
    const { outcomes } = await ingest.paths([first, copy, first]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['added', 'already-there']);
    const again = await ingest.paths([copy]);
    expect(again.outcomes.map(({ status }) => status)).toEqual(['already-there']);
  });

  it('tells how far it is', async () => {
    const files = [await picture('a.png', '#000001'), await picture('b.png', '#000002')];
    const seen: IngestProgress[] = [];
    await ingest.paths(files, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done, total }) => `${done}/${total}`)).toEqual(['0/2', '1/2', '2/2']);
    expect(seen.at(-1)?.outcome?.status).toBe('added');
  });

  it('begins no further file after an abort', async () => {
    const files = [];
    for (let number = 0; number < 8; number += 1)
      files.push(await picture(`${number}.png`, `#00000${number}`));
    const controller = new AbortController();
    const { outcomes } = await ingest.paths(files, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 1) controller.abort();
      },
    });
    expect(outcomes.length).toBeLessThan(8);
  });
});

describe('a dropped folder', () => {
  it('is walked to its end, past hidden and system files and links', async () => {
    const root = path.join(folder, 'photos');
    await picture('photos/a.png', '#010101');
    await picture('photos/2026/b.png', '#020202');
    await picture('photos/.hidden/c.png', '#030303');
    await writeFile(path.join(root, '.DS_Store'), 'x');
    await writeFile(path.join(root, 'Thumbs.db'), 'x');
    await symlink(await picture('outside.png', '#040404'), path.join(root, 'link.png'));
    await symlink(root, path.join(root, 'loop'));
    expect(byName(await ingest.paths([root]))).toEqual({ 'a.png': 'added', 'b.png': 'added' });
  });

  it('is refused whole above the cap, and the other paths go on', async () => {
    const root = path.join(folder, 'disk');
    await mkdir(root);
    await Promise.all(
      Array.from({ length: 10_001 }, (_, index) => writeFile(path.join(root, `${index}.txt`), '')),
    );
    const { outcomes } = await ingest.paths([root, await picture('good.png')]);
    expect(outcomes).toHaveLength(2);
    expect(outcomes[0]).toMatchObject({
      name: 'disk',
      error: { kind: 'folder-too-large', params: { limit: 10_000 } },
    });
    expect(outcomes[1]?.status).toBe('added');
  });
});

describe('a pasted picture', () => {
  it('becomes an asset', async () => {
    const bytes = await readFile(await picture('x.png'));
    expect(byName(await ingest.bytes(bytes, 'Pasted image.png'))).toEqual({
      'Pasted image.png': 'added',
    });
  });

  it('is refused where it is none', async () => {
    expect(byName(await ingest.bytes(new Uint8Array([1, 2, 3]), 'Pasted'))).toEqual({
      Pasted: 'file-not-an-image',
    });
  });
});
