import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  lastMail,
  newAddress,
  password,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { type TestApp, accountOf, browse, closeApps, kindOf, openApp, outcomes } from './app.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await cloud.stop();
});

async function newAccount(app: TestApp, name: string): Promise<string> {
  const email = newAddress(name);
  await app.call('account.sign-up', { email, password, displayName: name });
  const { code } = await lastMail(cloud, email);
  await app.call('account.enter-code', { purpose: 'signup', email, code });
  return email;
}

describe('signing up', () => {
  it('is confirmed by the link in the mail', async () => {
    const app = await openApp(cloud);
    const email = newAddress('ada');
    const step = await app.call('account.sign-up', { email, password, displayName: 'Ada' });
    expect(step).toEqual({ next: 'check-mail', email });
    expect((await app.state()).accounts).toEqual([]);

    await app.follow(await browse((await lastMail(cloud, email)).link));
    expect(outcomes(app)).toEqual([{ result: 'signed-in' }]);
    const state = await app.state();
    expect(state.accounts).toMatchObject([
      { email, displayName: 'Ada', signedIn: true, role: 'user', secondFactorDue: false },
    ]);
    expect(state.active).toBe(state.accounts[0]?.id);
    expect(app.scopes).toEqual([state.active]);
  });

  it('is confirmed by the code, on whatever machine the mail is read', async () => {
    const app = await openApp(cloud);
    const email = newAddress('bob');
    await app.call('account.sign-up', { email, password, displayName: '' });
    const early = app.call('account.sign-in', { email, password });
    expect(await kindOf(early)).toBe('account-not-confirmed');
    const wrong = app.call('account.enter-code', { purpose: 'signup', email, code: '000000' });
    expect(await kindOf(wrong)).toBe('account-wrong-code');

    const { code } = await lastMail(cloud, email);
    const step = await app.call('account.enter-code', { purpose: 'signup', email, code });
    expect(accountOf(step)).toMatchObject({ email, signedIn: true });
  });

  it('survives a restart between the mail and its link', async () => {
    const app = await openApp(cloud);
    const email = newAddress('carol');
    await app.call('account.sign-up', { email, password, displayName: '' });
    const link = await browse((await lastMail(cloud, email)).link);
    await app.close();
    const again = await openApp(cloud, { folder: app.folder });
    await again.follow(link);
    expect(outcomes(again)).toEqual([{ result: 'signed-in' }]);
  });

  it('says what is wrong with a password or an address', async () => {
    const app = await openApp(cloud);
    const email = await newAccount(app, 'dave');
    const taken = app.call('account.sign-up', { email, password, displayName: '' });
    expect(await kindOf(taken)).toBe('account-exists');
    const weak = { email: newAddress('dave'), password: 'short', displayName: '' };
    expect(await kindOf(app.call('account.sign-up', weak))).toBe('account-weak-password');
  });
});

describe('signing in', () => {
  it('works by password, and a wrong one is said to be wrong', async () => {
    const email = await newAccount(await openApp(cloud), 'erin');
    const app = await openApp(cloud);
    const wrong = app.call('account.sign-in', { email, password: 'wrong horse 1' });
    expect(await kindOf(wrong)).toBe('account-wrong-password');
    const step = await app.call('account.sign-in', { email, password });
    expect(accountOf(step)).toMatchObject({ email });
  });

  it('works by a link, once', async () => {
    const email = await newAccount(await openApp(cloud), 'frank');
    const app = await openApp(cloud);
    expect(await app.call('account.send-magic-link', email)).toMatchObject({ next: 'check-mail' });
    const back = await browse((await lastMail(cloud, email)).link);
    await app.follow(back);
    await app.follow(back);
    expect(outcomes(app)).toMatchObject([
      { result: 'signed-in' },
      { result: 'failed', error: { kind: 'account-link-expired' } },
    ]);
  });

  it('says that a link has expired, for one that was opened before', async () => {
    const email = await newAccount(await openApp(cloud), 'fred');
    const app = await openApp(cloud);
    await app.call('account.send-magic-link', email);
    const { link } = await lastMail(cloud, email);
    await browse(link);
    await app.follow(await browse(link));
    expect(outcomes(app)).toMatchObject([
      { result: 'failed', error: { kind: 'account-link-expired' } },
    ]);
  });

  it('says that the cloud is out of reach', async () => {
    const app = await openApp(cloud, { url: 'http://127.0.0.1:9' });
    const offline = app.call('account.sign-in', { email: newAddress('nobody'), password });
    expect(await kindOf(offline)).toBe('cloud-unreachable');
  });

  it('lasts over a restart, without asking the network', async () => {
    const app = await openApp(cloud);
    const email = await newAccount(app, 'grace');
    const { active } = await app.state();
    await app.close();
    const again = await openApp(cloud, { folder: app.folder });
    const state = await again.state();
    expect(state).toMatchObject({ active, accounts: [{ email, signedIn: true }] });
    expect(again.scopes).toEqual([active]);
  });
});

describe('a forgotten password', () => {
  it('is replaced after the link in a mail', async () => {
    const email = await newAccount(await openApp(cloud), 'heidi');
    const app = await openApp(cloud);
    await app.call('account.request-reset', email);
    await app.follow(await browse((await lastMail(cloud, email)).link));
    expect(outcomes(app)).toEqual([{ result: 'set-password' }]);
    const same = app.call('account.set-password', { password });
    expect(await kindOf(same)).toBe('account-same-password');
    await app.call('account.set-password', { password: 'another horse 2' });
    const other = await openApp(cloud);
    expect(await kindOf(other.call('account.sign-in', { email, password }))).toBe(
      'account-wrong-password',
    );
    await other.call('account.sign-in', { email, password: 'another horse 2' });
  });

  it('does not tell who has an account', async () => {
    const app = await openApp(cloud);
    expect(await kindOf(app.call('account.request-reset', newAddress('nobody')))).toBe('none');
  });
});

describe('a new address', () => {
  it('counts when both sides have confirmed it: one by link, one by code', async () => {
    const app = await openApp(cloud);
    const email = await newAccount(app, 'ivan');
    const wanted = newAddress('ivan-new');
    await app.call('account.change-email', { email: wanted });
    await app.follow(await browse((await lastMail(cloud, email)).link));
    expect(outcomes(app)).toEqual([]);
    expect((await app.state()).accounts).toMatchObject([{ email }]);

    const { code } = await lastMail(cloud, wanted);
    const step = await app.call('account.enter-code', {
      purpose: 'email-change',
      email: wanted,
      code,
    });
    expect(accountOf(step)).toMatchObject({ email: wanted });
  });

  it('counts after both links', async () => {
    const app = await openApp(cloud);
    const email = await newAccount(app, 'judy');
    const wanted = newAddress('judy-new');
    await app.call('account.change-email', { email: wanted });
    await app.follow(await browse((await lastMail(cloud, wanted)).link));
    await app.follow(await browse((await lastMail(cloud, email)).link));
    expect(outcomes(app)).toEqual([{ result: 'email-changed' }]);
    expect((await app.state()).accounts).toMatchObject([{ email: wanted, signedIn: true }]);
  });

  it('may not be another account’s', async () => {
    const app = await openApp(cloud);
    const email = await newAccount(app, 'kim');
    await newAccount(app, 'lee');
    expect(await kindOf(app.call('account.change-email', { email }))).toBe('account-exists');
  });
});
