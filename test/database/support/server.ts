import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { startCluster } from '../../../supabase/local/postgres/cluster.ts';
import { applyBase } from '../../../supabase/local/postgres/migrate.ts';
import { createChildren } from '../../../supabase/local/processes/children.ts';
import { loopback } from '../../../supabase/local/processes/free-port.ts';
import { pgTap } from './pgtap.ts';

const supabase = path.resolve(import.meta.dirname, '../../../supabase');

export type Sql = postgres.Sql;
/** A connection or a transaction: both ask. */
export type Asking = postgres.Sql | postgres.TransactionSql;

export interface Migration {
  readonly name: string;
  readonly text: string;
}

export interface Database {
  readonly url: string;
  /** Connections of the role that owns the schema, as in a hosted project: no superuser. */
  readonly sql: Sql;
}

/** What a new database holds: the base of a hosted project, that and all migrations, pgTAP too. */
export type Stage = 'base' | 'migrated' | 'testing';

export interface TestServer {
  create(stage: Stage): Promise<Database>;
  stop(): Promise<void>;
}

async function sqlFiles(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })),
  );
}

/** The schema's history, oldest first. */
export function migrations(): Promise<readonly Migration[]> {
  return sqlFiles(path.join(supabase, 'migrations'));
}

/** The stories, and first of all their helpers. */
export function stories(): Promise<readonly Migration[]> {
  return sqlFiles(path.join(supabase, 'tests'));
}

export async function apply(sql: Sql, files: readonly Migration[]): Promise<void> {
  for (const { name, text } of files) {
    try {
      await sql.begin((transaction) => transaction.unsafe(text));
    } catch (error) {
      throw new Error(`${name}: ${String(error)}`, { cause: error });
    }
  }
}

/** A Postgres of this test file's own, with databases copied from prepared ones. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-database-'));
  const children = createChildren(folder);
  const cluster = await startCluster({
    dataFolder: folder,
    wantedPort: 0,
    children,
    durable: false,
    say: () => undefined,
    now: () => new Date(),
  });
  const password = cluster.secrets.databasePassword;
  await applyBase(cluster.admin, password);
  // No database can be copied while somebody is connected to it.
  await cluster.admin.end();

  const open: Sql[] = [];
  function connect(user: string, database: string): Database {
    const url = `postgresql://${user}:${encodeURIComponent(password)}@${loopback}:${cluster.server.port}/${database}`;
    const sql = postgres(url, { max: 24, onnotice: () => undefined });
    open.push(sql);
    return { url, sql };
  }

  const { sql: maintenance } = connect('supabase_admin', 'template1');
  let count = 0;
  async function copy(template: string, name: string): Promise<void> {
    await maintenance.unsafe(`create database ${name} template ${template} owner postgres`);
    // Settings of a database are not copied with it.
    await maintenance.unsafe(
      `alter database ${name} set search_path to "$user", public, extensions`,
    );
  }

  const templates: Record<Stage, (() => Promise<string>) | string> = {
    base: 'postgres',
    migrated: async () => {
      await copy('postgres', 'migrated');
      const { sql } = connect('postgres', 'migrated');
      await apply(sql, await migrations());
      await sql.end();
      return 'migrated';
    },
    testing: async () => {
      await copy(await template('migrated'), 'testing');
      const { sql: admin } = connect('supabase_admin', 'testing');
      await admin.unsafe(`set search_path to extensions; ${await pgTap()}`);
      await admin.end();
      const { sql } = connect('postgres', 'testing');
      await apply(sql, (await stories()).slice(0, 1));
      await sql.end();
      return 'testing';
    },
  };
  async function template(stage: Stage): Promise<string> {
    const made = templates[stage];
    const name = typeof made === 'string' ? made : await made();
    templates[stage] = name;
    return name;
  }

  return {
    async create(stage) {
      const source = await template(stage);
      count += 1;
      const name = `test_${count}`;
      await copy(source, name);
      return connect('postgres', name);
    },
    async stop() {
      await Promise.all(open.map((sql) => sql.end({ timeout: 1 })));
      await cluster.server.stop();
      await children.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
