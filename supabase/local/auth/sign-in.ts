import { Hono } from 'hono';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { takeFlow } from './flow-state.ts';
import { createGuesses } from './guesses.ts';
import { allWeakReasons } from './password-policy.ts';
import { refreshSession } from './refresh.ts';
import { agentOf, emailSchema, readBody } from './requests.ts';
import { startSession } from './sessions.ts';
import { type UserRow, findUserByEmail, passwordMatches } from './users.ts';

const passwordSchema = z.object({ email: emailSchema, password: z.string() });
const refreshSchema = z.object({ refresh_token: z.string().min(1) });
const pkceSchema = z.object({ auth_code: z.string().min(1), code_verifier: z.string().min(1) });

/** @throws AuthError invalid_credentials */
async function userWith(
  sql: Sql,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<UserRow> {
  const user = await findUserByEmail(sql, email);
  if (!(await passwordMatches(sql, password, user)) || !user) {
    throw refuse(400, 'invalid_credentials', 'Invalid login credentials');
  }
  return user;
}

/** POST /token: a password, a refresh token or a PKCE code becomes a session. */
export function signInRoutes(context: AuthContext): Hono {
  const { sql, config, now } = context;
  const guesses = createGuesses(config.rate_limit.sign_in_sign_ups, now);
  const routes = new Hono();

  routes.post('/token', async (c) => {
    const agent = agentOf(c);
    switch (c.req.query('grant_type')) {
      case 'password': {
        const { email, password } = await readBody(c, passwordSchema);
        const user = await guesses.guard(c, () => userWith(sql, { email, password }));
        if (user.email_confirmed_at === null) {
          throw refuse(400, 'email_not_confirmed', 'Email not confirmed');
        }
        const session = await sql.begin((tx) =>
          startSession(context, tx, { userId: user.id, method: 'password', agent }),
        );
        // A password from before a stricter policy still opens the door, and says so.
        const reasons = await allWeakReasons(context, password);
        const weak = { reasons, message: 'Password no longer meets the requirements' };
        return c.json(reasons.length > 0 ? { ...session, weak_password: weak } : session);
      }
      case 'refresh_token': {
        const { refresh_token: token } = await readBody(c, refreshSchema);
        return c.json(await refreshSession(context, token));
      }
      case 'pkce': {
        const body = await readBody(c, pkceSchema);
        const session = await sql.begin(async (tx) => {
          const flow = await takeFlow(context, tx, {
            code: body.auth_code,
            verifier: body.code_verifier,
          });
          return startSession(context, tx, {
            userId: flow.user_id,
            method: flow.authentication_method,
            agent,
          });
        });
        return c.json(session);
      }
      default:
        throw refuse(400, 'validation_failed', 'unsupported_grant_type');
    }
  });

  return routes;
}
