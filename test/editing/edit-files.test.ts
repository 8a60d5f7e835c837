import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeLut } from '../../electron/contract/editing/lut.ts';
import { watermarkSchema } from '../../electron/contract/editing/watermark.ts';
import { type EditFiles, createEditFiles } from '../../electron/editing/edit-files.ts';
import { type Blobs, openBlobs } from '../../electron/library/blobs.ts';
import { namedBlobs } from '../../electron/library/named-blobs.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { gradient, save, startService, temporaryFolder } from '../images/fixtures.ts';

const folder = temporaryFolder();
const images = startService();
let blobs: Blobs;
let files: EditFiles;
let store: Store;

beforeAll(async () => {
  blobs = await openBlobs(folder);
  files = createEditFiles({ blobs, images });
  store = openStore({ path: path.join(folder, 'library.db'), now: () => 1000 });
});

afterAll(() => {
  store.close();
});

it('keeps a table of colours by what it holds, under the name of its file', async () => {
  const colours = 'LUT_1D_SIZE 2\n0 0 0\n1 1 0.5\n';
  const first = path.join(folder, 'Warm evening.cube');
  const second = path.join(folder, 'copy.cube');
  await writeFile(first, colours);
  await writeFile(second, `# the same with a remark\n${colours}`);
  const taken = await files.takeLut(first);
  expect(taken.name).toBe('Warm evening');
  expect((await files.takeLut(second)).blob).toBe(taken.blob);
  expect(decodeLut(await files.lut(taken.blob))?.values.at(-1)).toBe(0.5);
});

it('takes nothing that is no table, and says so', async () => {
  const picture = await save(
    folder,
    'x.cube',
    await gradient({ width: 9, height: 9 }).png().toBuffer(),
  );
  await expect(files.takeLut(picture)).rejects.toMatchObject({
    error: { kind: 'file-unsupported' },
  });
  await expect(files.takeLut(path.join(folder, 'none.cube'))).rejects.toMatchObject({
    error: { kind: 'file-missing' },
  });
  await expect(files.lut('cd'.repeat(32))).rejects.toMatchObject({
    error: { kind: 'file-missing' },
  });
});

it('draws a text, and an image of any shape, at the size that was asked for', async () => {
  const picture = { width: 1000, height: 500 };
  const drawing = { picture, scale: 1, space: 'srgb' } as const;
  const text = watermarkSchema.parse({ kind: 'text', text: '<b>& Co</b>', size: 20 });
  const drawn = await files.drawMark({ ...drawing, mark: text });
  const { height, hasAlpha } = await sharp(drawn.png).metadata();
  expect(hasAlpha).toBe(true);
  // An em is a fifth of the shorter side; capitals and the ampersand have some seven tenths of it.
  expect(height).toBeGreaterThan(60);
  expect(height).toBeLessThan(130);
  const logo = await save(
    folder,
    'logo.png',
    await gradient({ width: 80, height: 40 }).png().toBuffer(),
  );
  const image = await files.takeMark(logo);
  const mark = watermarkSchema.parse({ kind: 'image', image, size: 30 });
  const { width } = await sharp((await files.drawMark({ ...drawing, mark })).png).metadata();
  expect(width).toBe(150);
  const half = await files.drawMark({ ...drawing, scale: 0.5, mark });
  expect([half.scale, (await sharp(half.png).metadata()).width]).toEqual([0.5, 75]);
});

it('draws no text larger than memory is for', async () => {
  const mark = watermarkSchema.parse({ kind: 'text', text: 'W'.repeat(200), size: 100, angle: 45 });
  const picture = { width: 12_000, height: 8000 };
  const { png, scale } = await files.drawMark({ mark, picture, scale: 1, space: 'srgb' });
  const { width, height } = await sharp(png).metadata();
  expect(width * height).toBeLessThan(20_000_000);
  expect(scale).toBeLessThanOrEqual(1);
});

it('is asked for by the cleaning, also for steps that were undone and for snapshots', async () => {
  const [now, undone, kept] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  const named = (blob: unknown): string =>
    JSON.stringify({ effects: { lut: { table: { blob, name: 'x' } } } });
  store.run('pragma foreign_keys = off');
  store.run(`insert into edits (version, document) values ('v', ?)`, named(now));
  const diff = [{ path: 'effects.lut.table', before: null, after: { blob: undone, name: 'x' } }];
  store.run(
    `insert into edit_steps (version, sequence, diff, undone, changed_at) values ('v', 1, ?, 1, 1)`,
    JSON.stringify(diff),
  );
  store.run(
    `insert into edit_snapshots (id, version, name, document, created_at) values ('s', 'v', 'x', ?, 1)`,
    named(kept),
  );
  const found = await namedBlobs(store, new AbortController().signal);
  expect([...found].toSorted()).toEqual([now, undone, kept]);
});
