import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FirebaseSimulator, startFirebaseSimulator } from './firebase.ts';

let firebase: FirebaseSimulator;
beforeAll(async () => {
  firebase = await startFirebaseSimulator();
  firebase.addUser({ email: 'ada@example.com', password: 'lovelace', displayName: 'Ada' });
  firebase.addUser({ email: 'eve@example.com', password: 'apples', disabled: true });
});
afterAll(() => firebase.http.close());

const signedInSchema = z.object({
  localId: z.string(),
  idToken: z.string(),
  refreshToken: z.string(),
  expiresIn: z.literal('3600'),
});
const errorSchema = z.object({ error: z.object({ code: z.number(), message: z.string() }) });

function ask(method: string, body: object, key = firebase.apiKey): Promise<Response> {
  return fetch(`${firebase.http.url}/v1/accounts:${method}?key=${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ returnSecureToken: true, ...body }),
  });
}

function refresh(fields: Record<string, string>): Promise<Response> {
  return fetch(`${firebase.http.url}/v1/token?key=${firebase.apiKey}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
}

async function refusal(asked: Promise<Response>): Promise<readonly [number, string]> {
  const answer = await asked;
  return [answer.status, errorSchema.parse(await answer.json()).error.message];
}

const ada = { email: 'ada@example.com', password: 'lovelace' };

async function verify(token: string) {
  return jwtVerify(token, createLocalJWKSet({ keys: [...firebase.keys.jwks().keys] }), {
    issuer: `https://securetoken.google.com/${firebase.projectId}`,
    audience: firebase.projectId,
    algorithms: ['RS256'],
  });
}

describe('the Firebase simulator', () => {
  it('signs in, and its published keys verify the token', async () => {
    const answer = signedInSchema.parse(await (await ask('signInWithPassword', ada)).json());
    const published = z.object({ keys: z.array(z.object({ kid: z.string() })) });
    const keys = published.parse(await (await fetch(firebase.keysUrl)).json());
    expect(keys.keys).toHaveLength(1);
    const { payload } = await verify(answer.idToken);
    expect(payload).toMatchObject({ sub: answer.localId, email: ada.email, name: 'Ada' });
  });

  it('signs up, once', async () => {
    const bob = { email: 'bob@example.com', password: 'builder' };
    expect((await ask('signUp', bob)).status).toBe(200);
    expect(await refusal(ask('signUp', bob))).toEqual([400, 'EMAIL_EXISTS']);
    expect((await ask('signInWithPassword', bob)).status).toBe(200);
  });

  it('refreshes a token, and keeps the time of the sign-in', async () => {
    const first = signedInSchema.parse(await (await ask('signInWithPassword', ada)).json());
    const answer = await refresh({
      grant_type: 'refresh_token',
      refresh_token: first.refreshToken,
    });
    const { id_token: token } = z.object({ id_token: z.string() }).parse(await answer.json());
    expect(decodeJwt(token)['auth_time']).toBe(decodeJwt(first.idToken)['auth_time']);
  });

  it('rotates its keys', async () => {
    const before = signedInSchema.parse(await (await ask('signInWithPassword', ada)).json());
    await firebase.keys.rotate('keep');
    await verify(before.idToken);
    await firebase.keys.rotate('drop');
    await expect(verify(before.idToken)).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
    const after = signedInSchema.parse(await (await ask('signInWithPassword', ada)).json());
    await verify(after.idToken);
  });

  it.each([
    [
      'a wrong password',
      () => ask('signInWithPassword', { ...ada, password: 'x' }),
      'INVALID_LOGIN_CREDENTIALS',
    ],
    [
      'somebody unknown',
      () => ask('signInWithPassword', { ...ada, email: 'x@example.com' }),
      'INVALID_LOGIN_CREDENTIALS',
    ],
    [
      'an account that was closed',
      () => ask('signInWithPassword', { email: 'eve@example.com', password: 'apples' }),
      'USER_DISABLED',
    ],
    [
      'a short password',
      () => ask('signUp', { email: 'c@example.com', password: 'short' }),
      'WEAK_PASSWORD : Password should be at least 6 characters',
    ],
    [
      'a refresh token of nobody',
      () => refresh({ grant_type: 'refresh_token', refresh_token: 'x' }),
      'INVALID_REFRESH_TOKEN',
    ],
  ] as const)('answers to %s', async (_name, asked, message) => {
    expect(await refusal(asked())).toEqual([400, message]);
    expect(firebase.http.violations).toEqual([]);
  });
});

describe('the contract of the Firebase simulator refuses', () => {
  const wrongKey = 'API key not valid. Please pass a valid API key.';
  it.each([
    ['another key', () => ask('signInWithPassword', ada, 'AIza'), wrongKey, /API key/],
    ['no address', () => ask('signInWithPassword', { password: 'x' }), 'INVALID_EMAIL', /email/],
    ['what is no address', () => ask('signUp', { ...ada, email: 'ada' }), 'INVALID_EMAIL', /email/],
    [
      'no password',
      () => ask('signInWithPassword', { email: ada.email }),
      'MISSING_PASSWORD',
      /password/,
    ],
    [
      'a token that is not asked for',
      () => ask('signInWithPassword', { ...ada, returnSecureToken: false }),
      'INVALID_ARGUMENT',
      /returnSecureToken/,
    ],
    [
      'an unknown field',
      () => ask('signInWithPassword', { ...ada, username: 'ada' }),
      'INVALID_ARGUMENT',
      /username/,
    ],
    [
      'another grant',
      () => refresh({ grant_type: 'password', refresh_token: 'x' }),
      'INVALID_GRANT_TYPE',
      /grant_type/,
    ],
    [
      'no refresh token',
      () => refresh({ grant_type: 'refresh_token' }),
      'MISSING_REFRESH_TOKEN',
      /refresh_token/,
    ],
  ] as const)('%s', async (...[, asked, message, detail]) => {
    expect(await refusal(asked())).toEqual([400, message]);
    expect(firebase.http.violations.at(-1)?.detail).toMatch(detail);
  });

  it('JSON where a form belongs, and a form where JSON does', async () => {
    const url = `${firebase.http.url}/v1`;
    const json = { 'content-type': 'application/json' };
    const key = `?key=${firebase.apiKey}`;
    const asJson = fetch(`${url}/token${key}`, { method: 'POST', headers: json, body: '{"a":1}' });
    expect(await refusal(asJson)).toEqual([400, 'INVALID_REQ_TYPE']);
    const asForm = fetch(`${url}/accounts:signUp${key}`, {
      method: 'POST',
      body: new URLSearchParams(ada),
    });
    expect(await refusal(asForm)).toEqual([400, 'INVALID_REQ_TYPE']);
    expect((await refusal(ask('delete', ada)))[0]).toBe(404);
  });
});
