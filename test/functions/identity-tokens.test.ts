import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newAddress, startLimitMs } from '../cloud/harness.ts';
import {
  type IdentityWorld,
  companyClaims,
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

describe('a company with tokens of its own', () => {
  const now = () => Math.floor(Date.now() / 1000);

  it('signs in', async () => {
    const email = newAddress('employee');
    const proof = await world.companyProof({ email, email_verified: true, name: 'Ada' });
    expect((await world.signIn(proof)).user.email).toBe(email);
  });

  it.each([
    ['another audience', () => world.companyProof({ aud: 'another-app' })],
    ['another issuer', () => world.companyProof({ iss: 'urn:example:other' })],
    ['a token that has ended', () => world.companyProof({ exp: now() - 120 })],
    [
      'a token from tomorrow',
      () => world.companyProof({ iat: now() + 86_400, exp: now() + 90_000 }),
    ],
    ['a token from an hour ago', () => world.companyProof({ iat: now() - 3600 })],
    ['a token without an end', () => world.companyProof({ exp: undefined })],
    ['a token of nobody', () => world.companyProof({ sub: '' })],
    [
      'a token of somebody with an endless name',
      () => world.companyProof({ sub: 'x'.repeat(256) }),
    ],
    [
      'an access token',
      async () => {
        const nonce = newSecret();
        const token = await world.company.keys.sign(companyClaims(nonce), { typ: 'at+jwt' });
        return { provider: 'company', token, nonce };
      },
    ],
    [
      'a token without a signature',
      async () => {
        const nonce = newSecret();
        return {
          provider: 'company',
          token: new UnsecuredJWT(companyClaims(nonce)).encode(),
          nonce,
        };
      },
    ],
    [
      'a token that is signed with the public key as a secret',
      async () => {
        const nonce = newSecret();
        const [key] = world.company.keys.jwks().keys;
        const token = await new SignJWT(companyClaims(nonce))
          .setProtectedHeader({ alg: 'HS256', kid: key?.kid ?? '', typ: 'JWT' })
          .sign(new TextEncoder().encode(JSON.stringify(key)));
        return { provider: 'company', token, nonce };
      },
    ],
    [
      'a token that somebody else signed under its name',
      async () => {
        const nonce = newSecret();
        const token = await world.stranger.keys.sign(companyClaims(nonce), {
          kid: world.company.keys.jwks().keys[0]?.kid ?? '',
        });
        return { provider: 'company', token, nonce };
      },
    ],
    [
      'a token that brings its own key',
      async () => {
        const nonce = newSecret();
        const [jwk] = world.stranger.keys.jwks().keys;
        const token = await world.stranger.keys.sign(companyClaims(nonce), { jwk } as never);
        return { provider: 'company', token, nonce };
      },
    ],
    [
      'a token of another provider',
      async () => ({ ...(await world.oidcProof('ada')), provider: 'company' }),
    ],
    [
      'no token at all',
      () => Promise.resolve({ provider: 'company', token: 'x', nonce: newSecret() }),
    ],
  ] as const)('does not let in %s', async (_name, make) => {
    expect(await refusal(world.post('exchange', await make()))).toEqual([401, 'invalid_token']);
  });

  it.each([
    ['for us and others', ['emulsion', 'other'], 'emulsion', 200],
    ['for others too, and asked for by them', ['emulsion', 'other'], 'other', 401],
    ['for others too, and asked for by nobody', ['emulsion', 'other'], undefined, 401],
    ['for us, and asked for by others', 'emulsion', 'other', 401],
  ] as const)(
    'names whom its tokens are for, as an OpenID provider: %s',
    async (...[, aud, azp, status]) => {
      const iss = `${world.company.http.url}/honest`;
      const { token, nonce } = await world.companyProof({ iss, aud, ...(azp ? { azp } : {}) });
      const answer = await world.post('exchange', { provider: 'honest', token, nonce });
      expect(answer.status).toBe(status);
    },
  );

  it('is not asked again and again for keys that nobody knows', async () => {
    const asked = () => world.company.http.requests.filter(({ path }) => path === '/keys').length;
    const before = asked();
    for (let n = 0; n < 8; n += 1) {
      const nonce = newSecret();
      const token = await world.stranger.keys.sign(companyClaims(nonce), { kid: `unknown-${n}` });
      await world.post('exchange', { provider: 'company', token, nonce });
    }
    expect(asked() - before).toBeLessThanOrEqual(1);
  });

  it('may be out of reach, or lead elsewhere', async () => {
    for (const provider of ['gone', 'moved', 'impostor', 'careless', 'endless', 'vague']) {
      const proof = { ...(await world.companyProof({ iss: `urn:example:${provider}` })), provider };
      expect(await refusal(world.post('exchange', proof))).toEqual([502, 'provider_unreachable']);
    }
  });
});
