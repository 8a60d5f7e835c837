import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { z } from 'zod';

/** Somebody whom the issuer knows. */
export interface Person {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

export interface OidcIssuer {
  readonly issuer: string;
  /** Who can sign in, by their name at the issuer. */
  readonly people: Map<string, Person>;
  /** Signs in as a browser and a native app would: code, PKCE, state. Gives the ID token. */
  signIn(
    login: string,
    request: { readonly nonce: string; readonly client?: string },
  ): Promise<string>;
  /** What a person does who signs in at this page of the issuer. Gives the address they end up at. */
  passPages(page: string, login: string): Promise<URL>;
  close(): Promise<void>;
}

export const oidcClient = 'emulsion-desktop';
const otherClient = 'somebody-else';
const redirectUri = 'http://127.0.0.1/callback';
const deepLink = 'emulsion://auth/callback';

/** Keeps cookies by name and follows redirects until they leave the issuer. */
function createBrowser(origin: string) {
  const cookies = new Map<string, string>();
  return async function open(url: string, form?: Record<string, string>): Promise<Response | URL> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) return answer;
    const target = new URL(location, url);
    return target.origin === origin ? open(target.href) : target;
  };
}

/** A certified OpenID provider on a port of its own, with the pages it has for development. */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const client = (id: string) => ({
    client_id: id,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    redirect_uris: [redirectUri, deepLink],
  });
  const provider = new Provider(issuer, {
    clients: [client(oidcClient), client(otherClient)],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // As Clerk and Auth0 do: the ID token says them too.
    conformIdTokenClaims: false,
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));

  async function passPages(start: string, login: string): Promise<URL> {
    const open = createBrowser(issuer);
    let page = await open(start);
    for (const form of [{ prompt: 'login', login, password: 'x' }, { prompt: 'consent' }]) {
      if (page instanceof Response) page = await open(page.url, form);
    }
    if (page instanceof Response) throw new Error(`Still at the issuer: ${await page.text()}`);
    return page;
  }

  return {
    issuer,
    people,
    passPages,
    async signIn(login, { nonce, client: clientId = oidcClient }) {
      const verifier = randomBytes(32).toString('base64url');
      const state = randomBytes(16).toString('base64url');
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const page = await passPages(`${issuer}/auth?${query}`, login);
      if (page.searchParams.get('state') !== state) throw new Error(`Not our state: ${page.href}`);
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          code: page.searchParams.get('code') ?? '',
          redirect_uri: redirectUri,
          code_verifier: verifier,
        }),
      });
      return z.object({ id_token: z.string() }).parse(await answer.json()).id_token;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
