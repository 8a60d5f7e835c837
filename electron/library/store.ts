import { DatabaseSync, type DatabaseSyncInstance, backup } from '@photostructure/sqlite';
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type AppFailure, fail } from '../contract/app-error.ts';
import { migrations as allMigrations } from './migrations.ts';

export type SqlValue = string | number | null | Uint8Array;

/** The database, in four verbs. Rows come back untyped: parse them where you read them. */
export interface Store {
  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  get(sql: string, ...values: readonly SqlValue[]): unknown;
  all(sql: string, ...values: readonly SqlValue[]): readonly unknown[];
  /** All or nothing. `work` is synchronous; inside another transaction it joins that one. */
  transaction<Value>(work: () => Value): Value;
  /** Runs once the surrounding transaction is safe on disk, never if it fails; at once outside one. */
  afterCommit(work: () => void): void;
  /** Migrations that the database has seen. */
  schema(): number;
  /** Another number after another connection has written. */
  dataVersion(): number;
  /** A whole copy, beside which work goes on. */
  copyTo(file: string): Promise<void>;
  close(): void;
}

/** What may only look. */
export type Rows = Pick<Store, 'get' | 'all' | 'dataVersion'>;

export interface StoreOptions {
  /** The database's file; its folder is made where it is missing. */
  readonly path: string;
  readonly now: () => number;
  readonly migrations?: readonly string[];
  /** When this machine was started, milliseconds since 1970. */
  readonly machineStartedAt?: number;
}

/** Before it, a crash while the WAL was reset could damage the database. */
const oldestSafeVersion = [3, 51, 3] as const;

/** How long a library that another process is just closing is waited for. */
const lockedTimeoutMs = 1000;

/** Copied at a stretch: 2 MB, then other work has its turn. */
const pagesAtOnce = 500;

const sqliteCode = { ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

/**
 * Opens the database durably (WAL, every commit synced) and brings its schema up to date.
 * Throws `storage-failed`: for a damaged file, which is first set aside beside the new one and
 * named in `params.setAside`; for a file of a newer app version; for a folder that can't be written.
 */
export function openStore(options: StoreOptions): Store {
  mkdirSync(path.dirname(options.path), { recursive: true });
  const { machineStartedAt = Date.now() - uptime() * 1000 } = options;
  const wroteBeforeStart = lastWrittenAt(options.path) < machineStartedAt;
  let database: DatabaseSyncInstance | null = null;
  let owner: DatabaseSyncInstance | null = null;
  try {
    owner = takeOwnership(options.path);
    database = new DatabaseSync(options.path, {
      timeout: lockedTimeoutMs,
      enableForeignKeyConstraints: true,
    });
    database.exec('pragma journal_mode = wal; pragma synchronous = full');
    refuseOldSqlite(database);
    checkAfterUncleanEnd(database, wroteBeforeStart);
    migrate(database, options);
    markRunning(database);
    return createStore(database, owner);
  } catch (error) {
    database?.close();
    owner?.close();
    if (isDamage(error)) throw setAside(options, error);
    throw toStorageFailure(error);
  }
}

/**
 * The same database for another thread of the process that owns it, to look at only; it sees what is
 * committed. Throws `storage-failed`.
 */
export function openReader(file: string): Rows & Pick<Store, 'close'> {
  return guarded(() => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: lockedTimeoutMs });
    return { ...rowsOf(preparing(database)), close: () => database.close() };
  });
}

/**
 * One process owns a library: two would run the same jobs, and pay for them twice. A file of its own
 * is locked, so that the owner's other threads can read; the system lets go of it with the process.
 */
function takeOwnership(file: string): DatabaseSyncInstance {
  const owner = new DatabaseSync(`${file}.owner`, { timeout: lockedTimeoutMs });
  try {
    owner.exec('begin exclusive');
    return owner;
  } catch (error) {
    owner.close();
    throw error;
  }
}

type Prepare = (sql: string) => ReturnType<DatabaseSyncInstance['prepare']>;

