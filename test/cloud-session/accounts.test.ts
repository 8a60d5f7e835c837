import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSecretVault } from '../../electron/platform/secret-vault.ts';
import {
  type TestCloud,
  password,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { type AppOptions, type TestApp, closeApps, keyring, kindOf, openApp } from './app.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await cloud.stop();
});

interface SignedIn {
  readonly app: TestApp;
  readonly email: string;
  readonly id: string;
}

async function signedIn(name: string, options: AppOptions = {}): Promise<SignedIn> {
  const { email, id } = await signedInUser(cloud, name);
  return signInto(await openApp(cloud, options), { email, id });
}

async function signInto(app: TestApp, user: { email: string; id: string }): Promise<SignedIn> {
  await app.call('account.sign-in', { email: user.email, password });
  return { app, ...user };
}

async function aliveSessions(id: string): Promise<number> {
  const [row] = await cloud.sql<{ count: number }[]>`
    select count(*)::int as count from auth.sessions where user_id = ${id}`;
  return row?.count ?? 0;
}

describe('several accounts', () => {
  it('are kept side by side, and one is shown', async () => {
    const { app, id: ada } = await signedIn('ada');
    const second = await signedInUser(cloud, 'bob');
    const { id: bob } = await signInto(app, second);
    expect(await app.state()).toMatchObject({
      active: bob,
      accounts: [
        { id: ada, signedIn: true },
        { id: bob, signedIn: true },
      ],
    });
    await app.call('account.switch', ada as never);
    await app.call('account.switch', 'local');
    expect(app.scopes).toEqual([ada, bob, ada, 'local']);
    const stranger = app.call('account.switch', '00000000-0000-4000-8000-000000000000' as never);
    expect(await kindOf(stranger)).toBe('not-found');
  });

  it('lead back to this device’s own library when one signs out, and are remembered', async () => {
    const { app, id, email } = await signedIn('carol');
    await app.call('account.sign-out', 'local');
    expect(await app.state()).toMatchObject({
      active: 'local',
      accounts: [{ id, email, signedIn: false }],
    });
    await app.call('account.switch', id as never);
    expect((await app.state()).active).toBe(id);
    expect(await kindOf(app.call('account.devices'))).toBe('account-signed-out');
  });

  it('are forgotten only after they signed out', async () => {
    const { app, id } = await signedIn('dave');
    const forget = () => app.call('account.forget', { id: id as never, erase: true });
    expect(await kindOf(forget())).toBe('invalid-request');
    await app.call('account.sign-out', 'local');
    await forget();
    expect((await app.state()).accounts).toEqual([]);
  });

  it('never meet those of another cloud', async () => {
    const { app } = await signedIn('erin');
    await app.close();
    const elsewhere = await openApp(cloud, { folder: app.folder, url: 'http://127.0.0.1:9' });
    expect((await elsewhere.state()).accounts).toEqual([]);
  });
});

