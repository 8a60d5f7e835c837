import { z } from 'npm:zod@4.6.7';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** Asked without TLS only on this machine. */
const address = z.url().refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
}, 'must be https');

/** Signatures that prove a private key: a shared secret is none of an app's. */
const algorithms = z
  .array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA']))
  .min(1)
  .default(['RS256', 'ES256', 'EdDSA']);

/** What the issuer calls what we need. */
const claims = z
  .object({
    email: z.string().default('email'),
    email_verified: z.string().default('email_verified'),
    name: z.string().default('name'),
  })
  .prefault({});

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  name: z.string().min(1).max(60),
};

/** Known products: their users write a domain, and the rest is known. */
const presets = {
  clerk: { issuer: 'https://{domain}', scopes: ['openid', 'email', 'profile'] },
  /** Auth0's issuers end in a slash, and are compared letter by letter. */
  auth0: { issuer: 'https://{domain}/', scopes: ['openid', 'email', 'profile'] },
} as const;

const oidcSchema = z
  .object({
    ...common,
    kind: z.literal('oidc'),
    preset: z.enum(['clerk', 'auth0']).optional(),
    domain: z
      .string()
      .regex(/^[a-z0-9.-]+$/)
      .optional(),
    issuer: address.optional(),
    client_id: z.string().min(1),
    scopes: z.array(z.string()).optional(),
    algorithms,
    claims,
  })
  .transform(({ preset, domain, ...given }, context) => {
    const known = preset === undefined ? undefined : presets[preset];
    const issuer =
      given.issuer ??
      (domain === undefined ? undefined : known?.issuer.replace('{domain}', domain));
    if (issuer === undefined) {
      context.addIssue('an issuer is needed, or a preset and a domain');
      return z.NEVER;
    }
    const scopes: readonly string[] = given.scopes ??
      known?.scopes ?? ['openid', 'email', 'profile'];
    return { ...given, issuer, scopes };
  });

const firebaseSchema = z
  .object({
    ...common,
    kind: z.literal('firebase'),
    project_id: z.string().regex(/^[a-z0-9-]+$/),
    /** Public: it names the project, and opens nothing. */
    api_key: z.string().min(1),
    identity_toolkit_url: address.default('https://identitytoolkit.googleapis.com'),
    keys_url: address.default(
      'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    ),
  })
  .transform((given) => ({
    ...given,
    issuer: `https://securetoken.google.com/${given.project_id}`,
  }));

const jwtSchema = z.object({
  ...common,
  kind: z.literal('jwt'),
  issuer: z.string().min(1).max(400),
  audience: z.string().min(1),
  jwks_url: address,
  /** The company's page that hands a token over to the app. */
  sign_in_url: address,
  algorithms,
  claims,
});

const providersSchema = z
  .array(z.union([oidcSchema, firebaseSchema, jwtSchema]))
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'ids must differ')
  .refine(
    (all) => new Set(all.map(({ issuer }) => issuer)).size === all.length,
    'issuers must differ: an identity belongs to one provider',
  );

export type Provider = z.infer<typeof providersSchema>[number];
export type ClaimNames = z.infer<typeof claims>;

/**
 * The providers of the variable IDENTITY_PROVIDERS, a list in JSON; without it there are none.
 * @throws ZodError, SyntaxError
 */
export function readProviders(json: string | undefined): readonly Provider[] {
  return json === undefined || json === '' ? [] : providersSchema.parse(JSON.parse(json));
}

/** What the app has to know to ask a provider. No secret is among it. */
export function publicView(provider: Provider): object {
  const { id, name, kind } = provider;
  switch (kind) {
    case 'oidc': {
      const { issuer, client_id, scopes } = provider;
      return { id, name, kind, issuer, client_id, scopes };
    }
    case 'firebase': {
      const { api_key, identity_toolkit_url } = provider;
      return { id, name, kind, api_key, identity_toolkit_url };
    }
    case 'jwt':
      return { id, name, kind, sign_in_url: provider.sign_in_url };
  }
}