function preparing(database: DatabaseSyncInstance): Prepare {
  const statements = new Map<string, ReturnType<Prepare>>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

const dataVersionSchema = z.object({ data_version: z.number() });

function rowsOf(prepared: Prepare): Rows {
  return {
    get: (sql, ...values) => guarded((): unknown => prepared(sql).get(...values)),
    all: (sql, ...values) => guarded((): readonly unknown[] => prepared(sql).all(...values)),
    dataVersion: () =>
      guarded(() => dataVersionSchema.parse(prepared('pragma data_version').get()).data_version),
  };
}

function createStore(database: DatabaseSyncInstance, owner: DatabaseSyncInstance): Store {
  const prepared = preparing(database);
  let onCommit: (() => void)[] = [];

  return {
    ...rowsOf(prepared),
    run: (sql, ...values) => guarded(() => prepared(sql).run(...values).changes),
    transaction: (work) => {
      if (database.isTransaction) return work();
      guarded(() => database.exec('begin immediate'));
      let value: ReturnType<typeof work>;
      try {
        value = work();
        guarded(() => database.exec('commit'));
      } catch (error) {
        onCommit = [];
        // A full disk may have rolled back by itself already.
        if (database.isTransaction) database.exec('rollback');
        throw error;
      }
      const committed = onCommit;
      onCommit = [];
      for (const announce of committed) announce();
      return value;
    },
    afterCommit: (work) => {
      if (database.isTransaction) onCommit.push(work);
      else work();
    },
    schema: () => schemaOf(database),
    copyTo: async (file) => {
      await backup(database, file, { rate: pagesAtOnce }).catch((error: unknown) => {
        throw toStorageFailure(error);
      });
    },
    close: () => {
      if (!database.isOpen) return;
      database.exec('update store_state set clean_end = 1');
      database.close();
      owner.close();
    },
  };
}

function refuseOldSqlite(database: DatabaseSyncInstance): void {
  const { version } = z
    .object({ version: z.string() })
    .parse(database.prepare('select sqlite_version() as version').get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldestSafeVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least)
      throw fail('storage-failed', { cause: `SQLite ${version} is too old to be safe` });
  }
}

/**
 * What a process that died had written, the system still has: then the structure is looked over.
 * Where the machine itself went down, its disk may have lost anything: then every entry of every
 * index is compared with its row, which takes five times as long.
 */
function checkAfterUncleanEnd(database: DatabaseSyncInstance, machineWentDown: boolean): void {
  const known = database.prepare("select 1 from sqlite_schema where name = 'store_state'").get();
  if (known === undefined) return;
  const state = z
    .object({ clean_end: z.number() })
    .optional()
    .parse(database.prepare('select clean_end from store_state').get());
  if (state?.clean_end === 1) return;
  const check = machineWentDown ? 'integrity_check' : 'quick_check';
  // One row, whose only column is named after the check.
  const row = z.record(z.string(), z.string()).parse(database.prepare(`pragma ${check}(1)`).get());
  if (row[check] !== 'ok') throw new DamageFound(row[check]);
}

/** The last write to the database or its log; the future where there is none. */
function lastWrittenAt(file: string): number {
  const times = [file, `${file}-wal`].flatMap((part) =>
    existsSync(part) ? [statSync(part).mtimeMs] : [],
  );
  return times.length === 0 ? Infinity : Math.max(...times);
}

function migrate(database: DatabaseSyncInstance, options: StoreOptions): void {
  const migrations = options.migrations ?? allMigrations;
  const from = schemaOf(database);
  if (from === migrations.length) return;
  if (from > migrations.length) {
    throw fail('storage-failed', {
      cause: `the library was made by a newer version (schema ${from})`,
    });
  }
  if (from > 0) backUp(database, options.path, from);
  // A table that is made anew is dropped first: with foreign keys on, its rows' children would go too.
  database.exec('pragma foreign_keys = off; begin immediate');
  for (const sql of migrations.slice(from)) database.exec(sql);
  const orphan: unknown = database.prepare('pragma foreign_key_check').get();
  if (orphan !== undefined) throw fail('storage-failed', { cause: 'a migration lost rows' });
  database.exec(`pragma user_version = ${migrations.length}; commit; pragma foreign_keys = on`);
}

function schemaOf(database: DatabaseSyncInstance): number {
  return z.object({ user_version: z.number() }).parse(database.prepare('pragma user_version').get())
    .user_version;
}

/** A whole copy as it was before the migration: `library.db.before-2` for schema 1. */
function backUp(database: DatabaseSyncInstance, file: string, schema: number): void {
  database.exec('pragma wal_checkpoint(truncate)');
  const copy = `${file}.before-${schema + 1}`;
  copyFileSync(file, `${copy}.part`);
  renameSync(`${copy}.part`, copy);
}

function markRunning(database: DatabaseSyncInstance): void {
  database.exec(
    `create table if not exists store_state (id integer primary key check (id = 1), clean_end integer not null) strict;
     insert into store_state (id, clean_end) values (1, 0) on conflict do update set clean_end = 0`,
  );
}

class DamageFound extends Error {}

function isDamage(error: unknown): boolean {
  if (error instanceof DamageFound) return true;
  const code = primaryCode(error);
  return code === sqliteCode.corrupt || code === sqliteCode.notADatabase;
}

/** Renames the damaged files, so that the next start begins a new library beside the old images. */
function setAside(options: StoreOptions, cause: unknown): AppFailure {
  const keptAs = `${options.path}.damaged-${options.now()}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(options.path + suffix)) renameSync(options.path + suffix, keptAs + suffix);
  }
  return fail('storage-failed', { params: { setAside: path.basename(keptAs) }, cause });
}

function guarded<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toStorageFailure(error);
  }
}

function toStorageFailure(error: unknown): unknown {
  const code = primaryCode(error);
  if (code === null) return error;
  return fail(code === sqliteCode.full ? 'disk-full' : 'storage-failed', { cause: error });
}

/** SQLite's primary result code (the low byte of the extended one); null for any other error. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}
