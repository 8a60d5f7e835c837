import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from './support/people.ts';
import {
  type Asking,
  type TestServer,
  apply,
  migrations,
  startTestServer,
} from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

/** A row for each table that people or the functions fill, in an order that its keys allow. */
const rows: Readonly<Record<string, string>> = {
  roles: `(user_id, role) values ($1, 'admin')`,
  devices: `(user_id, id) values ($1, gen_random_uuid())`,
  deletion_requests: `(user_id) values ($1)`,
  recovery_codes: `(user_id, hash) values ($1, sha256('code'))`,
  external_identities: `(issuer, subject, user_id, provider)
    values ('https://issuer.example', 'subject', $1, 'company')`,
  usage_ledger: `(user_id, id, provider, operation, cost_micro_usd, occurred_at)
    values ($1, gen_random_uuid(), 'openai', 'describe', 5, now())`,
  credit_accounts: `(user_id, balance) values ($1, 5)`,
  credit_ledger: `(user_id, kind, balance_change, held_change) values ($1, 'grant', 5, 0)`,
  credit_holds: `(job_id, user_id, amount, request_hash) values (gen_random_uuid(), $1, 1, 'h')`,
  sync_head: `(user_id, seq) values ($1, 1)`,
  sync_ops: `values ($1, 1, gen_random_uuid(), gen_random_uuid(), 1, 'job', 'a', false, '{}', '{}', '')`,
  jobs: `(user_id, key, fields, field_seqs, seq) values ($1, 'a', '{"status": "done"}', '{}', 1)`,
  recipes: `(user_id, key, fields, field_seqs, seq) values ($1, 'a', '{}', '{}', 1)`,
  settings: `(user_id, key, fields, field_seqs, seq) values ($1, 'a', '{}', '{}', 1)`,
  assets: `(user_id, key, fields, field_seqs, seq) values ($1, 'a', '{}', '{}', 1)`,
  plans: `(id, name, price_cents, billing_interval) values ('studio', 'Studio', 900, 'month')`,
  subscriptions: `(user_id, provider, provider_subscription_id, plan_id, status, provider_updated_at)
    values ($1, 'polar', 'sub-1', 'studio', 'active', now())`,
  entitlements: `(user_id, plan_id) values ($1, 'studio')`,
  ai_requests: `(job_id, user_id, operation, request_hash) values (gen_random_uuid(), $1, 'ocr', 'h')`,
  config_versions: `(channel, document, author) values ('production', '{}', $1)`,
  config_channels: `(channel, version, stable_version)
    select 'production', version, version from public.config_versions`,
  feature_flags: `(key) values ('flag')`,
  alerts: `(rule, severity, message) values ('errors', 'warning', 'Many errors')`,
};

async function tablesOf(sql: Asking): Promise<ReadonlySet<string>> {
  const found = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`;
  return new Set(found.map(({ name }) => name));
}

async function columnsOf(sql: Asking): Promise<readonly string[]> {
  const found = await sql<{ column: string }[]>`
    select concat_ws('.', table_schema, table_name, column_name, data_type, is_nullable) as column
    from information_schema.columns
    where table_schema in ('public', 'private', 'partitions')
    order by 1`;
  return found.map(({ column }) => column);
}

test('each migration applies to a database in use since the one before it', async () => {
  const { sql } = await server.create('base');
  const user = await signUp(sql);
  const filled = new Set<string>();
  for (const migration of await migrations()) {
    await apply(sql, [migration]);
    const tables = await tablesOf(sql);
    for (const [table, row] of Object.entries(rows)) {
      if (!tables.has(table) || filled.has(table)) continue;
      const values = row.includes('$1') ? [user] : [];
      await sql.unsafe(`insert into public.${table} ${row}`, values);
      filled.add(table);
    }
  }
  expect([...filled].sort()).toEqual(Object.keys(rows).sort());

  for (const table of filled) {
    const expected = table === 'plans' ? 3 : 1;
    const [kept] = await sql.unsafe<{ rows: number }[]>(
      `select count(*)::integer as rows from public.${table}`,
    );
    expect({ table, rows: kept?.rows }).toEqual({ table, rows: expected });
  }
  // The account is older than the first migration.
  const [profile] = await sql`select user_id from public.profiles`;
  expect(profile).toEqual({ user_id: user });

  const fresh = await server.create('migrated');
  expect(await columnsOf(sql)).toEqual(await columnsOf(fresh.sql));
});

test('the names of the migrations say their order', async () => {
  const names = (await migrations()).map(({ name }) => name);
  expect(names.every((name) => /^\d{14}_[a-z_]+\.sql$/.test(name))).toBe(true);
  expect(new Set(names.map((name) => name.slice(0, 14))).size).toBe(names.length);
});
