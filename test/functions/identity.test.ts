import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signedInUser, startLimitMs } from '../cloud/harness.ts';
import { oidcClient } from './support/oidc-issuer.ts';
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

describe('another way into an account', () => {
  it('is linked by who has just signed in', async () => {
    const ada = await signedInUser(world.cloud, 'linker');
    const { data } = await ada.client.auth.getSession();
    const proof = await world.companyProof({
      sub: 'linked',
      email: ada.email,
      email_verified: true,
    });
    expect(await refusal(world.post('exchange', proof))).toEqual([409, 'email_taken']);
    const linked = await world.post('link', proof, data.session?.access_token);
    expect(linked.status).toBe(200);
    expect((await world.signIn(await world.companyProof({ sub: 'linked' }))).user.id).toBe(ada.id);

    const other = await signedInUser(world.cloud, 'other');
    const theirs = (await other.client.auth.getSession()).data.session?.access_token;
    const stolen = world.post('link', await world.companyProof({ sub: 'linked' }), theirs);
    expect(await refusal(stolen)).toEqual([409, 'identity_taken']);
  });

  it('needs a session that is alive, young, and has its second factor', async () => {
    const bob = await signedInUser(world.cloud, 'bob');
    const token = (await bob.client.auth.getSession()).data.session?.access_token;
    const link = async () =>
      refusal(world.post('link', await world.companyProof({ sub: 'bob' }), token));
    expect(await refusal(world.post('link', {}))).toEqual([401, 'no_authorization']);
    expect(await refusal(world.post('link', {}, world.cloud.status.ANON_KEY))).toEqual([
      401,
      'bad_token',
    ]);
    const nonce = newSecret();
    const forged = await world.company.keys.sign(companyClaims(nonce));
    expect(await refusal(world.post('link', {}, forged))).toEqual([401, 'bad_token']);

    await world.cloud.sql`
      insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
      values (gen_random_uuid(), ${bob.id}, 'totp', 'verified', now(), now())`;
    expect(await link()).toEqual([403, 'second_factor_required']);
    await world.cloud.sql`delete from auth.mfa_factors where user_id = ${bob.id}`;
    await world.cloud.sql`
      update auth.mfa_amr_claims set updated_at = now() - interval '16 minutes'
      where session_id in (select id from auth.sessions where user_id = ${bob.id})`;
    await bob.client.auth.refreshSession();
    const old = (await bob.client.auth.getSession()).data.session?.access_token;
    expect(
      await refusal(world.post('link', await world.companyProof({ sub: 'bob' }), old)),
    ).toEqual([403, 'reauthentication_needed']);
    await bob.client.auth.signOut({ scope: 'global' });
    expect(await link()).toEqual([401, 'session_ended']);
  });
});

describe('the function identity', () => {
  it('says which providers there are, and nothing secret', async () => {
    const url = `${world.cloud.status.API_URL}/functions/v1/identity/providers`;
    const { providers } = z
      .object({ providers: z.array(z.record(z.string(), z.unknown())) })
      .parse(await (await fetch(url)).json());
    expect(providers.slice(0, 3)).toEqual([
      {
        id: 'sso',
        name: 'Sign-on',
        kind: 'oidc',
        issuer: world.oidc.issuer,
        client_id: oidcClient,
        scopes: ['openid', 'email', 'profile'],
      },
      {
        id: 'firebase',
        name: 'Firebase',
        kind: 'firebase',
        api_key: world.firebase.apiKey,
        identity_toolkit_url: world.firebase.http.url,
      },
      {
        id: 'company',
        name: 'Company',
        kind: 'jwt',
        sign_in_url: 'https://company.example/emulsion',
      },
    ]);
  });

  it('refuses what is no request', async () => {
    const proof = await world.companyProof();
    const asked = [
      [world.post('exchange', {}), 400, 'invalid_request'],
      [world.post('exchange', { ...proof, nonce: 'short' }), 400, 'invalid_request'],
      [world.post('exchange', { ...proof, token: 'x'.repeat(20_000) }), 400, 'invalid_request'],
      [world.post('exchange', { ...proof, token: 'x'.repeat(70_000) }), 413, 'too_large'],
      [world.post('exchange', { ...proof, provider: 'nobody' }), 404, 'unknown_provider'],
      [world.post('elsewhere', {}), 404, 'not_found'],
    ] as const;
    for (const [answer, status, code] of asked) {
      expect(await refusal(answer)).toEqual([status, code]);
    }
  });

  it('slows down who asks too often, and fails closed', async () => {
    const url = `${world.cloud.status.API_URL}/functions/v1/identity/exchange`;
    const answers = [];
    for (let n = 0; n < 12; n += 1) {
      // Whatever a client says of its address itself.
      const headers = { 'x-forwarded-for': `192.0.2.${n}`, 'cf-connecting-ip': `192.0.2.${n}` };
      answers.push(await fetch(url, { method: 'POST', headers }));
    }
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(400));
    expect(answers.at(-1)?.status).toBe(429);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);

    await world.cloud.sql`alter function public.rate_limit_take rename to rate_limit_gone`;
    try {
      const proof = await world.companyProof();
      expect(await refusal(world.post('exchange', proof))).toEqual([503, 'unavailable']);
    } finally {
      await world.cloud.sql`alter function public.rate_limit_gone rename to rate_limit_take`;
    }
  });
});
