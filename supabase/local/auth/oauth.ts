import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { AuthError, refuse } from './auth-error.ts';
import { type AuthContext, authUrl } from './context.ts';
import { insertFlow, releaseCode } from './flow-state.ts';
import { userOfProfile } from './link-identity.ts';
import { allowedRedirect, withFragment, withQuery } from './redirects.ts';
import { agentOf, codeChallenge, readId, requireUser } from './requests.ts';
import { startSession } from './sessions.ts';
import type { TestProvider } from './test-provider.ts';
import { identitiesOf } from './users.ts';

/** What comes back with the browser, signed: nobody can forge or change it. */
const stateSchema = z.object({
  aud: z.literal('oauth_state'),
  provider: z.string(),
  redirect_to: z.string(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
  /** The user who adds a way to sign in. */
  link_to: z.uuid().optional(),
});

type State = z.infer<typeof stateSchema>;

const stateLifeSeconds = 300;

async function readState(context: AuthContext, text: string | undefined): Promise<State> {
  try {
    return stateSchema.parse(await context.tokens.verify(text ?? ''));
  } catch {
    throw refuse(400, 'bad_oauth_state', 'OAuth state is invalid or has expired');
  }
}

/** The address of the provider's page, for a browser to open. */
async function providerUrl(
  context: AuthContext,
  provider: TestProvider,
  request: { readonly c: Context; readonly linkTo?: string },
): Promise<string> {
  const { c, linkTo } = request;
  const name = c.req.query('provider') ?? '';
  if (!context.config.external[name]?.enabled) {
    throw refuse(400, 'provider_disabled', 'Unsupported provider: provider is not enabled');
  }
  const challenge = codeChallenge({
    code_challenge: c.req.query('code_challenge'),
    code_challenge_method: c.req.query('code_challenge_method'),
  });
  const issuedAt = Math.floor(context.now().getTime() / 1000);
  const state = await context.tokens.sign({
    iss: authUrl(context),
    iat: issuedAt,
    exp: issuedAt + stateLifeSeconds,
    aud: 'oauth_state',
    provider: name,
    redirect_to: allowedRedirect(c.req.query('redirect_to'), context.config),
    ...(challenge
      ? { code_challenge: challenge.challenge, code_challenge_method: challenge.method }
      : {}),
    ...(linkTo === undefined ? {} : { link_to: linkTo }),
  });
  return provider.authorizeUrl({ provider: name, state });
}

/** Where the browser goes after the provider: to the app, with a code or a session. */
async function finish(
  context: AuthContext,
  c: Context,
  { state, provider }: { readonly state: State; readonly provider: TestProvider },
): Promise<string> {
  const profile = provider.redeem(c.req.query('code') ?? '');
  if (profile?.provider !== state.provider) {
    throw refuse(400, 'bad_oauth_callback', 'Unable to exchange external code');
  }
  const agent = agentOf(c);
  const challenge = codeChallenge(state);
  return context.sql.begin(async (tx) => {
    const userId = await userOfProfile(context, tx, { profile, linkTo: state.link_to });
    const now = context.now();
    if (challenge) {
      const flow = { userId, method: 'oauth' } as const;
      await insertFlow(tx, { ...flow, challenge, provider: state.provider }, now);
      const code = await releaseCode(tx, flow, now);
      return withQuery(state.redirect_to, { code: code ?? '' });
    }
    const session = await startSession(context, tx, { userId, method: 'oauth', agent });
    return withFragment(state.redirect_to, {
      access_token: session.access_token,
      expires_at: String(session.expires_at),
      expires_in: String(session.expires_in),
      refresh_token: session.refresh_token,
      token_type: session.token_type,
    });
  });
}

/** Sign-in by another provider, and the identities of an account. */
export function oauthRoutes(context: AuthContext, provider: TestProvider): Hono {
  const { sql } = context;
  const routes = new Hono();

  routes.get('/authorize', async (c) =>
    c.redirect(await providerUrl(context, provider, { c }), 302),
  );

  routes.get('/callback', async (c) => {
    const state = await readState(context, c.req.query('state'));
    try {
      return c.redirect(await finish(context, c, { state, provider }), 302);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const fields = {
        error: 'server_error',
        error_code: error.details.code,
        error_description: error.details.message,
      };
      return c.redirect(withFragment(withQuery(state.redirect_to, fields), fields), 302);
    }
  });

  routes.get('/user/identities/authorize', async (c) => {
    const { user } = await requireUser(context, c);
    if (!context.config.enable_manual_linking) {
      throw refuse(404, 'manual_linking_disabled', 'Manual linking is disabled');
    }
    const url = await providerUrl(context, provider, { c, linkTo: user.id });
    return c.req.query('skip_http_redirect') === 'true' ? c.json({ url }) : c.redirect(url, 302);
  });

  routes.delete('/user/identities/:id', async (c) => {
    const { user } = await requireUser(context, c);
    const id = readId(c, 'id');
    const identities = await identitiesOf(sql, user.id);
    const found = identities.find((identity) => identity.id === id);
    if (!found) throw refuse(422, 'identity_not_found', 'Identity doesn’t exist');
    if (identities.length <= 1) {
      throw refuse(
        422,
        'single_identity_not_deletable',
        'User must have at least 1 identity after unlinking',
      );
    }
    await sql`delete from auth.identities where id = ${id}`;
    return c.json({});
  });

  return routes;
}
