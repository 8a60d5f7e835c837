import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type CloudStatus, entry, withAppCloud, withCloud } from '../../scripts/lib/cloud.mjs';
import { newDataFolder } from '../cloud/harness.ts';

const limitMs = 60_000;

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await newDataFolder();
  vi.stubEnv('EMULSION_CLOUD_DATA', folder);
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
}, limitMs);
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function roleOf(status: CloudStatus, email: string, password: string): Promise<unknown> {
  const { auth } = createClient(status.API_URL, status.ANON_KEY, {
    auth: { persistSession: false },
    realtime: { transport: WebSocket as never },
  });
  const { data, error } = await auth.signInWithPassword({ email, password });
  if (error) throw error;
  return decodeJwt(data.session.access_token)['user_role'];
}

it(
  'the app gets the embedded cloud, and a second start shares it',
  async () => {
    await withAppCloud(async (first) => {
      const environment = await first;
      expect(environment['EMULSION_CLOUD_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const answer = await fetch(`${environment['EMULSION_CLOUD_URL']}/auth/v1/health`, {
        headers: { apikey: String(environment['EMULSION_CLOUD_KEY']) },
      });
      expect(answer.status).toBe(200);
      await withAppCloud(async (second) => expect(await second).toEqual(environment));
    });
    expect(said.join('')).toContain('The embedded cloud is running already');
    expect(existsSync(path.join(folder, 'status.json'))).toBe(false);
  },
  limitMs,
);

it('a cloud that the user names is left alone', async () => {
  vi.stubEnv('EMULSION_CLOUD_URL', 'https://project.example');
  await withAppCloud(async (environment) => expect(await environment).toEqual({}));
});

it(
  'the work goes on where the cloud cannot start, and that is said',
  async () => {
    const file = path.join(folder, 'a file');
    await writeFile(file, '');
    vi.stubEnv('EMULSION_CLOUD_DATA', file);
    const done = await withAppCloud(async (environment) => {
      expect(await environment).toEqual({});
      return 'done';
    });
    expect(done).toBe('done');
    expect(said.join('')).toContain('without it the app works offline');
  },
  limitMs,
);

/** A start and its end. @returns what it told people, and what `meanwhile` found */
async function runOnce<T>(
  meanwhile: (status: CloudStatus, told: string) => Promise<T>,
): Promise<T> {
  const args = ['--development-admin', '--free-ports', '--throw-away', '--data', folder];
  const child = spawn(process.execPath, [entry, ...args]);
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const closed = once(child, 'close');
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return await meanwhile(JSON.parse(String(line)), told);
  } finally {
    child.stdin.end();
    await closed;
  }
}

it(
  'the first start makes an admin and says the password once',
  async () => {
    const role = await runOnce(async (status, told) => {
      const [, email, password] = /admin for development: (\S+), password (\S+)/.exec(told) ?? [];
      return roleOf(status, String(email), String(password));
    });
    expect(role).toBe('admin');
    expect(await runOnce(async (_status, told) => told)).not.toContain('password');
  },
  limitMs,
);

it(
  'a command makes others admins',
  async () => {
    const promote = (email: string) =>
      promisify(execFile)(process.execPath, [entry, '--make-admin', email, '--data', folder]);
    await expect(promote('ada@example.com')).rejects.toThrow('is not running');
    await withCloud(['--free-ports', '--throw-away', '--data', folder], async ({ status }) => {
      const { auth } = createClient(status.API_URL, status.SERVICE_ROLE_KEY, {
        realtime: { transport: WebSocket as never },
      });
      const account = { email: 'ada@example.com', password: 'correct horse 1' };
      await expect(promote(account.email)).rejects.toThrow('No account has the address');
      await auth.admin.createUser({ ...account, email_confirm: true });
      expect(await roleOf(status, account.email, account.password)).toBe('user');
      await promote(account.email);
      expect(await roleOf(status, account.email, account.password)).toBe('admin');
    });
  },
  limitMs,
);
