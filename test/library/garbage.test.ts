import { mkdir, mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BlobHash, blobHashSchema } from '../../electron/contract/ids.ts';
import { type Blobs, openBlobs } from '../../electron/library/blobs.ts';
import { collectGarbage } from '../../electron/library/collect-garbage.ts';
import { createLibrary } from '../../electron/library/library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { systemClock } from '../../electron/system-clock.ts';
import { openEngine } from '../jobs/engine-under-test.ts';
import { facts } from '../jobs/plain-images.ts';

const dayMs = 86_400_000;
const never = new AbortController().signal;
let folder: string;
let store: Store;
let blobs: Blobs;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-garbage-'));
  store = openStore({ path: path.join(folder, 'library.db'), now: Date.now });
  blobs = await openBlobs(folder);
});
afterEach(() => store.close());

function hashOf(digit: string): BlobHash {
  return blobHashSchema.parse(digit.repeat(64));
}

/** A blob as an earlier run of the app has left it. */
async function leftBehind(digit: string): Promise<BlobHash> {
  const hash = hashOf(digit);
  await mkdir(path.dirname(blobs.path(hash)), { recursive: true });
  await writeFile(blobs.path(hash), digit);
  return hash;
}

async function addVersion(digit: string): Promise<BlobHash> {
  const hash = await leftBehind(digit);
  const silent = { onAssetChanged: () => undefined, onAssetsRemoved: () => undefined };
  createLibrary({ store, now: Date.now, ...silent }).addOriginal({
    name: 'original',
    sourceHash: hash,
    image: { hash, facts },
  });
  return hash;
}

/** Two days later, since files carry the time of the system. */
function collect(now = () => Date.now() + 2 * dayMs): Promise<number> {
  return collectGarbage({ dataFolder: folder, store, blobs, now }, never);
}

describe('files of the library that nothing refers to', () => {
  it('go, and those of versions stay', async () => {
    const version = await addVersion('a');
    const unused = await leftBehind('b');
    expect(await collect()).toBe(1);
    expect(await blobs.has(version)).toBe(true);
    expect(await blobs.has(unused)).toBe(false);
  });

  it.each([
    ['the mask of a job', 'request', '{"mask":"HASH"}'],
    ['a result not yet saved', 'outcome', '{"output":{"images":[{"hash":"HASH"}]}}'],
  ])('stay where they are %s', async (_name, column, json) => {
    await addVersion('a');
    const named = await leftBehind('b');
    const values = { request: '{}', outcome: '{}', [column]: json.replace('HASH', named) };
    store.run(
      `insert into jobs (id, request, title, status, state, priority, position, created_at,
         consents, outcome) values ('1', ?, '', 'failed', '{}', 5, 1, 0, '{}', ?)`,
      values.request,
      values.outcome,
    );
    expect(await collect()).toBe(0);
    expect(await blobs.has(named)).toBe(true);
  });

  it('stay where a cached result names them, also behind many others', async () => {
    await addVersion('a');
    const named = await leftBehind('b');
    store.transaction(() => {
      for (let index = 0; index < 500; index += 1) {
        const value = index === 499 ? named : '';
        const key = String(index).padStart(3, '0');
        store.run(`insert into result_cache values (?, ?, 0)`, key, JSON.stringify({ value }));
      }
    });
    expect(await collect()).toBe(0);
  });

  it('stay for a day', async () => {
    await addVersion('a');
    const young = await leftBehind('b');
    // An old time that was copied with the file says nothing about when it came.
    await utimes(blobs.path(young), 1, 1);
    expect(await collect(Date.now)).toBe(0);
  });

  it('stay once they were adopted anew: their row is on its way', async () => {
    await addVersion('a');
    const again = await leftBehind('b');
    const copy = path.join(folder, 'copy');
    await writeFile(copy, 'b');
    await blobs.adopt(copy, again);
    expect(await collect()).toBe(0);
  });

  it('stay while the database can not speak for them', async () => {
    await leftBehind('b');
    expect(await collect()).toBe(0);
    await addVersion('a');
    await writeFile(path.join(folder, 'library.db.damaged-1'), 'rows');
    expect(await collect()).toBe(0);
  });

  it('are not confused with files of others', async () => {
    await addVersion('a');
    const foreign = path.join(folder, 'blobs', 'aa', 'notes.txt');
    await writeFile(foreign, 'mine');
    expect(await collect()).toBe(0);
  });
});

describe('the engine', () => {
  it('tidies up once its start is over, and harms nothing that is in use', async () => {
    await addVersion('a');
    const unused = await leftBehind('b');
    store.close();
    const engine = await openEngine(folder, [], {
      clock: {
        now: () => Date.now() + 2 * dayMs,
        sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 50), signal),
      },
    });
    try {
      const { latest } = await engine.addImage('kept');
      await vi.waitFor(async () => expect(await blobs.has(unused)).toBe(false));
      expect(await blobs.has(latest.blob)).toBe(true);
    } finally {
      await engine.close();
    }
  });
});
