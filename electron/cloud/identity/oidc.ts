import { z } from 'zod';
import { fail } from '../../contract/app-error.ts';
import { askIssuer, expectAnswer } from './ask-issuer.ts';
import { type BrowserProvider, hashOf, newSecret } from './identity-provider.ts';

export const oidcSettingsSchema = z
  .object({
    kind: z.literal('oidc'),
    id: z.string().min(1).max(60),
    name: z.string().min(1).max(60),
    issuer: z.url({ protocol: /^https?$/ }),
    client_id: z.string().min(1).max(400),
    scopes: z.array(z.string().min(1).max(100)).min(1).max(20),
  })
  .readonly();
type OidcSettings = z.infer<typeof oidcSettingsSchema>;

const endpoint = z.url({ protocol: /^https?$/ });
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
});

const tokensSchema = z.object({ id_token: z.string().min(1).max(12_000) });

export interface OidcOptions {
  readonly settings: OidcSettings;
  /** Where the issuer sends the browser back to. */
  readonly redirect: string;
  readonly fetch: typeof fetch;
}

/**
 * OpenID Connect's code flow with PKCE, for a client without a secret (OpenID Connect Core 3.1,
 * RFC 7636, RFC 8252). The token itself is proven by the cloud, which knows the issuer's keys.
 */
export function createOidcProvider({ settings, redirect, fetch }: OidcOptions): BrowserProvider {
  async function discover(): Promise<z.infer<typeof discoverySchema>> {
    const issuer = settings.issuer.replace(/\/$/, '');
    const found = expectAnswer(
      discoverySchema,
      await askIssuer(fetch, `${issuer}/.well-known/openid-configuration`),
    );
    // OpenID Connect Discovery 4.3: another issuer must not speak for this one.
    if (found.issuer.replace(/\/$/, '') === issuer) return found;
    throw fail('account-provider-failed', { cause: 'the issuer names itself otherwise' });
  }

  return {
    info: { id: settings.id, name: settings.name, asks: 'browser' },
    begin: async (state) => {
      const { authorization_endpoint: page } = await discover();
      const secrets = { verifier: newSecret(), nonce: newSecret() };
      const url = new URL(page);
      const fields = {
        response_type: 'code',
        client_id: settings.client_id,
        redirect_uri: redirect,
        scope: settings.scopes.join(' '),
        state,
        nonce: hashOf(secrets.nonce),
        code_challenge: hashOf(secrets.verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
      return { url: url.href, secrets };
    },
    finish: async ({ code }, { verifier = '', nonce = '' }) => {
      if (code === undefined) throw fail('account-provider-failed', { cause: 'no code came back' });
      const { token_endpoint: endpoint } = await discover();
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: settings.client_id,
        redirect_uri: redirect,
        code,
        code_verifier: verifier,
      });
      const answer = await askIssuer(fetch, endpoint, { method: 'POST', body });
      return { token: expectAnswer(tokensSchema, answer).id_token, nonce };
    },
  };
}
