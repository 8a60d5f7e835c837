import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  client,
  lastMail,
  mailsTo,
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

describe('signing up', () => {
  it('asks for a confirmation before the password opens the door', async () => {
    const email = newAddress('ada');
    const supabase = client(cloud);
    const signedUp = await supabase.auth.signUp({ email, password, options: { data: { n: 1 } } });
    expect(signedUp.error).toBeNull();
    expect(signedUp.data.session).toBeNull();
    expect(signedUp.data.user).toMatchObject({ email, user_metadata: { n: 1 } });

    const early = await supabase.auth.signInWithPassword({ email, password });
    expect(early.error).toMatchObject({ status: 400, code: 'email_not_confirmed' });

    const { code } = await lastMail(cloud, email);
    const confirmed = await supabase.auth.verifyOtp({ type: 'signup', email, token: code });
    expect(confirmed.error).toBeNull();
    expect(confirmed.data.session?.user.email_confirmed_at).toBeTruthy();

    const again = await client(cloud).auth.signInWithPassword({ email, password });
    expect(again.error).toBeNull();
    expect(again.data.session).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
  });

  it('lets a code work once, and no other', async () => {
    const email = newAddress('once');
    const supabase = client(cloud);
    await supabase.auth.signUp({ email, password });
    const { code } = await lastMail(cloud, email);
    const wrong = code === '000000' ? '000001' : '000000';
    const refused = { status: 403, code: 'otp_expired' };
    const guessed = await supabase.auth.verifyOtp({ type: 'signup', email, token: wrong });
    expect(guessed.error).toMatchObject(refused);
    const first = await supabase.auth.verifyOtp({ type: 'signup', email, token: code });
    expect(first.error).toBeNull();
    const second = await supabase.auth.verifyOtp({ type: 'signup', email, token: code });
    expect(second.error).toMatchObject(refused);
  });

  it('refuses a weak password with its reasons', async () => {
    const { error } = await client(cloud).auth.signUp({ email: newAddress('w'), password: 'abc' });
    expect(error).toMatchObject({
      status: 422,
      code: 'weak_password',
      reasons: ['length', 'characters'],
    });
  });

  it('does not say whether an address is taken', async () => {
    const { email } = await signedInUser(cloud, 'taken');
    const again = await client(cloud).auth.signUp({ email, password });
    expect(again.error).toBeNull();
    expect(again.data.user?.identities).toEqual([]);
    expect(await mailsTo(cloud, email)).toEqual([]);
  });

  it('sends no second mail within a second', async () => {
    const email = newAddress('hasty');
    const supabase = client(cloud);
    await supabase.auth.signUp({ email, password });
    const { error } = await supabase.auth.resend({ type: 'signup', email });
    expect(error).toMatchObject({ status: 429, code: 'over_email_send_rate_limit' });
    expect(await mailsTo(cloud, email)).toHaveLength(1);
  });
});

describe('a password', () => {
  it('is refused alike when it is wrong and when nobody has the address', async () => {
    const { email } = await signedInUser(cloud, 'bob');
    const refused = { status: 400, code: 'invalid_credentials' };
    const supabase = client(cloud);
    const wrong = await supabase.auth.signInWithPassword({ email, password: 'wrong password 1' });
    expect(wrong.error).toMatchObject(refused);
    const nobody = await supabase.auth.signInWithPassword({
      email: newAddress('nobody'),
      password,
    });
    expect(nobody.error).toMatchObject(refused);
  });

  it('changes to another one, and ends the other sessions', async () => {
    const { client: supabase, email } = await signedInUser(cloud, 'carol');
    const other = client(cloud);
    await other.auth.signInWithPassword({ email, password });

    const same = await supabase.auth.updateUser({ password });
    expect(same.error).toMatchObject({ status: 422, code: 'same_password' });
    const changed = await supabase.auth.updateUser({ password: 'another horse 2' });
    expect(changed.error).toBeNull();

    expect((await other.auth.getUser()).error).toMatchObject({ name: 'AuthSessionMissingError' });
    expect((await supabase.auth.getUser()).error).toBeNull();
    const old = await client(cloud).auth.signInWithPassword({ email, password });
    expect(old.error).toMatchObject({ code: 'invalid_credentials' });
  });

  it('needs a code to change once the session is a day old', async () => {
    const { client: supabase, email, id } = await signedInUser(cloud, 'dave');
    await cloud.sql`
      update auth.sessions set created_at = now() - interval '25 hours' where user_id = ${id}`;
    const update = { password: 'another horse 2' };
    const bare = await supabase.auth.updateUser(update);
    expect(bare.error).toMatchObject({ status: 400, code: 'reauthentication_needed' });
    const wrong = await supabase.auth.updateUser({ ...update, nonce: 'x' });
    expect(wrong.error).toMatchObject({ status: 422, code: 'reauthentication_not_valid' });

    expect((await supabase.auth.reauthenticate()).error).toBeNull();
    const { code } = await lastMail(cloud, email);
    const changed = await supabase.auth.updateUser({ ...update, nonce: code });
    expect(changed.error).toBeNull();
  });

  it('is reset by a link', async () => {
    const { email } = await signedInUser(cloud, 'erin');
    const supabase = client(cloud, 'pkce');
    const asked = await supabase.auth.resetPasswordForEmail(email, {
      redirectTo: 'emulsion://auth/callback',
    });
    expect(asked.error).toBeNull();
    const { link, kind } = await lastMail(cloud, email);
    expect(kind).toBe('recovery');
    const answer = await fetch(link ?? '', { redirect: 'manual' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect(target.protocol).toBe('emulsion:');
    const { data, error } = await supabase.auth.exchangeCodeForSession(
      target.searchParams.get('code') ?? '',
    );
    expect(error).toBeNull();
    expect(data.session?.user.email).toBe(email);
    expect((await supabase.auth.updateUser({ password: 'another horse 2' })).error).toBeNull();
  });
});
