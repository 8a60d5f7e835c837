import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { type TestApp, accountOf, closeApps, kindOf, openApp } from './app.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await cloud.stop();
});

interface Enrolled {
  readonly app: TestApp;
  readonly email: string;
  readonly factorId: string;
  readonly recoveryCodes: readonly string[];
  code(): string;
}

async function signedIn(name: string): Promise<{ app: TestApp; email: string }> {
  const { email } = await signedInUser(cloud, name);
  const app = await openApp(cloud);
  await app.call('account.sign-in', { email, password });
  return { app, email };
}

async function enrolled(name: string): Promise<Enrolled> {
  const { app, email } = await signedIn(name);
  const { factorId, secret } = await app.call('account.enrol-factor', { name: 'Phone' });
  const totp = new TOTP({ secret });
  const code = () => totp.generate();
  const confirmed = await app.call('account.confirm-factor', { factorId, code: code() });
  return { app, email, factorId, recoveryCodes: confirmed.recoveryCodes ?? [], code };
}

describe('an authenticator app', () => {
  it('is enrolled by a QR code of plain squares, and brings recovery codes', async () => {
    const { app } = await signedIn('ada');
    const enrolment = await app.call('account.enrol-factor', { name: 'Phone' });
    expect(enrolment.uri).toContain(enrolment.secret);
    const { qrCode } = enrolment;
    expect(qrCode.every((row) => row.length === qrCode.length)).toBe(true);
    // The finder pattern in the corner of every QR code.
    expect(qrCode[0]?.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);

    const { factorId } = enrolment;
    const wrong = app.call('account.confirm-factor', { factorId, code: '000000' });
    expect(await kindOf(wrong)).toBe('account-wrong-code');
    expect(await app.call('account.factors')).toEqual([]);

    const code = new TOTP({ secret: enrolment.secret }).generate();
    const { recoveryCodes } = await app.call('account.confirm-factor', { factorId, code });
    expect(recoveryCodes).toHaveLength(10);
    expect(await app.call('account.factors')).toMatchObject([{ id: factorId, name: 'Phone' }]);
    expect((await app.state()).accounts).toMatchObject([{ secondFactorDue: false }]);
  });

  it('can be begun again after it was left half way', async () => {
    const { app } = await signedIn('bob');
    await app.call('account.enrol-factor', { name: 'Phone' });
    const { factorId } = await app.call('account.enrol-factor', { name: 'Phone' });
    expect(factorId).not.toBe('');
  });

  it('is asked for at the next sign-in, before the library is shown', async () => {
    const { email, code } = await enrolled('carol');
    const app = await openApp(cloud);
    const step = await app.call('account.sign-in', { email, password });
    expect(step).toEqual({ next: 'second-factor' });
    expect(await app.state()).toMatchObject({
      active: 'local',
      accounts: [{ email, signedIn: true, secondFactorDue: true }],
    });
    expect(app.scopes).toEqual([]);

    const wrong = app.call('account.answer-factor', { code: '000000' });
    expect(await kindOf(wrong)).toBe('account-wrong-code');
    await app.close();
    const again = await openApp(cloud, { folder: app.folder });
    const answered = await again.call('account.answer-factor', { code: code() });
    expect(accountOf(answered)).toMatchObject({ email, secondFactorDue: false });
    expect((await again.state()).active).toBe(accountOf(answered).id);
  });

  it('guards a change of the password', async () => {
    const { email } = await enrolled('dave');
    const app = await openApp(cloud);
    await app.call('account.sign-in', { email, password });
    const id = (await app.state()).accounts[0]?.id;
    if (id === undefined) throw new Error('no account');
    await app.call('account.switch', id);
    const change = app.call('account.set-password', { password: 'another horse 2' });
    expect(await kindOf(change)).toBe('account-second-factor-needed');
  });

  it('is no longer asked for once it was removed', async () => {
    const { app, email, factorId } = await enrolled('erin');
    await app.call('account.remove-factor', factorId);
    expect(await app.call('account.factors')).toEqual([]);
    const other = await openApp(cloud);
    expect(await other.call('account.sign-in', { email, password })).toMatchObject({
      next: 'signed-in',
    });
  });
});

describe('a recovery code', () => {
  it('signs in once, and takes the lost app off the account', async () => {
    const { email, recoveryCodes } = await enrolled('frank');
    const app = await openApp(cloud);
    await app.call('account.sign-in', { email, password });
    const wrong = app.call('account.use-recovery-code', 'AAAA-AAAA-AAAA-AAAA');
    expect(await kindOf(wrong)).toBe('account-wrong-code');
    const step = await app.call('account.use-recovery-code', recoveryCodes[3] ?? '');
    expect(accountOf(step)).toMatchObject({ email, secondFactorDue: false });
    expect(await app.call('account.factors')).toEqual([]);
  });

  it('ends when new ones are made', async () => {
    const { app, email, recoveryCodes } = await enrolled('grace');
    const renewed = await app.call('account.renew-recovery-codes');
    expect(renewed).toHaveLength(10);
    const other = await openApp(cloud);
    await other.call('account.sign-in', { email, password });
    const old = other.call('account.use-recovery-code', recoveryCodes[0] ?? '');
    expect(await kindOf(old)).toBe('account-wrong-code');
  });
});
