import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localScope } from '../../electron/contract/account.ts';
import { type LibraryQuery, libraryQuerySchema } from '../../electron/contract/library.ts';
import { type AssetReader, createAssetReader } from '../../electron/library/asset-reader.ts';
import { type Library, createLibrary } from '../../electron/library/library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { fillLibrary } from '../bench/support/large-library.ts';

const threadPath = fileURLToPath(
  new URL('../../electron/library/reader-thread.ts', import.meta.url),
);

let folder: string;
let file: string;
let store: Store;
let library: Library;
const opened: AssetReader[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'asset-reader-'));
  file = path.join(folder, 'library.db');
  store = openStore({ path: file, now: () => 0 });
  const ignore = (): void => undefined;
  library = createLibrary({
    store,
    now: () => 0,
    onAssetChanged: ignore,
    onAssetsRemoved: ignore,
  });
  fillLibrary(store, 50);
  return async () => {
    await rm(folder, { recursive: true, force: true });
  };
});

afterEach(async () => {
  for (const reader of opened.splice(0)) await reader.close();
  store.close();
});

function open(thread = threadPath): AssetReader {
  const reader = createAssetReader({ threadPath: thread, file, here: library.list });
  opened.push(reader);
  return reader;
}

const query = (part: Partial<LibraryQuery> = {}) => libraryQuerySchema.parse(part);

it('answers as the library does, and sees what was written a moment ago', async () => {
  const reader = open();
  expect(await reader.list(query(), localScope)).toEqual(library.list(query()));
  const [first] = library.list(query()).assets;
  if (first === undefined) throw new Error('nothing there');
  library.rename(first.id, 'zanzibar');
  const found = await reader.list(query({ text: 'zanzibar' }), localScope);
  expect(found).toMatchObject({ total: 1, assets: [{ id: first.id, name: 'zanzibar' }] });
  library.remove([first.id]);
  expect((await reader.list(query(), localScope)).total).toBe(49);
  expect(await reader.list(query({ text: 'zanzibar' }), localScope)).toMatchObject({ total: 0 });
});

it('finds what looks alike among what was looked at since', async () => {
  const reader = open();
  const [one, other] = library.list(query()).assets;
  if (one === undefined || other === undefined) throw new Error('too few');
  const similar = query({ similarTo: one.id });
  const before = await reader.list(similar, localScope);
  store.run(
    `update assets set look_high = (select look_high from assets where id = ?),
       look_low = (select look_low from assets where id = ?) where id = ?`,
    one.id,
    one.id,
    other.id,
  );
  const after = await reader.list(similar, localScope);
  expect(after.total).toBe(before.total + 1);
  expect(after.assets.map(({ id }) => id)).toContain(other.id);
});

it('tells what the database failed with', async () => {
  const reader = open();
  await reader.list(query(), localScope);
  store.run('drop table asset_search');
  await expect(reader.list(query({ text: 'x' }), localScope)).rejects.toMatchObject({
    error: { kind: 'storage-failed' },
  });
});

it('is answered here where the thread can not be had', async () => {
  const reader = open(path.join(folder, 'nothing.js'));
  const asked = [reader.list(query(), localScope), reader.list(query(), localScope)];
  for (const page of await Promise.all(asked)) expect(page.total).toBe(50);
  expect((await reader.list(query(), localScope)).total).toBe(50);
});

it('leaves the library whole and closed behind it', async () => {
  const reader = open();
  await reader.list(query(), localScope);
  await reader.close();
  opened.length = 0;
  store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});
