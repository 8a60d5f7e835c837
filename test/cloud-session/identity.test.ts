import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newAddress, signedInUser, startLimitMs } from '../cloud/harness.ts';
import {
  type IdentityWorld,
  companyClaims,
  startIdentityWorld,
} from '../functions/support/identity-world.ts';
import {
  type TestApp,
  accountOf,
  closeApps,
  kindOf,
  openApp,
  openAppWithProviders,
  outcomes,
} from './app.ts';

let world: IdentityWorld;

beforeAll(async () => {
  world = await startIdentityWorld();
}, startLimitMs);

afterAll(async () => {
  await closeApps();
  await world.stop();
});

beforeEach(() => world.cloud.sql`delete from public.rate_limits`);

async function pageOf(app: TestApp, provider: string): Promise<URL> {
  expect(await app.call('account.sign-in-with', { provider })).toEqual({ next: 'browser' });
  return new URL(app.opened.at(-1) ?? '');
}

const refused = (kind: string) => ({ result: 'failed', error: { kind } });

it('the cloud’s list says how each provider asks', async () => {
  const app = await openAppWithProviders(world.cloud);
  expect((await app.state()).identityProviders).toEqual(
    expect.arrayContaining([
      { id: 'sso', name: 'Sign-on', asks: 'browser' },
      { id: 'firebase', name: 'Firebase', asks: 'password' },
      { id: 'company', name: 'Company', asks: 'browser' },
      { id: 'github', name: 'GitHub', asks: 'browser' },
    ]),
  );
});

describe('OpenID Connect', () => {
  /** A whole sign-in on a new device; gives the account's id. */
  async function signInAs(login: string): Promise<string> {
    const app = await openAppWithProviders(world.cloud);
    const page = await pageOf(app, 'sso');
    expect((await app.state()).inBrowser).toBe('sso');
    await app.follow((await world.oidc.passPages(page.href, login)).href);
    expect(outcomes(app)).toEqual([{ result: 'signed-in' }]);
    const { active, inBrowser } = await app.state();
    expect(inBrowser).toBeNull();
    return active;
  }

  it('signs in by code, PKCE, state and nonce, to the same account each time', async () => {
    const email = newAddress('ada');
    world.oidc.people.set('ada', { email, email_verified: true, name: 'Ada' });
    expect(await signInAs('ada')).toBe(await signInAs('ada'));
  });

  it('shows no address where the issuer vouches for none', async () => {
    const email = newAddress('zoe');
    world.oidc.people.set('zoe', { email, email_verified: false, name: 'Zoe' });
    const app = await openAppWithProviders(world.cloud);
    await app.follow((await world.oidc.passPages((await pageOf(app, 'sso')).href, 'zoe')).href);
    expect((await app.state()).accounts).toMatchObject([{ email: '', signedIn: true }]);
  });

  it('survives a restart of the app while the browser is open', async () => {
    const email = newAddress('bo');
    world.oidc.people.set('bo', { email, email_verified: true, name: 'Bo' });
    const app = await openAppWithProviders(world.cloud);
    const page = await pageOf(app, 'sso');
    const back = await world.oidc.passPages(page.href, 'bo');
    await app.close();
    const again = await openApp(world.cloud, { folder: app.folder });
    await again.follow(back.href);
    expect(outcomes(again)).toEqual([{ result: 'signed-in' }]);
  });

  it('refuses a forged state, a code of another sign-in, and a link used twice', async () => {
    world.oidc.people.set('cleo', { email: newAddress('cleo'), email_verified: true, name: 'C' });
    const other = await openAppWithProviders(world.cloud);
    const stolen = await world.oidc.passPages((await pageOf(other, 'sso')).href, 'cleo');

    const app = await openAppWithProviders(world.cloud);
    await pageOf(app, 'sso');
    await app.follow(stolen.href);
    const mixed = new URL(stolen);
    mixed.searchParams.set('state', new URL(app.opened[0] ?? '').searchParams.get('state') ?? '');
    await app.follow(mixed.href);
    expect(outcomes(app)).toMatchObject([
      refused('account-link-expired'),
      refused('account-provider-failed'),
    ]);
    expect((await app.state()).accounts).toEqual([]);
    await other.follow(stolen.href);
    await other.follow(stolen.href);
    expect(outcomes(other)).toMatchObject([
      { result: 'signed-in' },
      refused('account-link-expired'),
    ]);
  });

  it('never takes over an account by its address', async () => {
    const { email } = await signedInUser(world.cloud, 'dora');
    world.oidc.people.set('dora', { email, email_verified: true, name: 'Dora' });
    const app = await openAppWithProviders(world.cloud);
    const page = await pageOf(app, 'sso');
    await app.follow((await world.oidc.passPages(page.href, 'dora')).href);
    expect(outcomes(app)).toMatchObject([refused('account-exists')]);
  });

  it('says that the person has said no', async () => {
    const app = await openAppWithProviders(world.cloud);
    const page = await pageOf(app, 'sso');
    const state = page.searchParams.get('state') ?? '';
    await app.follow(`emulsion://auth/callback?error=access_denied&state=${state}`);
    expect(outcomes(app)).toMatchObject([refused('account-provider-failed')]);
  });
});

