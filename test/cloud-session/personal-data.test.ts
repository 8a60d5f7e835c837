import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPersonalData } from '../../electron/cloud/session/personal-data.ts';
import {
  type TestCloud,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { type TestApp, closeApps, kindOf, openApp } from './app.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(async () => {
  await closeApps();
  await cloud.stop();
});

async function signedIn(name: string): Promise<{ app: TestApp; email: string; id: string }> {
  const { email, id } = await signedInUser(cloud, name);
  const app = await openApp(cloud);
  await app.call('account.sign-in', { email, password });
  return { app, email, id };
}

describe('what the cloud keeps of an account', () => {
  it('comes as one file that only its owner may read', async () => {
    const { app, email } = await signedIn('ada');
    await app.call('account.set-profile', { displayName: 'Ada L.' });
    expect(await app.call('account.export', undefined)).toBe(true);
    const file = path.join(app.folder, 'emulsion-account.json');
    const text = await readFile(file, 'utf8');
    expect(z.json().safeParse(JSON.parse(text)).success).toBe(true);
    expect(text).toContain('Ada L.');
    expect(text).toContain(email);
    expect(text).not.toContain(password);
  });

  it('is deleted after a time to think, in which that is taken back', async () => {
    const { app } = await signedIn('bob');
    expect(await app.call('account.deletion', undefined)).toBeNull();
    const at = await app.call('account.request-deletion', undefined);
    expect(Number(at) - Date.now()).toBeGreaterThan(6 * 86_400_000);
    expect(await app.call('account.deletion', undefined)).toBe(at);
    await app.call('account.take-deletion-back', undefined);
    expect(await app.call('account.deletion', undefined)).toBeNull();
  });

  it.each([
    [403, 'reauthentication_needed', 'account-sign-in-again'],
    [403, 'second_factor_required', 'account-second-factor-needed'],
    [401, 'session_ended', 'account-signed-out'],
    [429, 'rate_limited', 'account-too-often'],
    [500, 'unexpected_failure', 'cloud-refused'],
  ] as const)('is refused with %i %s, said as %s', async (status, code, kind) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code, message: 'no' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { app, id } = await signedIn('carol');
    const data = createPersonalData({
      address: { url: `http://127.0.0.1:${port}`, key: 'key' },
      fetch,
    });
    const account = { account: id, session: { accessToken: async () => 'token' } };
    expect(await kindOf(data.requestDeletion(account as never))).toBe(kind);
    expect(await kindOf(data.exportTo(account as never, path.join(app.folder, 'no.json')))).toBe(
      kind,
    );
    server.close();
  });
});
