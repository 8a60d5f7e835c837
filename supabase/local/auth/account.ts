import { Hono } from 'hono';
import { z } from 'zod';
import type { Mail } from '../mail/catcher.ts';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { askForEmailChange } from './email-change.ts';
import { createGuesses } from './guesses.ts';
import { reauthenticationMail, requireMailAllowed } from './mails.ts';
import { issueToken, takeToken } from './one-time-tokens.ts';
import { requireGoodPassword } from './password-policy.ts';
import {
  type SignedIn,
  challengeSchema,
  codeChallenge,
  emailSchema,
  readBody,
  redirectTo,
  requireUser,
  userDataSchema,
} from './requests.ts';
import { viewUser } from './user-view.ts';
import {
  factorsOf,
  findUser,
  findUserByEmail,
  hashPassword,
  normalizeEmail,
  passwordMatches,
} from './users.ts';

const updateSchema = challengeSchema.extend({
  email: emailSchema.optional(),
  password: z.string().optional(),
  nonce: z.string().optional(),
  data: userDataSchema.nullish(),
});

const scopeSchema = z.enum(['global', 'local', 'others']).default('global');

/** Within this time after signing in a password can be changed without a code. */
const freshSessionMs = 86_400_000;

/** @throws AuthError same_password, reauthentication_needed or _not_valid */
async function changePassword(
  context: AuthContext,
  sql: Sql,
  request: SignedIn & { readonly password: string; readonly nonce: string | undefined },
): Promise<void> {
  const { user, session, password, nonce } = request;
  const now = context.now();
  const isFresh = now.getTime() - session.created_at.getTime() < freshSessionMs;
  if (context.config.email.secure_password_change && !isFresh) {
    if (nonce === undefined || nonce === '') {
      throw refuse(400, 'reauthentication_needed', 'Password update requires reauthentication');
    }
    await takeToken(context, sql, {
      proof: { email: user.email ?? '', code: nonce },
      types: ['reauthentication_token'],
    }).catch(() => {
      throw refuse(422, 'reauthentication_not_valid', 'Nonce has expired or is invalid');
    });
  }
  if (await passwordMatches(sql, password, user)) {
    throw refuse(422, 'same_password', 'New password should be different from the old password.');
  }
  await sql`
    update auth.users set encrypted_password = ${await hashPassword(sql, password)},
      updated_at = ${now} where id = ${user.id}`;
  // Whoever knew the old password is signed out.
  await sql`delete from auth.sessions where user_id = ${user.id} and id <> ${session.id}`;
}

/** GET and PUT /user, GET /reauthenticate, POST /logout: what people do with their own account. */
export function accountRoutes(context: AuthContext): Hono {
  const { sql, config, mail } = context;
  const guesses = createGuesses(config.rate_limit.token_verifications, context.now);
  const routes = new Hono();

  routes.get('/user', async (c) => {
    const { user } = await requireUser(context, c);
    return c.json(await viewUser(sql, user));
  });

  routes.put('/user', async (c) => {
    const signedIn = await requireUser(context, c);
    const { user, session } = signedIn;
    const body = await readBody(c, updateSchema);
    const { password, email, data } = body;
    const now = context.now();

    const factors = await factorsOf(sql, user.id);
    const needsSecondFactor = factors.some(({ status }) => status === 'verified');
    if (
      (password !== undefined || email !== undefined) &&
      needsSecondFactor &&
      session.aal !== 'aal2'
    ) {
      throw refuse(
        401,
        'insufficient_aal',
        'AAL2 session is required to update email or password when MFA is enabled.',
      );
    }
    if (password !== undefined) await requireGoodPassword(context, password);
    const newEmail =
      email !== undefined && normalizeEmail(email) !== user.email ? email : undefined;
    if (newEmail !== undefined) {
      if (await findUserByEmail(sql, newEmail)) {
        throw refuse(
          422,
          'email_exists',
          'A user with this email address has already been registered',
        );
      }
      await requireMailAllowed(context, user.email_change_sent_at);
    }
    const change = async (tx: Sql): Promise<readonly Mail[]> => {
      if (password !== undefined) {
        await changePassword(context, tx, { ...signedIn, password, nonce: body.nonce });
      }
      if (data) {
        await tx`
          update auth.users set updated_at = ${now}, raw_user_meta_data = jsonb_strip_nulls(
            coalesce(raw_user_meta_data, '{}') || ${tx.json(data as never)})
          where id = ${user.id}`;
      }
      if (newEmail === undefined) return [];
      return askForEmailChange(context, tx, {
        user,
        email: newEmail,
        challenge: codeChallenge(body),
        redirectTo: redirectTo(c),
      });
    };
    const commit = async (): Promise<readonly Mail[]> => sql.begin(change);
    const mails = await (body.nonce ? guesses.guard(c, commit) : commit());
    for (const message of mails) await mail.deliver(message, now);
    return c.json(await viewUser(sql, (await findUser(sql, user.id)) ?? user));
  });

  routes.get('/reauthenticate', async (c) => {
    const { user } = await requireUser(context, c);
    if (user.email === null || user.email_confirmed_at === null) {
      throw refuse(422, 'email_not_confirmed', 'Please verify your email first.');
    }
    const { email } = user;
    await requireMailAllowed(context, user.reauthentication_sent_at);
    const now = context.now();
    const token = await sql.begin(async (tx) => {
      await tx`update auth.users set reauthentication_sent_at = ${now} where id = ${user.id}`;
      return issueToken(context, tx, {
        userId: user.id,
        type: 'reauthentication_token',
        email,
        pkce: false,
      });
    });
    await mail.deliver(reauthenticationMail(email, token), now);
    return c.json({});
  });

  routes.post('/logout', async (c) => {
    const { user, session } = await requireUser(context, c);
    const scope = scopeSchema.safeParse(c.req.query('scope'));
    if (!scope.success) throw refuse(400, 'validation_failed', 'Unsupported logout scope');
    switch (scope.data) {
      case 'global':
        await sql`delete from auth.sessions where user_id = ${user.id}`;
        break;
      case 'local':
        await sql`delete from auth.sessions where id = ${session.id}`;
        break;
      case 'others':
        await sql`delete from auth.sessions where user_id = ${user.id} and id <> ${session.id}`;
        break;
    }
    return c.body(null, 204);
  });

  return routes;
}
