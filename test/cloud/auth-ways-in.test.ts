import type { SupabaseClient } from '@supabase/supabase-js';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  client,
  lastMail,
  newAddress,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(() => cloud.stop());

async function locationOf(request: Promise<Response>): Promise<URL> {
  return new URL((await request).headers.get('location') ?? '');
}

describe('a magic link', () => {
  it('signs a newcomer up and in', async () => {
    const email = newAddress('ada');
    const supabase = client(cloud);
    expect((await supabase.auth.signInWithOtp({ email })).error).toBeNull();
    const { link } = await lastMail(cloud, email);
    const target = await locationOf(fetch(link ?? '', { redirect: 'manual' }));
    const fields = new URLSearchParams(target.hash.slice(1));
    const { error } = await supabase.auth.setSession({
      access_token: fields.get('access_token') ?? '',
      refresh_token: fields.get('refresh_token') ?? '',
    });
    expect(error).toBeNull();
    expect((await supabase.auth.getUser()).data.user?.email).toBe(email);

    const again = await locationOf(fetch(link ?? '', { redirect: 'manual' }));
    expect(again.searchParams.get('error_code')).toBe('otp_expired');
  });

  it('signs in by the code in the mail', async () => {
    const { email } = await signedInUser(cloud, 'bob');
    const supabase = client(cloud);
    await supabase.auth.signInWithOtp({ email });
    const { code } = await lastMail(cloud, email);
    const { data, error } = await supabase.auth.verifyOtp({ type: 'email', email, token: code });
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
  });

  it('makes no account where none is wanted', async () => {
    const { error } = await client(cloud).auth.signInWithOtp({
      email: newAddress('nobody'),
      options: { shouldCreateUser: false },
    });
    expect(error).toMatchObject({ status: 422, code: 'otp_disabled' });
  });

  it('leads nowhere but to addresses of the project', async () => {
    const { email } = await signedInUser(cloud, 'carol');
    await client(cloud).auth.signInWithOtp({
      email,
      options: { emailRedirectTo: 'https://evil.example/steal' },
    });
    const { link } = await lastMail(cloud, email);
    const target = await locationOf(fetch(link ?? '', { redirect: 'manual' }));
    expect(target.protocol).toBe('emulsion:');
  });
});

describe('a new address', () => {
  it('is confirmed from both sides before it counts', async () => {
    const { client: supabase, email } = await signedInUser(cloud, 'dave');
    const taken = await signedInUser(cloud, 'taken');
    const refused = await supabase.auth.updateUser({ email: taken.email });
    expect(refused.error).toMatchObject({ status: 422, code: 'email_exists' });

    const wanted = newAddress('dave-new');
    const asked = await supabase.auth.updateUser({ email: wanted });
    expect(asked.data.user).toMatchObject({ email, new_email: wanted });
    const old = await lastMail(cloud, email);
    const half = await supabase.auth.verifyOtp({ type: 'email_change', email, token: old.code });
    expect(half).toMatchObject({ error: null, data: { user: null, session: null } });

    const fresh = await lastMail(cloud, wanted);
    const whole = await supabase.auth.verifyOtp({
      type: 'email_change',
      email: wanted,
      token: fresh.code,
    });
    expect(whole.error).toBeNull();
    expect(whole.data.user).toMatchObject({ email: wanted });
    const signedIn = await client(cloud).auth.signInWithPassword({ email: wanted, password });
    expect(signedIn.error).toBeNull();
  });
});

/** What a person does on the provider's page. */
async function passProvider(url: string, email: string): Promise<URL> {
  const page = new URL(url);
  const form = new URLSearchParams({
    provider: page.searchParams.get('provider') ?? '',
    state: page.searchParams.get('state') ?? '',
    email,
    name: 'A person',
  });
  const callback = await locationOf(fetch(url, { method: 'POST', body: form, redirect: 'manual' }));
  return locationOf(fetch(callback, { redirect: 'manual' }));
}

async function startOAuth(supabase: SupabaseClient): Promise<string> {
  const { data } = await supabase.auth.signInWithOAuth({
    provider: 'google',
    options: { redirectTo: 'emulsion://auth/callback', skipBrowserRedirect: true },
  });
  return (await locationOf(fetch(data.url ?? '', { redirect: 'manual' }))).href;
}

