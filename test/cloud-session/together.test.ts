import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accountIdSchema } from '../../electron/contract/account.ts';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import { createSecretVault } from '../../electron/platform/secret-vault.ts';
import {
  type TestCloud,
  lastMail,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import { type TestApp, browse, closeApps, keyring, kindOf, openApp, outcomes } from './app.ts';

let cloud: TestCloud;
let network: FaultyCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  network = await startFaultyCloud(cloud.status.API_URL);
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await network.close();
  await cloud.stop();
});

const patience = { timeout: 10_000 };

async function signInto(app: TestApp, email: string): Promise<void> {
  await app.call('account.sign-in', { email, password });
}

async function picture(name: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'emulsion-picture-')), name);
  const canvas = { width: 40, height: 30, channels: 3, background: 'teal' } as const;
  await writeFile(file, await sharp({ create: canvas }).png().toBuffer());
  return file;
}

async function elsewhere(app: TestApp): Promise<readonly string[]> {
  const { assets } = await app.call('sync.elsewhere-assets', { text: '', offset: 0, limit: 10 });
  return assets.map(({ name }) => name);
}

async function stateOfSync(app: TestApp): Promise<string> {
  return (await app.call('sync.status')).state;
}

describe('the account that is shown', () => {
  it('is kept in step with its other devices', async () => {
    const { email } = await signedInUser(cloud, 'ada');
    const laptop = await openApp(cloud);
    const desktop = await openApp(cloud);
    await signInto(laptop, email);
    await signInto(desktop, email);
    await laptop.engine.ingest.paths([await picture('first.png')], {});
    await expect.poll(() => elsewhere(desktop), patience).toEqual(['first']);
    await expect.poll(() => stateOfSync(laptop), patience).toBe('up-to-date');

    await desktop.call('account.sign-out', 'local');
    expect(await stateOfSync(desktop)).toBe('off');
    expect(await elsewhere(desktop)).toEqual([]);
  });

  it('is the only one that syncs: the others’ work waits until they are shown', async () => {
    const ada = await signedInUser(cloud, 'ada');
    const bob = await signedInUser(cloud, 'bob');
    const app = await openApp(cloud);
    await signInto(app, ada.email);
    await signInto(app, bob.email);
    await app.engine.ingest.paths([await picture('bob.png')], {});
    const pushed = (id: string) => async () => {
      const [row] = await cloud.sql<{ count: number }[]>`
        select count(*)::int as count from public.sync_ops where user_id = ${id} and kind = 'asset'`;
      return row?.count;
    };
    await expect.poll(pushed(bob.id), patience).toBe(1);
    expect(await pushed(ada.id)()).toBe(0);
  });

  it('is offered what was made without an account, once', async () => {
    const { email } = await signedInUser(cloud, 'carol');
    const app = await openApp(cloud);
    await app.engine.ingest.paths([await picture('local.png')], {});
    await signInto(app, email);
    const offers = () => app.events.filter(({ type }) => type === 'bring-along-offered');
    await expect.poll(offers).toMatchObject([{ offer: { assets: 1, jobs: 0 } }]);
    await app.call('sync.bring-along', 'bring');
    expect(await app.call('sync.bring-along-offer')).toBeNull();
    const { assets } = app.engine.library.list(libraryQuerySchema.parse({}));
    expect(assets.map(({ name }) => name)).toEqual(['local']);
  });
});

describe('an account that leaves this device', () => {
  function names(app: TestApp): readonly string[] {
    const { assets } = app.engine.library.list(libraryQuerySchema.parse({}));
    return assets.map(({ name }) => name);
  }

  it.each([
    ['keeps', false, ['kept']],
    ['takes with it', true, []],
  ])('%s its library as it was told to', async (_what, erase, left) => {
    const { email, id } = await signedInUser(cloud, 'ivan');
    const app = await openApp(cloud);
    await signInto(app, email);
    await app.engine.ingest.paths([await picture('kept.png')], {});
    await app.call('account.sign-out', 'local');
    expect(names(app)).toEqual([]);
    await app.call('account.forget', { id: accountIdSchema.parse(id), erase });
    expect((await app.state()).accounts).toEqual([]);
    await signInto(app, email);
    expect(names(app)).toEqual(left);
  });

  it('may also be one whose second factor was never given', async () => {
    const { email, id } = await signedInUser(cloud, 'judy');
    const app = await openApp(cloud);
    await signInto(app, email);
    const { factorId, secret } = await app.call('account.enrol-factor', { name: 'Phone' });
    const code = new TOTP({ secret }).generate();
    await app.call('account.confirm-factor', { factorId, code });
    const other = await openApp(cloud);
    await signInto(other, email);
    await other.call('account.forget', { id: accountIdSchema.parse(id), erase: false });
    expect((await other.state()).accounts).toEqual([]);
    const [row] = await cloud.sql<{ count: number }[]>`
      select count(*)::int as count from auth.sessions where user_id = ${id}`;
    expect(row?.count).toBe(1);
  });
});

