import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { exportOptionsSchema } from '../../electron/contract/images.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { fillTemplate } from '../../electron/library/export-files.ts';
import { type EngineUnderTest, newFolder, openEngine } from '../jobs/engine-under-test.ts';

let folder: string;
let engine: EngineUnderTest;
let asset: Asset;

beforeEach(async () => {
  folder = await newFolder();
  engine = await openEngine(path.join(folder, 'data'), []);
  asset = await engine.addImage('harbour');
  return () => engine.close();
});

it('never replaces a file', async () => {
  const { exportVersions } = engine;
  const options = exportOptionsSchema.parse({ nameTemplate: '{name}' });
  const request = { versionIds: [asset.latest.id], options, folder };
  expect(await exportVersions(request)).toEqual([
    { path: path.join(folder, 'harbour.png'), warnings: [] },
  ]);
  expect(await exportVersions(request)).toMatchObject([
    { path: path.join(folder, 'harbour-2.png') },
  ]);
  expect((await readdir(folder)).toSorted()).toEqual(['data', 'harbour-2.png', 'harbour.png']);
});

it.each([
  ['{name}-{operation}', 'harbour-original.webp'],
  ['{n} {width}x{height} {unknown}', '1 64x48 {unknown}.webp'],
  ['../../{name}', '_.._harbour.webp'],
])('names a file by the template %j: %j', (nameTemplate, expected) => {
  const options = exportOptionsSchema.parse({ nameTemplate, format: 'webp' });
  expect(engine.exportName(asset.latest.id, options)).toBe(expected);
});

it('hands out readable copies', async () => {
  const [file = ''] = await engine.handOut([asset.latest.id]);
  expect(path.basename(file)).toBe('harbour.png');
  expect(await readFile(file, 'utf8')).toBe('harbour');
});

it('fills only what it knows', () => {
  expect(fillTemplate('{a}{b}', { a: '{b}' })).toBe('{b}{b}');
});
