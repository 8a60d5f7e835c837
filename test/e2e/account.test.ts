import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountState } from '../../electron/contract/account.ts';
import { lastMail, startLimitMs } from '../cloud/harness.ts';
import {
  type Device,
  type StudioCloud,
  closeDevice,
  followMail,
  openDevice,
  signIn,
  startStudioCloud,
} from './support/cloud.ts';
import { openDeepLink } from './support/deep-link.ts';
import { callApp, dropPicture } from './support/studio.ts';

/** Two apps and a cloud share the machine. */
const patience = { timeout: 15_000 };

let cloud: StudioCloud;
let laptop: Device;
let desktop: Device;

beforeAll(async () => {
  cloud = await startStudioCloud();
  laptop = await openDevice(cloud);
  desktop = await openDevice(cloud);
}, 2 * startLimitMs);

afterAll(async () => {
  await closeDevice(laptop);
  await closeDevice(desktop);
  await cloud.close();
});

function stateOf({ page }: Device): Promise<AccountState> {
  return callApp(page, 'account.state', undefined);
}

async function names({ page }: Device): Promise<readonly string[]> {
  const { assets } = await callApp(page, 'library.list', {});
  return assets.map(({ name }) => name);
}

test('somebody signs up, opens the mail’s link, and is signed in', async () => {
  const email = 'newcomer@example.com';
  const password = 'correct horse 1';
  const step = await callApp(laptop.page, 'account.sign-up', { email, password });
  expect(step).toEqual({ next: 'check-mail', email });
  await followMail(cloud, laptop, email);
  await expect.poll(async () => (await stateOf(laptop)).active, patience).not.toBe('local');
  expect(await stateOf(laptop)).toMatchObject({ accounts: [{ email, signedIn: true }] });

  const changed = 'renamed@example.com';
  await callApp(laptop.page, 'account.change-email', { email: changed });
  await followMail(cloud, laptop, changed);
  await followMail(cloud, laptop, email);
  await expect
    .poll(() => stateOf(laptop), patience)
    .toMatchObject({ accounts: [{ email: changed }] });
});

test('two accounts on one device have a library each', async () => {
  await callApp(laptop.page, 'account.switch', 'local');
  const before = await names(laptop);
  const ada = await cloud.newAccount('ada');
  const bob = await cloud.newAccount('bob');
  await signIn(laptop, ada);
  await dropPicture(laptop, 'ada.png');
  expect(await names(laptop)).toEqual(['ada']);
  await signIn(laptop, bob);
  expect(await names(laptop)).toEqual([]);
  await dropPicture(laptop, 'bob.png');
  await callApp(laptop.page, 'account.switch', ada.id as never);
  expect(await names(laptop)).toEqual(['ada']);
  await callApp(laptop.page, 'account.sign-out', 'local');
  expect(await names(laptop)).toEqual(before);
});

test('a lost device is signed out from the other one', async () => {
  const eve = await cloud.newAccount('eve');
  await signIn(laptop, eve);
  await signIn(desktop, eve);
  const devices = await callApp(desktop.page, 'account.devices', undefined);
  expect(devices.filter(({ appVersion }) => appVersion !== '')).toHaveLength(2);
  const lost = devices.find(({ isThis, appVersion }) => !isThis && appVersion !== '');
  await callApp(desktop.page, 'account.revoke-device', lost?.id ?? '');
  await expect
    .poll(
      async () => (await stateOf(laptop)).accounts.find(({ id }) => id === eve.id)?.signedIn,
      patience,
    )
    .toBe(false);
  expect((await stateOf(laptop)).active).toBe(eve.id);
  await callApp(laptop.page, 'account.switch', 'local');
});

test('an authenticator app is enrolled, and asked for on the next device', async () => {
  const fay = await cloud.newAccount('fay');
  await signIn(laptop, fay);
  const enrolment = await callApp(laptop.page, 'account.enrol-factor', { name: 'Phone' });
  const totp = new TOTP({ secret: enrolment.secret });
  const { recoveryCodes } = await callApp(laptop.page, 'account.confirm-factor', {
    factorId: enrolment.factorId,
    code: totp.generate(),
  });
  expect(recoveryCodes).toHaveLength(10);

  await signIn(desktop, fay);
  expect((await stateOf(desktop)).active).not.toBe(fay.id);
  const answered = await callApp(desktop.page, 'account.answer-factor', { code: totp.generate() });
  expect(answered).toMatchObject({ next: 'signed-in', account: { id: fay.id } });
  expect((await stateOf(desktop)).active).toBe(fay.id);
});

