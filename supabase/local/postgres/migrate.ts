import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CloudError } from '../cloud-error.ts';
import type { Pool } from './database.ts';

interface SqlFile {
  readonly name: string;
  readonly text: string;
}

async function sqlFiles(folder: string): Promise<readonly SqlFile[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })),
  );
}

/**
 * Brings a cluster to what a hosted project starts with, unless these very files did it before.
 * @param admin connection of the superuser
 */
export async function applyBase(admin: Pool, password: string): Promise<void> {
  const files = await sqlFiles(path.join(import.meta.dirname, '..', 'base'));
  const hash = createHash('sha256').update(password);
  for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
  const mark = `base ${hash.digest('hex')}`;
  const [row] = await admin<{ mark: string | null }[]>`
    select shobj_description(oid, 'pg_database') as mark
    from pg_database where datname = current_database()`;
  if (row?.mark === mark) return;
  await admin.begin(async (sql) => {
    for (const { text } of files) await sql.unsafe(text);
    // Quoted by hand: these statements take no parameters. Both values are ours, base64url and hex.
    for (const role of ['postgres', 'authenticator', 'supabase_auth_admin']) {
      await sql.unsafe(`alter role ${role} password '${password}'`);
    }
    await sql.unsafe(`comment on database postgres is '${mark}'`);
  });
}

const migrationName = /^(\d+)_(.*)\.sql$/;

/**
 * Applies what `supabase migration up` would, and records it as that does.
 * @param owner connection of the role postgres
 * @param folder supabase/migrations
 * @returns the names of the files applied now
 * @throws CloudError naming the file that failed; those before it stay applied
 */
export async function applyMigrations(owner: Pool, folder: string): Promise<readonly string[]> {
  const rows = await owner<{ version: string }[]>`
    select version from supabase_migrations.schema_migrations`;
  const done = new Set(rows.map(({ version }) => version));
  const applied: string[] = [];
  for (const { name, text } of await sqlFiles(folder)) {
    const [, version, title] = migrationName.exec(name) ?? [];
    if (version === undefined || title === undefined || done.has(version)) continue;
    try {
      await owner.begin(async (sql) => {
        await sql.unsafe(text);
        await sql`
          insert into supabase_migrations.schema_migrations (version, name, statements)
          values (${version}, ${title}, array[${text}])`;
      });
    } catch (error) {
      throw new CloudError(
        `The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
        'Correct it; the migrations before it are applied.',
      );
    }
    applied.push(name);
  }
  return applied;
}
