import { Hono } from 'hono';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { AuthError } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { confirmEmailChange } from './email-change.ts';
import { releaseCode } from './flow-state.ts';
import { createGuesses } from './guesses.ts';
import type { VerificationType } from './mails.ts';
import {
  type OneTimeToken,
  type OneTimeTokenType,
  type Proof,
  belongsToPkce,
  takeToken,
} from './one-time-tokens.ts';
import { allowedRedirect, withFragment, withQuery } from './redirects.ts';
import { agentOf, emailSchema, readBody } from './requests.ts';
import { type AuthenticationMethod, type SessionView, startSession } from './sessions.ts';

const typeSchema = z.enum(['signup', 'invite', 'magiclink', 'recovery', 'email_change', 'email']);

type VerifyType = z.infer<typeof typeSchema>;

const verifySchema = z.union([
  z.object({ type: typeSchema, token_hash: z.string().min(1) }),
  z.object({ type: typeSchema, email: emailSchema, token: z.string().min(1) }),
]);

const tokenTypes: Readonly<Record<VerifyType, readonly OneTimeTokenType[]>> = {
  signup: ['confirmation_token'],
  invite: ['confirmation_token'],
  magiclink: ['recovery_token'],
  recovery: ['recovery_token'],
  email_change: ['email_change_token_new', 'email_change_token_current'],
  // A client that sent an OTP can't know whether it made a new user.
  email: ['confirmation_token', 'recovery_token'],
};

const methods: Readonly<Record<VerificationType, AuthenticationMethod>> = {
  signup: 'email/signup',
  invite: 'invite',
  magiclink: 'magiclink',
  recovery: 'recovery',
  email_change: 'email_change',
};

/** What `amr` calls a proof by mail, whichever it was. */
const amrMethod: AuthenticationMethod = 'otp';

const halfWay = {
  code: 200,
  msg: 'Confirmation link accepted. Please proceed to confirm link sent to the other email',
} as const;

/** @returns whether the user may come in now: not after half of a change of address */
async function redeem(context: AuthContext, sql: Sql, token: OneTimeToken): Promise<boolean> {
  if (token.token_type.startsWith('email_change')) return confirmEmailChange(context, sql, token);
  const now = context.now();
  await sql`
    update auth.users set email_confirmed_at = coalesce(email_confirmed_at, ${now}),
      updated_at = ${now} where id = ${token.user_id}`;
  await sql`
    update auth.identities
    set identity_data = identity_data || '{"email_verified": true}', updated_at = ${now}
    where user_id = ${token.user_id} and provider = 'email'`;
  return true;
}

function sessionFields(session: SessionView, type: string): Readonly<Record<string, string>> {
  return {
    access_token: session.access_token,
    expires_at: String(session.expires_at),
    expires_in: String(session.expires_in),
    refresh_token: session.refresh_token,
    token_type: session.token_type,
    type,
  };
}

/** GET and POST /verify: the link in a mail, and the code that people type. */
export function verifyRoutes(context: AuthContext): Hono {
  const { sql, config, now } = context;
  const guesses = createGuesses(config.rate_limit.token_verifications, now);
  const routes = new Hono();

  routes.post('/verify', async (c) => {
    const body = await readBody(c, verifySchema);
    const proof: Proof =
      'token_hash' in body ? { hash: body.token_hash } : { email: body.email, code: body.token };
    const agent = agentOf(c);
    const answer = await guesses.guard(c, () =>
      sql.begin(async (tx) => {
        const token = await takeToken(context, tx, { proof, types: tokenTypes[body.type] });
        if (!(await redeem(context, tx, token))) return halfWay;
        return startSession(context, tx, { userId: token.user_id, method: amrMethod, agent });
      }),
    );
    return c.json(answer);
  });

  routes.get('/verify', async (c) => {
    const target = allowedRedirect(c.req.query('redirect_to'), config);
    const hash = c.req.query('token') ?? '';
    const type = typeSchema.exclude(['email']).safeParse(c.req.query('type'));
    if (!type.success) return c.json({ code: 'validation_failed', message: 'type' }, 400);
    const agent = agentOf(c);
    try {
      const location = await sql.begin(async (tx) => {
        const token = await takeToken(context, tx, {
          proof: { hash },
          types: tokenTypes[type.data],
        });
        if (!(await redeem(context, tx, token)))
          return withFragment(target, { message: halfWay.msg });
        const user = { userId: token.user_id };
        if (belongsToPkce(hash)) {
          const method = methods[type.data];
          const code = await releaseCode(tx, { ...user, method }, context.now());
          if (code !== undefined) return withQuery(target, { code });
        }
        const session = await startSession(context, tx, { ...user, method: amrMethod, agent });
        return withFragment(target, sessionFields(session, type.data));
      });
      return c.redirect(location, 303);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const fields = {
        error: 'access_denied',
        error_code: error.details.code,
        error_description: error.details.message,
      };
      return c.redirect(withFragment(withQuery(target, fields), fields), 303);
    }
  });

  return routes;
}
