import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  lastMail,
  newAddress,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import {
  type TestApp,
  browse,
  closeApps,
  kindOf,
  openApp,
  openAppWithProviders,
  outcomes,
} from './app.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await cloud.stop();
});

/** What a person does in the browser: the provider's page, and back. Returns the app's deep link. */
async function passProvider(page: string, email: string): Promise<string> {
  return fillPage(await browse(page), email);
}

/** The provider's page itself: who the person says to be leads back to the app. */
async function fillPage(address: string, email: string): Promise<string> {
  const form = new URL(address);
  const fields = new URLSearchParams({
    provider: form.searchParams.get('provider') ?? '',
    state: form.searchParams.get('state') ?? '',
    email,
    name: 'A person',
  });
  const answer = await fetch(form, { method: 'POST', body: fields, redirect: 'manual' });
  return browse(answer.headers.get('location'));
}

async function newPage(app: TestApp): Promise<string> {
  expect(await app.call('account.sign-in-with', { provider: 'github' })).toEqual({
    next: 'browser',
  });
  return app.opened.at(-1) ?? '';
}

const expired = { result: 'failed', error: { kind: 'account-link-expired' } };

describe('a sign-in in the browser', () => {
  it('is offered for what the cloud offers', async () => {
    const app = await openAppWithProviders(cloud);
    expect((await app.state()).identityProviders).toEqual([
      { id: 'google', name: 'Google', asks: 'browser' },
      { id: 'github', name: 'GitHub', asks: 'browser' },
    ]);
    const unknown = app.call('account.sign-in-with', { provider: 'nobody' });
    expect(await kindOf(unknown)).toBe('not-found');
  });

  it('comes back by a deep link and signs in', async () => {
    const app = await openAppWithProviders(cloud);
    const page = await newPage(app);
    expect((await app.state()).inBrowser).toBe('github');
    // The secret stays here; the page gets what proves it.
    expect(new URL(page).searchParams.get('code_challenge_method')).toBe('s256');

    const email = newAddress('ada');
    await app.follow(await passProvider(page, email));
    expect(outcomes(app)).toEqual([{ result: 'signed-in' }]);
    expect(await app.state()).toMatchObject({
      inBrowser: null,
      accounts: [{ email, signedIn: true }],
    });
  });

  it('that was called off is over', async () => {
    const app = await openAppWithProviders(cloud);
    const back = await passProvider(await newPage(app), newAddress('bob'));
    await app.call('account.cancel-browser');
    await app.follow(back);
    expect(outcomes(app)).toMatchObject([expired]);
    expect((await app.state()).accounts).toEqual([]);
  });

  it('is over after ten minutes', async () => {
    let minutes = 0;
    const app = await openAppWithProviders(cloud, {
      now: () => Date.now() + minutes * 60_000,
    });
    const back = await passProvider(await newPage(app), newAddress('carol'));
    minutes = 11;
    expect((await app.state()).inBrowser).toBeNull();
    await app.follow(back);
    expect(outcomes(app)).toMatchObject([expired]);
  });

  it('counts alone: a second one ends the first', async () => {
    const app = await openAppWithProviders(cloud);
    const first = await passProvider(await newPage(app), newAddress('dave'));
    const second = await passProvider(await newPage(app), newAddress('dora'));
    await app.follow(first);
    await app.follow(second);
    expect(outcomes(app)).toMatchObject([expired, { result: 'signed-in' }]);
  });

  it('says that the provider would not have it', async () => {
    const app = await openAppWithProviders(cloud);
    const { searchParams } = new URL(await newPage(app));
    const back = new URL(searchParams.get('redirect_to') ?? '');
    back.searchParams.set('error', 'access_denied');
    await app.follow(back.href);
    expect(outcomes(app)).toMatchObject([
      {
        result: 'failed',
        error: { kind: 'account-provider-failed', params: { provider: 'github' } },
      },
    ]);
  });
});

