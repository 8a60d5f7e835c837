import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, startTestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

/** What the functions of pg_cron, pg_net and Vault look like that a hosted project has. */
const hosted = `
  create schema cron;
  create table cron.job (jobname text primary key, schedule text, command text);
  create function cron.schedule(job_name text, schedule text, command text) returns bigint
  language sql as $$
    insert into cron.job values (job_name, schedule, command)
    on conflict (jobname) do update set schedule = excluded.schedule, command = excluded.command
    returning 1::bigint;
  $$;
  create schema net;
  create table net.sent (id bigserial, url text, headers jsonb);
  create function net.http_post(
    url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
    timeout_milliseconds integer default 5000
  ) returns bigint language sql as $$
    insert into net.sent (url, headers) values (url, headers) returning id;
  $$;
  create schema vault;
  create table vault.decrypted_secrets (name text, decrypted_secret text);`;

test('without pg_cron and pg_net nothing is scheduled, and nothing is amiss', async () => {
  const { sql } = await server.create('migrated');
  const [row] = await sql<{ said: string }[]>`select private.schedule_functions() as said`;
  expect(row?.said).toBe('not_available');
});

test('with them the functions are called every ten minutes, by what the vault knows', async () => {
  const { sql } = await server.create('migrated');
  await sql.unsafe(hosted);
  for (let time = 0; time < 2; time += 1) {
    const [row] = await sql<{ said: string }[]>`select private.schedule_functions() as said`;
    expect(row?.said).toBe('scheduled');
  }
  const jobs = await sql<{ schedule: string; command: string }[]>`
    select schedule, command from cron.job order by jobname`;
  expect(jobs.map(({ schedule }) => schedule)).toEqual(['5-59/10 * * * *', '*/10 * * * *']);

  await expect(sql.unsafe(jobs[0]?.command ?? '')).rejects.toThrow('the vault does not know');
  await sql`
    insert into vault.decrypted_secrets values
      ('emulsion_url', 'https://ref.supabase.co/'), ('emulsion_secret_key', 'sb_secret_1')`;
  for (const { command } of jobs) await sql.unsafe(command);
  const sent = await sql<{ url: string; headers: Record<string, string> }[]>`
    select url, headers from net.sent order by id`;
  expect(sent.map(({ url }) => url)).toEqual([
    'https://ref.supabase.co/functions/v1/billing-reconcile',
    'https://ref.supabase.co/functions/v1/jobs',
  ]);
  expect(sent[0]?.headers['authorization']).toBe('Bearer sb_secret_1');
});