describe('another provider', () => {
  it('says that it is a stand-in', async () => {
    const page = await fetch(await startOAuth(client(cloud, 'pkce')));
    expect(await page.text()).toContain('For development only');
  });

  it('signs in by a code that only this client can use, once', async () => {
    const email = newAddress('erin');
    const supabase = client(cloud, 'pkce');
    const target = await passProvider(await startOAuth(supabase), email);
    expect(target.href.startsWith('emulsion://auth/callback')).toBe(true);
    const code = target.searchParams.get('code') ?? '';

    const thief = client(cloud, 'pkce');
    await startOAuth(thief);
    expect((await thief.auth.exchangeCodeForSession(code)).error).toMatchObject({
      status: 400,
      code: 'bad_code_verifier',
    });
    const { data, error } = await supabase.auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, app_metadata: { provider: 'google' } });

    await startOAuth(supabase);
    expect((await supabase.auth.exchangeCodeForSession(code)).error).toMatchObject({
      status: 404,
      code: 'flow_state_not_found',
    });
  });

  it('refuses a forged state', async () => {
    const answer = await fetch(`${cloud.status.API_URL}/auth/v1/callback?code=x&state=forged`, {
      redirect: 'manual',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'bad_oauth_state' });
  });

  it('joins the account that has its address, and can leave it again', async () => {
    const { client: supabase, email, id } = await signedInUser(cloud, 'frank');
    const only = await supabase.auth.getUserIdentities();
    const [alone] = only.data?.identities ?? [];
    if (!alone) throw new Error('no identity');
    expect((await supabase.auth.unlinkIdentity(alone)).error).toMatchObject({
      status: 422,
      code: 'single_identity_not_deletable',
    });

    const linked = await supabase.auth.linkIdentity({
      provider: 'github',
      options: { redirectTo: 'emulsion://auth/callback', skipBrowserRedirect: true },
    });
    await passProvider(linked.data.url ?? '', newAddress('frank-elsewhere'));
    const both = (await supabase.auth.getUserIdentities()).data?.identities ?? [];
    expect(both.map(({ provider }) => provider)).toEqual(['email', 'github']);
    const github = both[1];
    if (!github) throw new Error('no identity');
    expect((await supabase.auth.unlinkIdentity(github)).error).toBeNull();

    const google = client(cloud, 'pkce');
    const target = await passProvider(await startOAuth(google), email);
    const { data } = await google.auth.exchangeCodeForSession(
      target.searchParams.get('code') ?? '',
    );
    expect(data.user?.id).toBe(id);
  });

  it('takes an address from somebody who claimed it without owning it', async () => {
    const email = newAddress('victim');
    const attacker = client(cloud);
    await attacker.auth.signUp({ email, password });
    const owner = client(cloud, 'pkce');
    const target = await passProvider(await startOAuth(owner), email);
    await owner.auth.exchangeCodeForSession(target.searchParams.get('code') ?? '');
    expect((await owner.auth.getUser()).data.user?.email).toBe(email);
    expect((await attacker.auth.signInWithPassword({ email, password })).error).toMatchObject({
      code: 'invalid_credentials',
    });
  });
});

describe('a second factor', () => {
  async function enroll(supabase: SupabaseClient, friendlyName = 'phone') {
    const { data, error } = await supabase.auth.mfa.enroll({ factorType: 'totp', friendlyName });
    if (error) throw error;
    return { id: data.id, totp: new TOTP({ secret: data.totp.secret }), shown: data.totp };
  }

  it('lifts the session, guards the account, and can be given up', async () => {
    const { client: supabase, email } = await signedInUser(cloud, 'grace');
    const factor = await enroll(supabase);
    expect(factor.shown.uri).toMatch(/^otpauth:\/\/totp\//);
    expect(factor.shown.qr_code).toContain('<svg');
    const twice = await supabase.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone' });
    expect(twice.error).toMatchObject({ status: 422, code: 'mfa_factor_name_conflict' });

    const good = factor.totp.generate();
    const bad = good === '000000' ? '000001' : '000000';
    const wrong = await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: bad });
    expect(wrong.error).toMatchObject({ status: 422, code: 'mfa_verification_failed' });
    const right = await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: good });
    expect(right.error).toBeNull();
    const level = await supabase.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(level.data).toMatchObject({ currentLevel: 'aal2', nextLevel: 'aal2' });

    const elsewhere = client(cloud);
    await elsewhere.auth.signInWithPassword({ email, password });
    const half = await elsewhere.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(half.data).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal2' });
    const refused = { code: 'insufficient_aal' };
    const change = await elsewhere.auth.updateUser({ password: 'another horse 2' });
    expect(change.error).toMatchObject({ status: 401, ...refused });
    const leave = await elsewhere.auth.mfa.unenroll({ factorId: factor.id });
    expect(leave.error).toMatchObject({ status: 422, ...refused });

    expect((await supabase.auth.mfa.unenroll({ factorId: factor.id })).error).toBeNull();
    await supabase.auth.refreshSession();
    const after = await supabase.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(after.data).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal1' });
  });

  it('answers a challenge once, and within five minutes', async () => {
    const { client: supabase } = await signedInUser(cloud, 'heidi');
    const factor = await enroll(supabase);
    const challenge = await supabase.auth.mfa.challenge({ factorId: factor.id });
    const challengeId = challenge.data?.id ?? '';
    await cloud.sql`
      update auth.mfa_challenges set created_at = now() - interval '6 minutes'
      where id = ${challengeId}`;
    const late = await supabase.auth.mfa.verify({
      factorId: factor.id,
      challengeId,
      code: factor.totp.generate(),
    });
    expect(late.error).toMatchObject({ status: 422, code: 'mfa_challenge_expired' });
  });
});