describe('without a network', () => {
  it('the app starts as it was left, and says what waits', async () => {
    const { email } = await signedInUser(cloud, 'dave');
    const app = await openApp(cloud, { url: network.url });
    await signInto(app, email);
    const { active } = await app.state();
    await app.close();
    network.setOffline(true);
    try {
      const again = await openApp(cloud, { folder: app.folder, url: network.url });
      expect(await again.state()).toMatchObject({ active, accounts: [{ email, signedIn: true }] });
      await again.engine.ingest.paths([await picture('offline.png')], {});
      await expect
        .poll(() => again.call('sync.status'), patience)
        .toMatchObject({ state: 'offline', waiting: 1 });
      network.setOffline(false);
      await again.call('sync.now');
      await expect.poll(() => stateOfSync(again), patience).toBe('up-to-date');
    } finally {
      network.setOffline(false);
    }
  });
});

describe('a session', () => {
  /** As time alone would do it: the access token is over. */
  async function expire(app: TestApp, id: string, refreshToken?: string): Promise<void> {
    const vault = createSecretVault(path.join(app.folder, 'sessions.json'), keyring);
    const entry = z
      .record(z.string(), z.string())
      .parse(JSON.parse(vault.get(`session of ${id}`) ?? '{}'));
    const session = z.record(z.string(), z.unknown()).parse(JSON.parse(entry['session'] ?? '{}'));
    const over = {
      ...session,
      expires_at: 1000,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    };
    vault.set(`session of ${id}`, JSON.stringify({ ...entry, session: JSON.stringify(over) }));
  }

  async function closed(name: string): Promise<{ app: TestApp; email: string; id: string }> {
    const { email, id } = await signedInUser(cloud, name);
    const app = await openApp(cloud);
    await signInto(app, email);
    await app.close();
    return { app, email, id };
  }

  it('is renewed when it is needed, and the renewed one is kept', async () => {
    const { app, id } = await closed('erin');
    await expire(app, id);
    const before = await readFile(path.join(app.folder, 'sessions.json'), 'utf8');
    const again = await openApp(cloud, { folder: app.folder });
    expect((await again.call('account.devices')).length).toBeGreaterThan(0);
    expect(await readFile(path.join(app.folder, 'sessions.json'), 'utf8')).not.toBe(before);
    await again.close();
    const third = await openApp(cloud, { folder: app.folder });
    expect(await kindOf(third.call('account.devices'))).toBe('none');
  });

  it('that can’t be renewed is over, and the sync asks to sign in', async () => {
    const { app, id } = await closed('frank');
    await expire(app, id, 'made-up');
    const again = await openApp(cloud, { folder: app.folder });
    await expect
      .poll(() => again.call('sync.status'), patience)
      .toMatchObject({ state: 'needs-you', reason: 'sign-in' });
    expect(await again.state()).toMatchObject({ active: id, accounts: [{ id, signedIn: false }] });
  });

  it('ends by a word of the cloud when the device is signed out from afar', async () => {
    const { email, id } = await signedInUser(cloud, 'grace');
    const lost = await openApp(cloud);
    const found = await openApp(cloud);
    await signInto(lost, email);
    await signInto(found, email);
    await expect.poll(() => stateOfSync(lost), patience).toBe('up-to-date');
    const own = (await lost.call('account.devices')).find(({ isThis }) => isThis);
    await found.call('account.revoke-device', own?.id ?? '');
    await expect
      .poll(async () => (await lost.state()).accounts, patience)
      .toMatchObject([{ id, signedIn: false }]);
    await expect.poll(() => stateOfSync(lost), patience).toBe('needs-you');
    await signInto(lost, email);
    await expect.poll(() => stateOfSync(lost), patience).toBe('up-to-date');
  });

  it('of a forgotten password with an authenticator app asks for its code first', async () => {
    const { email } = await signedInUser(cloud, 'heidi');
    const app = await openApp(cloud);
    await signInto(app, email);
    const { factorId, secret } = await app.call('account.enrol-factor', { name: 'Phone' });
    const totp = new TOTP({ secret });
    await app.call('account.confirm-factor', { factorId, code: totp.generate() });

    const other = await openApp(cloud);
    await other.call('account.request-reset', email);
    await other.follow(await browse((await lastMail(cloud, email)).link));
    expect(outcomes(other)).toEqual([{ result: 'second-factor' }]);
    expect(await stateOfSync(other)).toBe('off');
    await other.call('account.answer-factor', { code: totp.generate() });
    expect(outcomes(other)).toEqual([{ result: 'second-factor' }, { result: 'set-password' }]);
    await other.call('account.set-password', { password: 'another horse 2' });
  });
});