test('a forged deep link signs nobody in', async () => {
  const before = await stateOf(desktop);
  const { email } = await cloud.newAccount('mallory');
  await callApp(laptop.page, 'account.send-magic-link', email);
  expect((await lastMail(cloud.test, email)).link).not.toBeNull();
  // Asked for by the laptop: worth nothing on the desktop.
  await followMail(cloud, desktop, email);
  await desktop.page.waitForTimeout(500);
  expect(await stateOf(desktop)).toEqual(before);
});

test('a provider is asked in the system’s browser, and a forged answer changes nothing', async () => {
  await desktop.app.evaluate(({ shell }) => {
    shell.openExternal = (address) => {
      Object.assign(globalThis, { openedPage: address });
      return Promise.resolve();
    };
  });
  await expect
    .poll(async () => (await stateOf(desktop)).identityProviders.map(({ id }) => id), patience)
    .toContain('google');
  const step = await callApp(desktop.page, 'account.sign-in-with', { provider: 'google' });
  expect(step).toEqual({ next: 'browser' });
  const page = await desktop.app.evaluate(
    () => (globalThis as unknown as { openedPage: string }).openedPage,
  );
  expect((await stateOf(desktop)).inBrowser).toBe('google');
  // Without the runtime's own cryptography the library would send PKCE's secret in plain.
  expect(new URL(page).searchParams.get('code_challenge_method')).toBe('s256');

  const email = 'somebody@example.com';
  const back = await passProvider(page, email);
  const forged = new URL(back);
  forged.searchParams.set('flow', 'A'.repeat(43));
  const before = (await stateOf(desktop)).active;
  await openDeepLink(desktop, `emulsion://auth/callback${forged.search}`);
  await fetch(forged);
  await desktop.page.waitForTimeout(300);
  expect((await stateOf(desktop)).active).toBe(before);
  // An app that is not installed hears the browser on a port of its own.
  expect(await (await fetch(back)).text()).toContain('go back to Emulsion');
  await expect.poll(async () => (await stateOf(desktop)).active, patience).not.toBe(before);
  expect((await stateOf(desktop)).accounts.some((account) => account.email === email)).toBe(true);
});

/** What a person does on the embedded cloud's stand-in for a provider. Gives where it leads back to. */
async function passProvider(page: string, email: string): Promise<string> {
  const form = await locationOf(fetch(page, { redirect: 'manual' }));
  const fields = new URLSearchParams({
    provider: form.searchParams.get('provider') ?? '',
    state: form.searchParams.get('state') ?? '',
    email,
    name: 'Somebody',
  });
  const answered = fetch(form, { method: 'POST', body: fields, redirect: 'manual' });
  const callback = await locationOf(answered);
  return (await locationOf(fetch(callback, { redirect: 'manual' }))).href;
}

async function locationOf(answer: Promise<Response>): Promise<URL> {
  return new URL((await answer).headers.get('location') ?? '');
}

test('tokens are in no file and nowhere in the page', async () => {
  const ida = await cloud.newAccount('ida');
  await signIn(desktop, ida);
  const [session] = await cloud.test.sql<{ token: string }[]>`
    select token from auth.refresh_tokens where user_id = ${ida.id} and not revoked`;
  const canary = session?.token ?? '';
  expect(canary.length).toBeGreaterThan(20);
  expect(await desktop.page.content()).not.toContain(canary);
  expect(JSON.stringify(await stateOf(desktop))).not.toContain(canary);
  const leaks: string[] = [];
  const entries = await readdir(desktop.userData, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (bytes.includes(canary) || bytes.includes('eyJhbGciOiJFUzI1NiI')) leaks.push(file);
  }
  expect(leaks).toEqual([]);
});
