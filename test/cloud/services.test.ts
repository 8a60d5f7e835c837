import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type TestCloud,
  client,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;
let project: string;

/** A project of the test's own: a table, a policy of channels, and a second function. */
const migration = `
  create table public.notes (
    id bigint generated always as identity primary key,
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    body text not null
  );
  alter table public.notes enable row level security;
  create policy "read own" on public.notes for select to authenticated
    using (user_id = (select auth.uid()));
  create policy "write own" on public.notes for insert to authenticated
    with check (user_id = (select auth.uid()));
  create policy "join own channel" on realtime.messages for select to authenticated
    using (realtime.topic() = 'user:' || (select auth.uid()));
  create function public.add_claim(event jsonb) returns jsonb language sql stable
    as $$ select jsonb_set(event, '{claims,tier}', '"gold"') $$;
  grant execute on function public.add_claim to supabase_auth_admin;
`;

const echo = `
  Deno.serve(async (request) => Response.json({
    version: 1,
    said: await request.text(),
    databaseKnown: Deno.env.has('SUPABASE_DB_URL'),
    home: await Deno.readTextFile('/etc/passwd').catch((error) => error.name),
  }));
`;

beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'emulsion-project-'));
  const config = await readFile('supabase/config.toml', 'utf8');
  const hook = 'pg-functions://postgres/public/';
  await writeFile(
    path.join(project, 'config.toml'),
    config.replace(`${hook}custom_access_token_hook`, `${hook}add_claim`),
  );
  const functions = path.join(project, 'functions');
  await cp('supabase/functions', functions, { recursive: true });
  await mkdir(path.join(functions, 'echo'));
  await writeFile(path.join(functions, 'echo', 'index.ts'), echo);
  const migrations = path.join(project, 'migrations');
  await mkdir(migrations);
  await writeFile(path.join(migrations, '20260101000000_notes.sql'), migration);
  cloud = await startTestCloud({ supabaseFolder: project });
}, startLimitMs);

afterAll(async () => {
  await cloud.stop();
  await rm(project, { recursive: true, force: true });
});

describe('the token hook', () => {
  it('adds a claim to every token', async () => {
    const { client: supabase } = await signedInUser(cloud, 'hook');
    const before = await supabase.auth.getClaims();
    expect(before.data?.claims).toMatchObject({ tier: 'gold', role: 'authenticated' });
    await supabase.auth.refreshSession();
    const after = await supabase.auth.getClaims();
    expect(after.data?.claims).toMatchObject({ tier: 'gold', role: 'authenticated' });
  });
});

describe('rows', () => {
  it('are seen and written by their owner alone', async () => {
    const ada = await signedInUser(cloud, 'ada');
    const bob = await signedInUser(cloud, 'bob');
    const written = await ada.client.from('notes').insert({ body: 'mine' }).select();
    expect(written.error).toBeNull();
    expect(written.data).toMatchObject([{ body: 'mine', user_id: ada.id }]);
    expect((await bob.client.from('notes').select()).data).toEqual([]);
    const forged = await bob.client.from('notes').insert({ body: 'x', user_id: ada.id });
    expect(forged.error).toMatchObject({ code: '42501' });
    expect((await client(cloud).from('notes').select()).data).toEqual([]);

    const all = await serviceClient(cloud)
      .from('notes')
      .select('*', { count: 'exact', head: true });
    expect(all.count).toBe(1);
  });

  it('need an API key', async () => {
    const rest = `${cloud.status.API_URL}/rest/v1/notes`;
    expect((await fetch(rest)).status).toBe(401);
    expect((await fetch(rest, { headers: { apikey: 'wrong' } })).status).toBe(401);
    expect((await fetch(`${rest}?apikey=${cloud.status.ANON_KEY}`)).status).not.toBe(401);
  });

  it('answer browsers of any origin, and no host that is not this machine', async () => {
    const asked = await fetch(`${cloud.status.API_URL}/rest/v1/notes`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.com',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'apikey',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    const mail = await fetch(cloud.status.MAIL_URL, { headers: { origin: 'https://example.com' } });
    expect(mail.headers.get('access-control-allow-origin')).toBeNull();
  });
});

const echoSchema = z.object({
  version: z.number(),
  said: z.string(),
  databaseKnown: z.boolean(),
  home: z.string(),
});

async function callEcho(supabase: SupabaseClient, body: string) {
  const { data, error } = await supabase.functions.invoke('echo', { body });
  if (error) throw error;
  return echoSchema.parse(data);
}

describe('functions', () => {
  it('answer whether the cloud is well', async () => {
    const { data, error } = await client(cloud).functions.invoke('health', { method: 'GET' });
    expect(error).toBeNull();
    expect(data).toEqual({ status: 'ok', database: true });
  });

  it('want a token of the project unless the configuration says otherwise', async () => {
    const url = `${cloud.status.API_URL}/functions/v1`;
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/echo`)).status).toBe(401);
    expect((await fetch(`${url}/missing`)).status).toBe(404);
    expect((await fetch(`${url}/..%2f..%2fetc`)).status).toBe(404);
  });

  it('read no files but their own', async () => {
    const { client: supabase } = await signedInUser(cloud, 'carol');
    expect(await callEcho(supabase, 'hello')).toEqual({
      version: 1,
      said: 'hello',
      databaseKnown: true,
      home: 'NotCapable',
    });
  });

  it('run the new version as soon as it is saved', async () => {
    const { client: supabase } = await signedInUser(cloud, 'dave');
    await callEcho(supabase, '');
    const file = path.join(project, 'functions', 'echo', 'index.ts');
    await writeFile(file, echo.replace('version: 1', 'version: 2'));
    await expect
      .poll(async () => (await callEcho(supabase, '')).version, { timeout: 15_000 })
      .toBe(2);
  });
});

describe('a private channel', () => {
  async function join(supabase: SupabaseClient, topic: string) {
    await supabase.realtime.setAuth();
    const heard: unknown[] = [];
    const channel = supabase.channel(topic, { config: { private: true } });
    channel.on('broadcast', { event: 'changed' }, ({ payload }) => heard.push(payload));
    const outcome = await new Promise<string>((resolve) => {
      channel.subscribe((status, error) => {
        resolve(error ? `${status}: ${error.message}` : status);
      });
    });
    return { outcome, heard };
  }

  it('lets in whom the policies let in, and tells them what the database says', async () => {
    const ada = await signedInUser(cloud, 'erin');
    const bob = await signedInUser(cloud, 'frank');
    const topic = `user:${ada.id}`;
    const own = await join(ada.client, topic);
    expect(own.outcome).toBe('SUBSCRIBED');
    const foreign = await join(bob.client, topic);
    expect(foreign.outcome).toContain('CHANNEL_ERROR');
    expect(foreign.outcome).toContain('Unauthorized');
    const stranger = await join(client(cloud), topic);
    expect(stranger.outcome).toContain('Unauthorized');

    await cloud.sql`select realtime.send('{"n": 1}', 'changed', ${topic})`;
    await cloud.sql`select realtime.send('{"n": 2}', 'changed', 'user:somebody else')`;
    await cloud.sql`select realtime.send('{"n": 3}', 'changed', ${topic})`;
    await expect.poll(() => own.heard).toMatchObject([{ n: 1 }, { n: 3 }]);
    expect(foreign.heard).toEqual([]);
    for (const { client: one } of [ada, bob]) await one.removeAllChannels();
  });

  it('leaves no trace of who was refused or let in', async () => {
    const rows = await cloud.sql`select from realtime.messages where event = 'probe'`;
    expect(rows).toHaveLength(0);
  });
});
