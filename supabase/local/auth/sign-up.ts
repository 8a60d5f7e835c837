import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Mail } from '../mail/catcher.ts';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { type CodeChallenge, insertFlow } from './flow-state.ts';
import { requireMailAllowed, verificationMail } from './mails.ts';
import { issueToken } from './one-time-tokens.ts';
import { requireGoodPassword } from './password-policy.ts';
import { allowedRedirect } from './redirects.ts';
import {
  agentOf,
  challengeSchema,
  codeChallenge,
  emailSchema,
  readBody,
  redirectTo,
  userDataSchema,
} from './requests.ts';
import { startSession } from './sessions.ts';
import { userView, viewUser } from './user-view.ts';
import {
  type NewUser,
  type UserRow,
  findUser,
  findUserByEmail,
  insertEmailIdentity,
  insertUser,
} from './users.ts';

const signUpSchema = challengeSchema.extend({
  email: emailSchema,
  password: z.string(),
  data: userDataSchema.nullish(),
});

/** A user with an address, and the identity that goes with it. */
export async function createEmailUser(sql: Sql, user: NewUser): Promise<UserRow> {
  const row = await insertUser(sql, user);
  await insertEmailIdentity(sql, row, user.now);
  return row;
}

export interface ConfirmationRequest {
  readonly user: UserRow;
  readonly challenge: CodeChallenge | undefined;
  readonly redirectTo: string | undefined;
}

/**
 * Notes that a confirmation is asked for.
 * @param sql a transaction
 * @returns the mail to send once it is committed
 */
export async function askForConfirmation(
  context: AuthContext,
  sql: Sql,
  { user, challenge, redirectTo }: ConfirmationRequest,
): Promise<Mail> {
  const email = user.email ?? '';
  const now = context.now();
  if (challenge) {
    const flow = { challenge, userId: user.id, method: 'email/signup', provider: 'email' } as const;
    await insertFlow(sql, flow, now);
  }
  const token = await issueToken(context, sql, {
    userId: user.id,
    type: 'confirmation_token',
    email,
    pkce: challenge !== undefined,
  });
  await sql`update auth.users set confirmation_sent_at = ${now} where id = ${user.id}`;
  return verificationMail(context, email, {
    type: 'signup',
    token,
    redirectTo: allowedRedirect(redirectTo, context.config),
  });
}

/** What strangers are told who sign up with a taken address: nothing that gives it away. */
function decoy(email: string, data: object | null | undefined, now: Date): object {
  const id = randomUUID();
  return userView(
    {
      id,
      aud: 'authenticated',
      role: '',
      email,
      encrypted_password: null,
      email_confirmed_at: null,
      invited_at: null,
      confirmation_sent_at: now,
      recovery_sent_at: null,
      email_change: null,
      email_change_sent_at: null,
      email_change_confirm_status: 0,
      reauthentication_sent_at: null,
      last_sign_in_at: null,
      raw_app_meta_data: { provider: 'email', providers: ['email'] },
      raw_user_meta_data: { ...data },
      banned_until: null,
      created_at: now,
      updated_at: now,
      is_anonymous: false,
    },
    [],
    [],
  );
}

/** POST /signup */
export function signUpRoutes(context: AuthContext): Hono {
  const { sql, config } = context;
  const routes = new Hono();

  routes.post('/signup', async (c) => {
    if (!config.enable_signup) {
      throw refuse(422, 'signup_disabled', 'Signups not allowed for this instance');
    }
    const body = await readBody(c, signUpSchema);
    await requireGoodPassword(context, body.password);
    const now = context.now();
    const known = await findUserByEmail(sql, body.email);
    const newUser = {
      email: body.email,
      password: body.password,
      userData: body.data ?? undefined,
      provider: 'email',
      now,
    };

    if (!config.email.enable_confirmations) {
      if (known) throw refuse(422, 'user_already_exists', 'User already registered');
      const agent = agentOf(c);
      const session = await sql.begin(async (tx) => {
        const user = await createEmailUser(tx, { ...newUser, confirmedAt: now });
        return startSession(context, tx, { userId: user.id, method: 'password', agent });
      });
      return c.json(session);
    }

    if (known && known.email_confirmed_at !== null) {
      return c.json(decoy(body.email, body.data, now));
    }
    await requireMailAllowed(context, known?.confirmation_sent_at ?? null);
    const { user, mail } = await sql.begin(async (tx) => {
      // Who signed up first may not be who signs up now: what they entered stays.
      const row = known ?? (await createEmailUser(tx, { ...newUser, confirmedAt: null }));
      const asked = await askForConfirmation(context, tx, {
        user: row,
        challenge: codeChallenge(body),
        redirectTo: redirectTo(c),
      });
      return { user: (await findUser(tx, row.id)) ?? row, mail: asked };
    });
    await context.mail.deliver(mail, now);
    return c.json(await viewUser(sql, user));
  });

  return routes;
}
