import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  client,
  newAddress,
  password,
  serviceClient,
  signedInUser,
  startLimitMs,
} from '../cloud/harness.ts';
import {
  type IdentityWorld,
  hashOf,
  newSecret,
  refusal,
  startIdentityWorld,
} from './support/identity-world.ts';

let world: IdentityWorld;
beforeAll(async () => {
  world = await startIdentityWorld();
}, startLimitMs);
afterAll(() => world.stop());
beforeEach(() => world.cloud.sql`delete from public.rate_limits`);

describe('an OpenID provider', () => {
  it('signs a newcomer up, and the same account in the next time', async () => {
    const email = newAddress('ada');
    world.oidc.people.set('ada', { email, email_verified: true, name: 'Ada Lovelace' });
    const first = await world.signIn(await world.oidcProof('ada'));
    expect(first.user.email).toBe(email);
    const profile = await first.supabase.from('profiles').select('display_name').single();
    expect(profile.data).toEqual({ display_name: 'Ada Lovelace' });

    const second = await world.signIn(await world.oidcProof('ada'));
    expect(second.user.id).toBe(first.user.id);
    const identities = await second.supabase.from('external_identities').select('provider, issuer');
    expect(identities.data).toEqual([{ provider: 'sso', issuer: world.oidc.issuer }]);
    const log = await world.cloud.sql`
      select details from public.audit_log
      where action = 'external_identities.insert' and subject = ${first.user.id}`;
    expect(log).toEqual([{ details: { issuer: world.oidc.issuer, provider: 'sso' } }]);
  });

  it('knows somebody again whose address has changed', async () => {
    world.oidc.people.set('bo', { email: newAddress('bo'), email_verified: true, name: 'Bo' });
    const before = await world.signIn(await world.oidcProof('bo'));
    world.oidc.people.set('bo', { email: newAddress('bo-new'), email_verified: true, name: 'Bo' });
    expect((await world.signIn(await world.oidcProof('bo'))).user.id).toBe(before.user.id);
  });

  it('never joins an account by its address alone', async () => {
    const victim = await signedInUser(world.cloud, 'victim');
    world.oidc.people.set('mallory', { email: victim.email, email_verified: true, name: 'M' });
    expect(await refusal(world.post('exchange', await world.oidcProof('mallory')))).toEqual([
      409,
      'email_taken',
    ]);
    world.oidc.people.set('mallory', { email: victim.email, email_verified: false, name: 'M' });
    const apart = await world.signIn(await world.oidcProof('mallory'));
    expect(apart.user.id).not.toBe(victim.id);
    expect(apart.user.email).toMatch(/@identity\.invalid$/);
  });

  it('takes no address that nobody verified', async () => {
    const email = newAddress('unverified');
    world.oidc.people.set('eve', { email, email_verified: false, name: 'Eve' });
    await world.signIn(await world.oidcProof('eve'));
    const owner = await serviceClient(world.cloud).auth.admin.createUser({ email, password });
    expect(owner.error).toBeNull();
  });

  it('takes an address that somebody signed up with and never proved', async () => {
    const email = newAddress('squatted');
    const squatter = client(world.cloud);
    expect((await squatter.auth.signUp({ email, password })).error).toBeNull();
    world.oidc.people.set('owner', { email, email_verified: true, name: 'Owner' });
    const { user } = await world.signIn(await world.oidcProof('owner'));
    expect(user.email).toBe(email);
    const late = await squatter.auth.signInWithPassword({ email, password });
    expect(late.error).toMatchObject({ code: 'invalid_credentials' });
  });

  it('answers a retry whose first answer was lost', async () => {
    const email = newAddress('cleo');
    world.oidc.people.set('cleo', {
      email,
      email_verified: true,
      name: 'Cleo',
    });
    const proof = await world.oidcProof('cleo');
    await world.post('exchange', proof);
    expect((await world.signIn(proof)).user.email).toBe(email);
  });

  it('makes one account for exchanges at the same time', async () => {
    for (const email_verified of [true, false]) {
      const login = `twin-${email_verified}`;
      world.oidc.people.set(login, { email: newAddress(login), email_verified, name: 'Twin' });
      const proofs = [
        await world.oidcProof(login),
        await world.oidcProof(login),
        await world.oidcProof(login),
      ];
      const before = await world.cloud.sql`select count(*)::int as users from auth.users`;
      await Promise.all(proofs.map((proof) => world.post('exchange', proof)));
      const after = await world.cloud.sql`select count(*)::int as users from auth.users`;
      expect(after[0]?.['users']).toBe(before[0]?.['users'] + 1);
      const [proof] = proofs;
      if (proof) await world.signIn(proof);
    }
  });

  it('takes up an account that was made when an exchange was cut off', async () => {
    world.oidc.people.set('dora', {
      email: newAddress('dora'),
      email_verified: true,
      name: 'Dora',
    });
    const before = await world.signIn(await world.oidcProof('dora'));
    await world.cloud.sql`delete from public.external_identities where user_id = ${before.user.id}`;
    expect((await world.signIn(await world.oidcProof('dora'))).user.id).toBe(before.user.id);
  });

  it('refuses a token of another client, another nonce, or none', async () => {
    world.oidc.people.set('fay', { email: newAddress('fay'), email_verified: true, name: 'Fay' });
    const nonce = newSecret();
    const other = await world.oidc.signIn('fay', { nonce: hashOf(nonce), client: 'somebody-else' });
    const proof = await world.oidcProof('fay');
    const wrong = [
      world.post('exchange', { provider: 'sso', token: other, nonce }),
      world.post('exchange', { ...proof, nonce: newSecret() }),
      // Who has stolen the token can read the nonce in it, not the secret.
      world.post('exchange', { ...proof, nonce: decodeJwt(proof.token)['nonce'] }),
    ];
    for (const asked of wrong) expect(await refusal(asked)).toEqual([401, 'invalid_token']);
    const without = world.post('exchange', { provider: 'sso', token: proof.token });
    expect(await refusal(without)).toEqual([400, 'invalid_request']);
  });
});

