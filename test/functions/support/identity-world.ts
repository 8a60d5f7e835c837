import { createHash, randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { expect } from 'vitest';
import { z } from 'zod';
import { type TestCloud, client, startTestCloud } from '../../cloud/harness.ts';
import { type FirebaseSimulator, startFirebaseSimulator } from '../../simulators/firebase.ts';
import { type JwtIssuer, startJwtIssuer } from '../../simulators/jwt-issuer.ts';
import { type OidcIssuer, oidcClient, startOidcIssuer } from './oidc-issuer.ts';

const companyIssuer = 'urn:example:company';

/** What the app sends to be let in. */
export interface Proof {
  readonly provider: string;
  readonly token: string;
  readonly nonce?: string;
}

/** The real cloud with the real function, and an issuer of each kind on this machine. */
export interface IdentityWorld {
  readonly cloud: TestCloud;
  readonly oidc: OidcIssuer;
  readonly firebase: FirebaseSimulator;
  readonly company: JwtIssuer;
  /** Signs as well as the company, and is known to nobody. */
  readonly stranger: JwtIssuer;
  post(path: string, body: object, token?: string): Promise<Response>;
  /** Exchanges a proof and spends what is answered, as the app does. */
  signIn(proof: Proof): ReturnType<typeof spend>;
  oidcProof(login: string): Promise<Proof>;
  companyProof(change?: Readonly<Record<string, unknown>>): Promise<Proof>;
  stop(): Promise<void>;
}

export async function refusal(asked: Promise<Response>): Promise<readonly [number, unknown]> {
  const answer = await asked;
  const body = z.object({ code: z.string().optional() }).parse(await answer.json());
  return [answer.status, body.code];
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

export const hashOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');

/** A token as the company signs it, with changes. */
export function companyClaims(
  nonce: string,
  change: Readonly<Record<string, unknown>> = {},
): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: companyIssuer,
    aud: 'emulsion',
    sub: 'ada',
    iat: now,
    exp: now + 300,
    nonce: hashOf(nonce),
    ...change,
  };
}

const ticketSchema = z.object({ token_hash: z.string(), type: z.literal('magiclink') });
const userSchema = z.looseObject({ id: z.string(), email: z.string() });

async function spend(cloud: TestCloud, answer: Response) {
  const text = await answer.text();
  expect({ status: answer.status, text }).toMatchObject({ status: 200 });
  const supabase = client(cloud);
  const { data, error } = await supabase.auth.verifyOtp(ticketSchema.parse(JSON.parse(text)));
  expect(error).toBeNull();
  return { supabase, user: userSchema.parse(data.user) };
}

export async function startIdentityWorld(): Promise<IdentityWorld> {
  const oidc = await startOidcIssuer();
  const firebase = await startFirebaseSimulator();
  const company = await startJwtIssuer('ES256');
  const stranger = await startJwtIssuer('ES256');
  const jwt = {
    kind: 'jwt',
    name: 'Company',
    audience: 'emulsion',
    sign_in_url: 'https://company.example/emulsion',
  };
  const providers = [
    {
      id: 'sso',
      name: 'Sign-on',
      kind: 'oidc',
      preset: 'clerk',
      issuer: oidc.issuer,
      client_id: oidcClient,
    },
    {
      id: 'firebase',
      name: 'Firebase',
      kind: 'firebase',
      project_id: firebase.projectId,
      api_key: firebase.apiKey,
      identity_toolkit_url: firebase.http.url,
      keys_url: firebase.keysUrl,
    },
    { ...jwt, id: 'company', issuer: companyIssuer, jwks_url: company.jwksUrl },
    { ...jwt, id: 'gone', issuer: 'urn:example:gone', jwks_url: 'http://127.0.0.1:9/keys' },
    ...['honest', 'impostor', 'careless', 'endless', 'vague'].map((id) => ({
      id,
      name: id,
      kind: 'oidc',
      issuer: `${company.http.url}/${id}`,
      client_id: 'emulsion',
    })),
    {
      ...jwt,
      id: 'moved',
      issuer: 'urn:example:moved',
      jwks_url: `${company.http.url}/moved-keys`,
    },
  ];
  const cloud = await startTestCloud({
    secrets: { IDENTITY_PROVIDERS: JSON.stringify(providers) },
  });

  function post(path: string, body: object, token?: string): Promise<Response> {
    return fetch(`${cloud.status.API_URL}/functions/v1/identity/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  }

  return {
    cloud,
    oidc,
    firebase,
    company,
    stranger,
    post,
    signIn: async (proof) => spend(cloud, await post('exchange', proof)),
    async oidcProof(login) {
      const nonce = newSecret();
      return { provider: 'sso', token: await oidc.signIn(login, { nonce: hashOf(nonce) }), nonce };
    },
    async companyProof(change = {}) {
      const nonce = newSecret();
      const token = await company.keys.sign(companyClaims(nonce, change));
      return { provider: 'company', token, nonce };
    },
    async stop() {
      await cloud.stop();
      await oidc.close();
      for (const { http } of [firebase, company, stranger]) await http.close();
    },
  };
}
