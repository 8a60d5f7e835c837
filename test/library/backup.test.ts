import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import { readTarHeader, tarHeader } from '../../electron/library/backup/tar.ts';
import { type EngineUnderTest, fakeProvider, openEngine } from '../jobs/engine-under-test.ts';

let folder: string;
let backup: string;
let engine: EngineUnderTest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-backup-'));
  backup = path.join(folder, 'backup.tar');
  engine = await openAt('first');
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

function openAt(name: string): Promise<EngineUnderTest> {
  const data = path.join(folder, name);
  return openEngine(data, [fakeProvider({ log: path.join(folder, 'sent') })]);
}

const names = (): readonly string[] =>
  engine.library.list(libraryQuerySchema.parse({})).assets.map(({ name }) => name);

describe('a backup', () => {
  it('brings a library back on another machine, with all its files', async () => {
    const lake = await engine.addImage('lake');
    await engine.addImage('sea');
    engine.library.mark([lake.id], { rating: 5 });
    expect(await engine.storage.backUp(backup)).toMatchObject({ files: 2, damaged: [] });
    expect(await readdir(folder)).not.toContain('backup.tar.part');
    await engine.close();

    engine = await openAt('second');
    await engine.addImage('only here');
    expect(await engine.storage.restore(backup)).toEqual({ files: 2, damaged: 0 });
    expect(names()).toEqual(['only here']);
    await engine.close();
    engine = await openAt('second');
    expect(names()).toEqual(['sea', 'lake']);
    expect(engine.library.details(lake.id).asset.rating).toBe(5);
    const [file] = await engine.handOut([lake.latest.id]);
    expect((await readFile(file ?? '')).length).toBeGreaterThan(0);
    // What was there before is not lost.
    expect((await readdir(path.join(folder, 'second'))).join(' ')).toContain('before-restore-');
  });

  it('that was cut off, or is none, changes nothing', async () => {
    await engine.addImage('lake');
    await engine.storage.backUp(backup);
    const { length } = await readFile(backup);
    await truncate(backup, length - 2000);
    await expect(engine.storage.restore(backup)).rejects.toThrow(AppFailure);
    await writeFile(backup, 'not a backup at all');
    await expect(engine.storage.restore(backup)).rejects.toThrow(AppFailure);
    await engine.close();
    engine = await openAt('first');
    expect(names()).toEqual(['lake']);
  });

  it('leaves out a file whose bytes are not its own, and says so', async () => {
    await engine.addImage('lake');
    await engine.storage.backUp(backup);
    const bytes = await readFile(backup);
    // The last content: before its padding and the two empty blocks at the end.
    const at = bytes.length - 1024 - 512;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    await writeFile(backup, bytes);
    expect(await engine.storage.restore(backup)).toEqual({ files: 0, damaged: 1 });
  });
});

describe('the storage', () => {
  it('is told by what it holds', async () => {
    const lake = await engine.addImage('lake');
    const before = await engine.storage.measure();
    expect(before.originals).toBe(lake.latest.facts.bytes);
    expect(before.database).toBeGreaterThan(0);
    engine.library.remove([lake.id]);
    const after = await engine.storage.measure();
    expect([after.originals, after.trash]).toEqual([0, lake.latest.facts.bytes]);
    expect(await engine.emptyTrash()).toBe(1);
    expect((await engine.storage.measure()).trash).toBe(0);
  });
});

it('reads a header as it was written, however large the file', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '/', '0', '.'), minLength: 1, maxLength: 99 }),
      fc.nat(2 ** 52),
      (name, size) => {
        expect(readTarHeader(tarHeader({ name, size }))).toEqual({ name, size });
      },
    ),
  );
  expect(readTarHeader(Buffer.alloc(512))).toBeNull();
  expect(() => readTarHeader(Buffer.alloc(512, 7))).toThrow(RangeError);
});
