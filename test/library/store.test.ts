import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { openStore } from '../../electron/library/store.ts';

async function newFile(): Promise<string> {
  return path.join(await mkdtemp(path.join(tmpdir(), 'emulsion-store-')), 'library.db');
}

const first = ['create table notes (text text not null) strict'];
const now = (): number => 1234;

function failureOf(work: () => unknown): AppFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

function edit(file: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(file, { defensive: false });
  for (const sql of statements) database.exec(sql);
  database.close();
}

function markUnclean(file: string): void {
  edit(file, 'update store_state set clean_end = 0');
}

/** A page of the index that never reached the disk: it tells of a row as it was before. */
function leaveIndexBehind(file: string): void {
  edit(
    file,
    `insert into notes values ('before');
     create temp table kept as select * from sqlite_schema where name = 'by_text';
     pragma writable_schema = on;
     delete from sqlite_schema where name = 'by_text';
     pragma writable_schema = reset;
     update notes set text = 'after';
     pragma writable_schema = on;
     insert into sqlite_schema select * from kept`,
    'update store_state set clean_end = 0',
  );
}

describe('the store', () => {
  it('keeps what it was given, synced at every commit', async () => {
    const file = await newFile();
    const store = openStore({ path: file, now, migrations: first });
    expect(store.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(store.get('pragma synchronous')).toEqual({ synchronous: 2 });
    expect(store.get('pragma foreign_keys')).toEqual({ foreign_keys: 1 });
    store.run('insert into notes values (?)', 'kept');
    store.close();
    const again = openStore({ path: file, now, migrations: first });
    expect(again.all('select text from notes')).toEqual([{ text: 'kept' }]);
    again.close();
  });

  it('takes a failed transaction back whole, inner ones included, and announces nothing', async () => {
    const store = openStore({ path: await newFile(), now, migrations: first });
    const announced: string[] = [];
    expect(() =>
      store.transaction(() => {
        store.transaction(() => store.run('insert into notes values (?)', 'inner'));
        store.afterCommit(() => announced.push('too early'));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.all('select text from notes')).toEqual([]);
    store.transaction(() => {
      store.run('insert into notes values (?)', 'kept');
      store.afterCommit(() => announced.push('committed'));
      expect(announced).toEqual([]);
    });
    expect(announced).toEqual(['committed']);
    store.close();
  });

  it('backs the file up before it migrates, and only then', async () => {
    const file = await newFile();
    const store = openStore({ path: file, now, migrations: first });
    store.run('insert into notes values (?)', 'old');
    store.close();
    expect(existsSync(`${file}.before-2`)).toBe(false);
    const migrations = [...first, 'alter table notes add column colour text'];
    openStore({ path: file, now, migrations }).close();

    copyFileSync(`${file}.before-2`, `${file}.copy`);
    const backup = openStore({ path: `${file}.copy`, now, migrations: first });
    expect(backup.all('select * from notes')).toEqual([{ text: 'old' }]);
    backup.close();
  });

  it('leaves the old schema where a migration fails', async () => {
    const file = await newFile();
    openStore({ path: file, now, migrations: first }).close();
    const broken = [
      ...first,
      'create table more (text text) strict',
      'create table more (text text) strict',
    ];
    expect(failureOf(() => openStore({ path: file, now, migrations: broken })).error.kind).toBe(
      'storage-failed',
    );
    const store = openStore({ path: file, now, migrations: first });
    expect(store.get('pragma user_version')).toEqual({ user_version: 1 });
    expect(store.get("select 1 from sqlite_schema where name = 'more'")).toBeUndefined();
    store.close();
  });

  it('refuses the library of a newer version and leaves it alone', async () => {
    const file = await newFile();
    openStore({ path: file, now, migrations: [...first, 'select 1'] }).close();
    const before = readFileSync(file);
    expect(failureOf(() => openStore({ path: file, now, migrations: first })).error.kind).toBe(
      'storage-failed',
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a library that another process has open', async () => {
    const file = await newFile();
    const store = openStore({ path: file, now, migrations: first });
    expect(failureOf(() => openStore({ path: file, now, migrations: first })).error.kind).toBe(
      'storage-failed',
    );
    store.run('insert into notes values (?)', 'still mine');
    store.close();
  });

  it('sets a file that is no database aside, and begins anew the next time', async () => {
    const file = await newFile();
    writeFileSync(file, "not a database, but somebody's bytes ".repeat(100));
    const { error } = failureOf(() => openStore({ path: file, now, migrations: first }));
    expect(error).toMatchObject({
      kind: 'storage-failed',
      params: { setAside: 'library.db.damaged-1234' },
    });
    expect(readFileSync(`${file}.damaged-1234`, 'utf8')).toContain('somebody');
    openStore({ path: file, now, migrations: first }).close();
  });

  it('compares indexes with their rows only where the machine itself went down', async () => {
    const file = await newFile();
    const migrations = [
      'create table notes (text text not null) strict; create index by_text on notes (text)',
    ];
    openStore({ path: file, now, migrations }).close();
    leaveIndexBehind(file);
    const before = { path: file, now, migrations, machineStartedAt: 0 };
    openStore(before).close();
    markUnclean(file);
    const { error } = failureOf(() =>
      openStore({ ...before, machineStartedAt: Date.now() + 60_000 }),
    );
    expect(error).toMatchObject({ params: { setAside: 'library.db.damaged-1234' } });
  });

  it('finds damage inside after an unclean end', async () => {
    const file = await newFile();
    const migrations = [
      'create table notes (text text not null) strict; create index by_text on notes (text)',
    ];
    const store = openStore({ path: file, now, migrations });
    for (let row = 0; row < 2000; row += 1)
      store.run('insert into notes values (?)', `row ${row} `.repeat(20));
    store.close();
    const damaged = crashImage(file, migrations);
    const bytes = readFileSync(damaged);
    bytes.fill(0xff, 4096 * 40, 4096 * 41);
    writeFileSync(damaged, bytes);
    const { error } = failureOf(() => openStore({ path: damaged, now, migrations }));
    expect(error).toMatchObject({
      kind: 'storage-failed',
      params: { setAside: 'crashed.db.damaged-1234' },
    });
    expect(existsSync(`${damaged}.damaged-1234`)).toBe(true);
  });

  it('opens what a crash left whole', async () => {
    const file = await newFile();
    openStore({ path: file, now, migrations: first }).close();
    const store = openStore({ path: crashImage(file, first), now, migrations: first });
    expect(store.all('select * from notes')).toEqual([]);
    store.close();
  });
});

/** The files as they lie while the app runs: what a power cut would leave. */
function crashImage(file: string, migrations: readonly string[]): string {
  const copy = path.join(path.dirname(file), 'crashed.db');
  const running = openStore({ path: file, now, migrations });
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix);
  running.close();
  return copy;
}
