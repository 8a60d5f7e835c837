import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../supabase/local/config.ts';
import {
  type TestCloud,
  client,
  newAddress,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;
let config: Awaited<ReturnType<typeof readConfig>>;

beforeAll(async () => {
  config = await readConfig('supabase');
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(() => cloud.stop());

const settingsSchema = z.object({
  external: z.record(z.string(), z.boolean()),
  disable_signup: z.boolean(),
  mailer_autoconfirm: z.boolean(),
});

describe('config.toml and the gateway', () => {
  it('agree on who may come in', async () => {
    const answer = await fetch(`${cloud.status.API_URL}/auth/v1/settings`, {
      headers: { apikey: cloud.status.ANON_KEY },
    });
    const settings = settingsSchema.parse(await answer.json());
    expect(settings.disable_signup).toBe(!config.auth.enable_signup);
    expect(settings.mailer_autoconfirm).toBe(!config.auth.email.enable_confirmations);
    for (const [name, { enabled }] of Object.entries(config.auth.external)) {
      expect(settings.external[name]).toBe(enabled);
    }
  });

  it('agree on how long tokens live', async () => {
    const { client: supabase } = await signedInUser(cloud, 'ada');
    const { data } = await supabase.auth.getSession();
    expect(data.session?.expires_in).toBe(config.auth.jwt_expiry);
  });

  it('agree on the shortest password', async () => {
    const shortest = `${'seventy swans'.slice(0, config.auth.minimum_password_length - 1)}1`;
    const supabase = client(cloud);
    const tooShort = await supabase.auth.signUp({
      email: newAddress('short'),
      password: shortest.slice(1),
    });
    expect(tooShort.error).toMatchObject({ code: 'weak_password' });
    const enough = await supabase.auth.signUp({ email: newAddress('long'), password: shortest });
    expect(enough.error).toBeNull();
  });

  it('agree on the most rows of one answer', async () => {
    await cloud.sql`
      create function public.many() returns setof integer language sql stable
        as 'select generate_series(1, 5000)'`;
    await cloud.sql`grant execute on function public.many to anon`;
    await cloud.sql`notify pgrst, 'reload schema'`;
    await expect
      .poll(async () => (await client(cloud).rpc('many')).data?.length, { timeout: 10_000 })
      .toBe(config.api.max_rows);
  });

  it('know the same functions', async () => {
    const folders = await readdir('supabase/functions', { withFileTypes: true });
    const names = folders
      .filter((entry) => existsSync(path.join('supabase/functions', entry.name, 'index.ts')))
      .map(({ name }) => name);
    expect(Object.keys(config.functions).sort()).toEqual(names.sort());
    for (const [name, { verify_jwt: verifies }] of Object.entries(config.functions)) {
      const { status } = await fetch(`${cloud.status.API_URL}/functions/v1/${name}`);
      expect({ name, refused: status === 401 }).toEqual({ name, refused: verifies });
    }
  });

  it('name every section that the CLI has', async () => {
    const sections = Object.keys(parse(await readFile('supabase/config.toml', 'utf8')));
    expect(sections).toEqual(
      expect.arrayContaining([
        'project_id',
        'api',
        'db',
        'realtime',
        'studio',
        'local_smtp',
        'storage',
        'auth',
        'edge_runtime',
        'analytics',
        'functions',
      ]),
    );
  });
});
