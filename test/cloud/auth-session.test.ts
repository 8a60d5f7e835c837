import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  client,
  password,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(() => cloud.stop());

async function sessionOf(supabase: Awaited<ReturnType<typeof signedInUser>>['client']) {
  const { data } = await supabase.auth.getSession();
  if (!data.session) throw new Error('nobody is signed in');
  return data.session;
}

/** Refreshes as a client would that has just this token. */
async function refresh(token: string) {
  return client(cloud).auth.refreshSession({ refresh_token: token });
}

describe('an access token', () => {
  it('is signed with ES256 and says who, how and until when', async () => {
    const { client: supabase, email, id } = await signedInUser(cloud, 'ada');
    const { access_token: token } = await sessionOf(supabase);
    const keys = createRemoteJWKSet(
      new URL(`${cloud.status.API_URL}/auth/v1/.well-known/jwks.json`),
    );
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: `${cloud.status.API_URL}/auth/v1`,
      audience: 'authenticated',
    });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      sub: id,
      email,
      role: 'authenticated',
      aal: 'aal1',
      is_anonymous: false,
      amr: [{ method: 'password' }],
    });
    const claims = await supabase.auth.getClaims();
    expect(claims.data?.claims.sub).toBe(id);
  });

  it('is refused in each of its wrong forms', async () => {
    const { client: supabase } = await signedInUser(cloud, 'bob');
    const { access_token: token } = await sessionOf(supabase);
    const [head = '', body = '', signature = ''] = token.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const promoted = encode({ ...decodeJwt(token), role: 'service_role' });
    const forgeries = [
      `${head}.${promoted}.${signature}`,
      `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
      `${encode({ alg: 'HS256', typ: 'JWT' })}.${body}.${signature}`,
      'nonsense',
    ];
    for (const forged of forgeries) {
      const { error } = await supabase.auth.getUser(forged);
      expect(error).toMatchObject({ status: 403, code: 'bad_jwt' });
      const rest = await fetch(`${cloud.status.API_URL}/rest/v1/`, {
        headers: { apikey: cloud.status.ANON_KEY, authorization: `Bearer ${forged}` },
      });
      expect(rest.status).toBe(401);
    }
    const none = await fetch(`${cloud.status.API_URL}/auth/v1/user`, {
      headers: { apikey: cloud.status.ANON_KEY, 'x-supabase-api-version': '2024-01-01' },
    });
    expect(none.status).toBe(401);
    expect(none.headers.get('x-sb-error-code')).toBe('no_authorization');
  });
});

describe('a refresh token', () => {
  it('becomes a new session, which keeps its id', async () => {
    const { client: supabase } = await signedInUser(cloud, 'carol');
    const before = await sessionOf(supabase);
    const { data, error } = await supabase.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(before.refresh_token);
    const id = (token: string) => decodeJwt(token)['session_id'];
    expect(id(data.session?.access_token ?? '')).toBe(id(before.access_token));
  });

  it('gives the same answer again to a client that did not hear it', async () => {
    const { client: supabase, id } = await signedInUser(cloud, 'dave');
    const { refresh_token: token } = await sessionOf(supabase);
    const first = await refresh(token);
    await cloud.sql`
      update auth.refresh_tokens set updated_at = now() - interval '1 hour'
      where user_id = ${id} and revoked`;
    const second = await refresh(token);
    expect(second.data.session?.refresh_token).toBe(first.data.session?.refresh_token);
  });

  it('ends its family when it is used again later', async () => {
    const { client: supabase, id } = await signedInUser(cloud, 'erin');
    const { refresh_token: first } = await sessionOf(supabase);
    const second = (await refresh(first)).data.session?.refresh_token ?? '';
    const third = (await refresh(second)).data.session?.refresh_token ?? '';

    await cloud.sql`
      update auth.refresh_tokens set updated_at = now() - interval '11 seconds'
      where user_id = ${id} and revoked`;
    const used = { status: 400, code: 'refresh_token_already_used' };
    expect((await refresh(first)).error).toMatchObject(used);

    // The revocation was committed although the request failed.
    const [alive] = await cloud.sql<{ count: number }[]>`
      select count(*)::int as count from auth.refresh_tokens
      where user_id = ${id} and not revoked`;
    expect(alive?.count).toBe(0);
    await cloud.sql`
      update auth.refresh_tokens set updated_at = now() - interval '11 seconds'
      where user_id = ${id}`;
    expect((await refresh(third)).error).toMatchObject(used);
  });

  it('still works for ten seconds after it was used', async () => {
    const { client: supabase } = await signedInUser(cloud, 'slow');
    const { refresh_token: first } = await sessionOf(supabase);
    const second = (await refresh(first)).data.session?.refresh_token ?? '';
    await refresh(second);
    expect((await refresh(first)).error).toBeNull();
  });

  it('that nobody issued is not found', async () => {
    expect((await refresh('made-up')).error).toMatchObject({
      status: 400,
      code: 'refresh_token_not_found',
    });
  });

  it('used by ten clients at once gives one family', async () => {
    const { client: supabase, id } = await signedInUser(cloud, 'frank');
    const { refresh_token: token } = await sessionOf(supabase);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(token)));
    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => null));
    const tokens = new Set(answers.map(({ data }) => data.session?.refresh_token));
    expect(tokens.size).toBe(1);
    const rows = await cloud.sql`select from auth.refresh_tokens where user_id = ${id}`;
    expect(rows).toHaveLength(2);
  });
});

describe('signing out', () => {
  const gone = { name: 'AuthSessionMissingError' };

  async function twoSessions(name: string) {
    const first = await signedInUser(cloud, name);
    const second = client(cloud);
    await second.auth.signInWithPassword({ email: first.email, password });
    const session = await sessionOf(second);
    return { first: first.client, second, token: session.access_token };
  }

  it('ends this session alone, the others, or all', async () => {
    const local = await twoSessions('local');
    expect((await local.second.auth.signOut({ scope: 'local' })).error).toBeNull();
    expect((await client(cloud).auth.getUser(local.token)).error).toMatchObject(gone);
    expect((await local.first.auth.getUser()).error).toBeNull();

    const others = await twoSessions('others');
    expect((await others.first.auth.signOut({ scope: 'others' })).error).toBeNull();
    expect((await client(cloud).auth.getUser(others.token)).error).toMatchObject(gone);
    expect((await others.first.auth.getUser()).error).toBeNull();

    const all = await twoSessions('all');
    expect((await all.first.auth.signOut()).error).toBeNull();
    expect((await client(cloud).auth.getUser(all.token)).error).toMatchObject(gone);
  });
});

describe('an admin', () => {
  it('lists, changes, bans and deletes users', async () => {
    const admin = serviceClient(cloud).auth.admin;
    const { client: supabase, email, id } = await signedInUser(cloud, 'grace');
    const listed = await admin.listUsers({ page: 1, perPage: 2 });
    expect(listed.data.users).toHaveLength(2);
    expect(listed.data).toMatchObject({ nextPage: 2 });

    const changed = await admin.updateUserById(id, { app_metadata: { plan: 'pro' } });
    expect(changed.data.user?.app_metadata).toMatchObject({ plan: 'pro', provider: 'email' });
    await supabase.auth.refreshSession();
    expect((await supabase.auth.getClaims()).data?.claims.app_metadata).toMatchObject({
      plan: 'pro',
    });

    await admin.updateUserById(id, { ban_duration: '1h' });
    const banned = await client(cloud).auth.signInWithPassword({ email, password });
    expect(banned.error).toMatchObject({ code: 'user_banned' });

    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error).toMatchObject({
      status: 404,
      code: 'user_not_found',
    });
  });

  it('is nobody with an ordinary token', async () => {
    const { client: supabase } = await signedInUser(cloud, 'heidi');
    const { access_token: token } = await sessionOf(supabase);
    const answer = await fetch(`${cloud.status.API_URL}/auth/v1/admin/users`, {
      headers: { apikey: cloud.status.ANON_KEY, authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'not_admin' });
  });

  it('makes links that sign in', async () => {
    const { email } = await signedInUser(cloud, 'ivan');
    const made = await serviceClient(cloud).auth.admin.generateLink({ type: 'magiclink', email });
    const hash = made.data.properties?.hashed_token ?? '';
    const { data, error } = await client(cloud).auth.verifyOtp({
      type: 'magiclink',
      token_hash: hash,
    });
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
  });
});