describe('Firebase', () => {
  async function idToken(email: string): Promise<string> {
    const url = `${world.firebase.http.url}/v1/accounts:signInWithPassword?key=${world.firebase.apiKey}`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, returnSecureToken: true }),
    });
    return z.object({ idToken: z.string() }).parse(await answer.json()).idToken;
  }

  it('signs in by its REST sign-in', async () => {
    const email = newAddress('fire');
    world.firebase.addUser({ email, password, emailVerified: true });
    const { user } = await world.signIn({ provider: 'firebase', token: await idToken(email) });
    expect(user.email).toBe(email);
  });

  it('may rotate its keys, and tokens of a withdrawn one end', async () => {
    const email = newAddress('rotated');
    const user = world.firebase.addUser({ email, password, emailVerified: true });
    const old = await world.firebase.keys.sign(world.firebase.claimsOf(user));
    await world.signIn({ provider: 'firebase', token: old });
    await world.firebase.keys.rotate('drop');
    const token = await idToken(email);
    // Keys that nobody knows are asked for again after some seconds.
    await expect
      .poll(async () => (await world.post('exchange', { provider: 'firebase', token })).status, {
        timeout: 15_000,
        interval: 1000,
      })
      .toBe(200);
    const late = world.post('exchange', { provider: 'firebase', token: old });
    expect(await refusal(late)).toEqual([401, 'invalid_token']);
  });

  it('has to have been asked lately', async () => {
    const user = world.firebase.addUser({ email: newAddress('stale'), password });
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    const token = await world.firebase.keys.sign(world.firebase.claimsOf(user, hourAgo));
    expect(await refusal(world.post('exchange', { provider: 'firebase', token }))).toEqual([
      401,
      'invalid_token',
    ]);
  });
});
