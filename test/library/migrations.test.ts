import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../electron/library/migrations.ts';
import { type Store, openStore } from '../../electron/library/store.ts';

let file: string;
let store: Store;

/** A library as the second schema kept it: two images, one with a result and a text, and two jobs. */
function fillSecondSchema(): void {
  const old = openStore({ path: file, now: () => 0, migrations: migrations.slice(0, 2) });
  const hash = 'a'.repeat(64);
  old.run('insert into blobs values (?, 10, 1)', hash);
  for (const [number, id] of ['harbour', 'boat'].entries()) {
    old.run(
      `insert into assets (number, id, name, source_hash, created_at, updated_at,
         original_version_id, latest_version_id, version_count, tags, providers)
       values (?, ?, ?, ?, 1, 2, ?, ?, 1, '["sea"]', '[]')`,
      number + 1,
      id,
      id,
      `source of ${id}`,
      `${id} 1`,
      `${id} 1`,
    );
    old.run(
      `insert into versions (id, asset, blob, facts, created_at) values (?, ?, ?, '{}', 1)`,
      `${id} 1`,
      number + 1,
      hash,
    );
    old.run('insert into asset_search (rowid, name) values (?, ?)', number + 1, id);
    old.run(
      `insert into jobs (id, request, title, status, state, priority, position, created_at, consents)
       values (?, '{}', ?, 'done', '{}', 5, 1, 1, '{}')`,
      `job of ${id}`,
      id,
    );
  }
  old.run(
    `insert into annotations values (1, 'text', 1, 'harbour 1', 'job of harbour', 'describe', 'openai', 1, '{}', '{}')`,
  );
  old.run(
    `insert into attempts (id, job_id, provider, model, operation, started_at, reserved, status)
     values ('attempt', 'job of boat', 'openai', 'm', 'edit', 1, 5, 'ended')`,
  );
  old.close();
}

beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'emulsion-migrations-')), 'library.db');
  fillSecondSchema();
  store = openStore({ path: file, now: () => 0 });
});
afterEach(() => store.close());

describe('a library of the second schema', () => {
  it('keeps every row, as work made without an account', () => {
    expect(
      store.all('select number, id, scope, name, source_hash, version_count, tags from assets'),
    ).toEqual([
      {
        number: 1,
        id: 'harbour',
        scope: 'local',
        name: 'harbour',
        source_hash: 'source of harbour',
        version_count: 1,
        tags: '["sea"]',
      },
      expect.objectContaining({ number: 2, id: 'boat', scope: 'local' }),
    ]);
    expect(store.all('select id, asset from versions order by asset')).toEqual([
      { id: 'harbour 1', asset: 1 },
      { id: 'boat 1', asset: 2 },
    ]);
    expect(store.all('select asset from annotations')).toEqual([{ asset: 1 }]);
    expect(store.all('select scope from jobs union all select scope from attempts')).toEqual(
      Array.from({ length: 3 }, () => ({ scope: 'local' })),
    );
    expect(store.all("select rowid from asset_search where asset_search match 'boat'")).toEqual([
      { rowid: 2 },
    ]);
  });

  it('still lets what belongs to an image go with it', () => {
    expect(store.get('pragma foreign_keys')).toEqual({ foreign_keys: 1 });
    store.run("delete from assets where id = 'harbour'");
    expect(store.all('select id from versions')).toEqual([{ id: 'boat 1' }]);
    expect(store.all('select id from annotations')).toEqual([]);
    expect(() =>
      store.run(
        "insert into versions (id, asset, blob, facts, created_at) values ('x', 9, 'y', '{}', 1)",
      ),
    ).toThrow();
  });

  it('takes the same file into each account once', () => {
    const add = (scope: string, id: string) =>
      store.run(
        `insert into assets (id, scope, name, source_hash, created_at, updated_at)
         values (?, ?, 'n', 'source of boat', 1, 1)`,
        id,
        scope,
      );
    expect(() => add('local', 'again')).toThrow();
    expect(add('account', 'theirs')).toBe(1);
    expect(() => add('account', 'again')).toThrow();
  });
});

it('goes from each earlier schema to the newest', async () => {
  for (const [from] of migrations.entries()) {
    const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-migrations-'));
    const old = path.join(folder, 'library.db');
    openStore({ path: old, now: () => 0, migrations: migrations.slice(0, from) }).close();
    const migrated = openStore({ path: old, now: () => 0 });
    expect(migrated.get('pragma user_version')).toEqual({ user_version: migrations.length });
    expect(migrated.all('select op_id from outbox')).toEqual([]);
    migrated.close();
  }
});