describe('a deep link that nobody asked for', () => {
  it('with a forged state signs nobody in', async () => {
    const app = await openAppWithProviders(cloud);
    const back = new URL(await passProvider(await newPage(app), newAddress('erin')));
    back.searchParams.set('flow', 'A'.repeat(43));
    await app.follow(back.href);
    expect(outcomes(app)).toMatchObject([expired]);
    // The true one still works: a forgery ends nothing.
    back.searchParams.set(
      'flow',
      new URL(app.opened[0] ?? '').searchParams.get('redirect_to')?.slice(-43) ?? '',
    );
    await app.follow(back.href);
    expect(outcomes(app)).toMatchObject([expired, { result: 'signed-in' }]);
  });

  it('with a forged code signs nobody in', async () => {
    const app = await openAppWithProviders(cloud);
    const back = new URL(await passProvider(await newPage(app), newAddress('frank')));
    back.searchParams.set('code', '00000000-0000-4000-8000-000000000000');
    await app.follow(back.href);
    expect(outcomes(app)).toMatchObject([expired]);
    expect((await app.state()).accounts).toEqual([]);
  });

  it('with somebody else’s code doesn’t sign into their account', async () => {
    const thief = await openAppWithProviders(cloud);
    const stolen = new URL(await passProvider(await newPage(thief), newAddress('thief')));
    const app = await openAppWithProviders(cloud);
    const own = new URL(await passProvider(await newPage(app), newAddress('grace')));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    await app.follow(own.href);
    expect(outcomes(app)).toMatchObject([expired]);
    expect((await app.state()).accounts).toEqual([]);
  });

  it('of a mail works on the device that asked for it alone', async () => {
    const { email } = await signedInUser(cloud, 'heidi');
    const app = await openApp(cloud);
    await app.call('account.send-magic-link', email);
    const back = await browse((await lastMail(cloud, email)).link);
    const other = await openApp(cloud);
    await other.follow(back);
    expect(outcomes(other)).toMatchObject([expired]);
    await app.follow(back);
    expect(outcomes(app)).toEqual([{ result: 'signed-in' }]);
  });
});

describe('another way into an account', () => {
  const providersOf = async (app: TestApp): Promise<readonly string[]> => {
    const { linked } = await app.call('account.identities', undefined);
    return linked.map(({ provider }) => provider).toSorted();
  };

  // Two devices and two pages take their time.
  it(
    'is linked in the browser, opens the same account elsewhere, and is unlinked',
    { timeout: 60_000 },
    async () => {
      const app = await openAppWithProviders(cloud);
      const { email } = await signedInUser(cloud, 'ada');
      await app.call('account.sign-in', { email, password });
      const { linkable } = await app.call('account.identities', undefined);
      expect(linkable.map(({ id }) => id)).toEqual(['google', 'github']);
      await app.call('account.link-identity', 'github');
      const github = newAddress('at-github');
      await app.follow(await fillPage(app.opened.at(-1) ?? '', github));
      expect(outcomes(app)).toEqual([{ result: 'identity-linked' }]);
      expect(await providersOf(app)).toEqual(['email', 'github']);

      const other = await openAppWithProviders(cloud);
      await other.follow(await passProvider(await newPage(other), github));
      const [account] = (await other.state()).accounts;
      expect(account?.id).toBe((await app.state()).active);

      const { linked } = await app.call('account.identities', undefined);
      const id = linked.find(({ provider }) => provider === 'github')?.id ?? '';
      await app.call('account.unlink-identity', id);
      expect(await providersOf(app)).toEqual(['email']);
      expect(await kindOf(app.call('account.unlink-identity', id))).toBe('not-found');
    },
  );

  it('stays where it is the only one, and belongs to one account alone', async () => {
    const app = await openAppWithProviders(cloud);
    const taken = newAddress('taken');
    await app.follow(await passProvider(await newPage(app), taken));
    const { linked } = await app.call('account.identities', undefined);
    expect(await kindOf(app.call('account.unlink-identity', linked[0]?.id ?? ''))).toBe(
      'not-allowed',
    );

    const other = await openAppWithProviders(cloud);
    const { email } = await signedInUser(cloud, 'ada');
    await other.call('account.sign-in', { email, password });
    await other.call('account.link-identity', 'github');
    await other.follow(await fillPage(other.opened.at(-1) ?? '', taken));
    expect(outcomes(other)).toMatchObject([{ result: 'failed' }]);
    expect(await providersOf(other)).toEqual(['email']);
  });
});