describe('signing out', () => {
  it('ends this session, the others, or all', async () => {
    const { app, id, email } = await signedIn('frank');
    const other = await signInto(await openApp(cloud), { id, email });
    const third = await signInto(await openApp(cloud), { id, email });
    await other.app.call('account.sign-out', 'others');
    await app.cloud.refresh();
    expect((await app.state()).accounts).toMatchObject([{ signedIn: false }]);
    expect((await other.app.state()).accounts).toMatchObject([{ signedIn: true }]);
    await signInto(third.app, { id, email });
    await other.app.call('account.sign-out', 'global');
    expect(await aliveSessions(id)).toBe(0);
    await third.app.cloud.refresh();
    expect((await third.app.state()).accounts).toMatchObject([{ signedIn: false }]);
  });

  it('works without a network', async () => {
    const { app } = await signedIn('grace');
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new TypeError('no network'));
    try {
      await app.call('account.sign-out', 'local');
      expect((await app.state()).accounts).toMatchObject([{ signedIn: false }]);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('leaves no second session behind when the same account signs in twice', async () => {
    const { app, id, email } = await signedIn('heidi');
    const before = await aliveSessions(id);
    await signInto(app, { id, email });
    expect(await aliveSessions(id)).toBe(before);
  });
});

describe('devices', () => {
  it('are listed, this one marked, and renamed', async () => {
    const { app, id, email } = await signedIn('ivan');
    await signInto(await openApp(cloud), { id, email });
    const devices = await app.call('account.devices');
    const named = devices.filter(({ appVersion }) => appVersion === '1.2.3');
    expect(named).toHaveLength(2);
    expect(named.filter(({ isThis }) => isThis)).toHaveLength(1);
    const own = named.find(({ isThis }) => isThis);
    if (own === undefined) throw new Error('this device is missing');
    await app.call('account.rename-device', { id: own.id, name: 'Darkroom' });
    const again = await app.call('account.devices');
    expect(again.find(({ isThis }) => isThis)?.name).toBe('Darkroom');
  });

  it('are signed out from afar, and may sign in again', async () => {
    const { app, id, email } = await signedIn('judy');
    const lost = await signInto(await openApp(cloud), { id, email });
    const own = (await lost.app.call('account.devices')).find(({ isThis }) => isThis);
    await app.call('account.revoke-device', own?.id ?? '');

    expect(await kindOf(lost.app.call('account.devices'))).toBe('account-signed-out');
    expect(await lost.app.state()).toMatchObject({
      active: id,
      accounts: [{ id, signedIn: false }],
    });
    await signInto(lost.app, { id, email });
    expect(await kindOf(lost.app.call('account.devices'))).toBe('none');
    expect(await kindOf(app.call('account.devices'))).toBe('none');
  });

  it('of another account can be neither seen nor signed out', async () => {
    const { app } = await signedIn('kim');
    const other = await signedIn('lee');
    const [foreign] = await other.app.call('account.devices');
    expect(await kindOf(app.call('account.revoke-device', foreign?.id ?? ''))).toBe('not-found');
    const rename = app.call('account.rename-device', { id: foreign?.id ?? '', name: 'mine' });
    expect(await kindOf(rename)).toBe('not-found');
  });
});

describe('what an account shows of itself', () => {
  it('is its name', async () => {
    const { app, id, email } = await signedIn('mallory');
    await app.call('account.set-profile', { displayName: 'Mallory M.' });
    const other = await signInto(await openApp(cloud), { id, email });
    await other.app.cloud.refresh();
    expect((await other.app.state()).accounts).toMatchObject([{ displayName: 'Mallory M.' }]);
  });

  it('is a small picture, made by a worker and checked by one', async () => {
    const avatar = path.join((await openApp(cloud)).folder, 'noise.png');
    const noise = { type: 'gaussian', mean: 128, sigma: 80 } as const;
    const canvas = { width: 900, height: 700, channels: 3, background: 'red' } as const;
    await writeFile(
      avatar,
      await sharp({ create: { ...canvas, noise } })
        .png()
        .toBuffer(),
    );
    const { app, id, email } = await signedIn('nora', { avatar });
    expect(await app.call('account.choose-avatar')).toBe(true);
    const [row] = await cloud.sql<{ avatar: Buffer }[]>`
      select avatar from public.profiles where user_id = ${id}`;
    const stored = await sharp(row?.avatar).metadata();
    expect(stored).toMatchObject({ format: 'webp', width: 256, height: 199 });
    const shown = (await app.state()).accounts[0]?.avatar;
    expect(shown).toMatch(/^[0-9a-f]{64}$/);

    const other = await signInto(await openApp(cloud), { id, email });
    await other.app.cloud.refresh();
    expect((await other.app.state()).accounts[0]?.avatar).toBe(shown);
    await app.call('account.remove-avatar');
    await other.app.cloud.refresh();
    expect((await other.app.state()).accounts[0]?.avatar).toBeNull();
  });

  it('is nothing that a worker can’t read', async () => {
    const { app, id } = await signedIn('oscar');
    const bytes = Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 not a picture');
    await cloud.sql`update public.profiles set avatar = ${bytes} where user_id = ${id}`;
    await app.cloud.refresh();
    expect((await app.state()).accounts).toMatchObject([{ avatar: null, signedIn: true }]);
  });

  it('is its role as the token says it', async () => {
    const { email, id } = await signedInUser(cloud, 'peggy');
    await cloud.sql`insert into public.roles (user_id, role) values (${id}, 'support')`;
    const { app } = await signInto(await openApp(cloud), { email, id });
    expect((await app.state()).accounts).toMatchObject([{ role: 'support' }]);
  });
});

describe('a session that is over', () => {
  it('leaves the account on the list and its library in view', async () => {
    const { app, id } = await signedIn('quinn');
    await serviceClient(cloud).auth.admin.deleteUser(id);
    await app.cloud.refresh();
    expect(await app.state()).toMatchObject({ active: id, accounts: [{ id, signedIn: false }] });
  });

  it('is not mistaken for a network that is away', async () => {
    const { app, id } = await signedIn('rita');
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new TypeError('no network'));
    try {
      await app.cloud.refresh();
      expect(await kindOf(app.call('account.devices'))).toBe('cloud-unreachable');
    } finally {
      globalThis.fetch = fetch;
    }
    expect(await app.state()).toMatchObject({ active: id, accounts: [{ id, signedIn: true }] });
  });
});

describe('tokens', () => {
  it('are in no file, log line, event or answer to the window, but encrypted', async () => {
    const { app, id, email } = await signedIn('sybil');
    await app.call('account.devices');
    await app.call('account.send-magic-link', email);
    const vault = createSecretVault(path.join(app.folder, 'sessions.json'), keyring);
    const kept = z
      .object({ session: z.string() })
      .parse(JSON.parse(vault.get(`session of ${id}`) ?? '{}'));
    const session = z
      .object({ access_token: z.string().min(100), refresh_token: z.string().min(20) })
      .parse(JSON.parse(kept.session));
    const canaries = [session.access_token.slice(-40), session.refresh_token];

    const seen = [app.events, app.logged, await app.state()].map((value) => JSON.stringify(value));
    const entries = await readdir(app.folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((found) => found.isFile())) {
      seen.push(await readFile(path.join(entry.parentPath, entry.name), 'latin1'));
    }
    expect(seen.length).toBeGreaterThan(6);
    const leaks = seen.filter((text) => canaries.some((canary) => text.includes(canary)));
    expect(leaks).toEqual([]);
  });

  it('end here when somebody else has used them', async () => {
    const { app, id } = await signedIn('trent');
    await cloud.sql`delete from auth.sessions where user_id = ${id}`;
    expect(await kindOf(app.call('account.factors'))).toBe('account-signed-out');
    expect((await app.state()).accounts).toMatchObject([{ signedIn: false }]);
  });
});