describe('Firebase', () => {
  it('signs in by its address and password', async () => {
    const email = newAddress('emil');
    world.firebase.addUser({ email, password: 'firebase horse', emailVerified: true });
    const app = await openAppWithProviders(world.cloud);
    const sign = (password: string) =>
      app.call('account.sign-in-with', { provider: 'firebase', credentials: { email, password } });
    expect(await kindOf(sign('wrong'))).toBe('account-wrong-password');
    expect(accountOf(await sign('firebase horse'))).toMatchObject({ email, signedIn: true });
    expect(outcomes(app)).toEqual([]);
  });

  it('says that an account there is closed, or asked too often', async () => {
    const email = newAddress('fay');
    world.firebase.addUser({ email, password: 'firebase horse', disabled: true });
    const app = await openAppWithProviders(world.cloud);
    const sign = () =>
      app.call('account.sign-in-with', {
        provider: 'firebase',
        credentials: { email, password: 'firebase horse' },
      });
    expect(await kindOf(sign())).toBe('account-closed');
    expect(await kindOf(app.call('account.sign-in-with', { provider: 'firebase' }))).toBe(
      'invalid-request',
    );
  });
});

describe('a company’s own page', () => {
  it('hands its token over by the deep link', async () => {
    const app = await openAppWithProviders(world.cloud);
    const page = await pageOf(app, 'company');
    expect(page.origin + page.pathname).toBe('https://company.example/emulsion');
    expect(page.searchParams.get('redirect_uri')).toBe('emulsion://auth/callback');
    const token = await world.company.keys.sign({
      ...companyClaims('', { sub: 'gil' }),
      nonce: page.searchParams.get('nonce'),
    });
    const state = page.searchParams.get('state') ?? '';
    await app.follow(`emulsion://auth/callback#token=${token}&state=${state}`);
    expect(outcomes(app)).toEqual([{ result: 'signed-in' }]);
  });

  it('can’t hand over a token that was made for another sign-in, or by somebody else', async () => {
    const app = await openAppWithProviders(world.cloud);
    const forOther = await world.company.keys.sign(companyClaims('another nonce', { sub: 'gil' }));
    const page = await pageOf(app, 'company');
    const bySomebody = await world.stranger.keys.sign({
      ...companyClaims('', { sub: 'gil' }),
      nonce: page.searchParams.get('nonce'),
    });
    for (const token of [forOther, bySomebody]) {
      const state = (await pageOf(app, 'company')).searchParams.get('state') ?? '';
      await app.follow(`emulsion://auth/callback#token=${token}&state=${state}`);
    }
    expect(outcomes(app)).toMatchObject([
      refused('account-provider-failed'),
      refused('account-provider-failed'),
    ]);
    expect((await app.state()).accounts).toEqual([]);
  });
});
