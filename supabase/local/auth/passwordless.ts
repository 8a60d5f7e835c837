import { Hono } from 'hono';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import type { Mail } from '../mail/catcher.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { type CodeChallenge, insertFlow } from './flow-state.ts';
import { requireMailAllowed, verificationMail } from './mails.ts';
import { issueToken } from './one-time-tokens.ts';
import { allowedRedirect } from './redirects.ts';
import {
  challengeSchema,
  codeChallenge,
  emailSchema,
  readBody,
  redirectTo,
  userDataSchema,
} from './requests.ts';
import { askForConfirmation, createEmailUser } from './sign-up.ts';
import { askForEmailChange } from './email-change.ts';
import { type UserRow, findUserByEmail } from './users.ts';

const otpSchema = challengeSchema.extend({
  email: emailSchema,
  create_user: z.boolean().default(true),
  data: userDataSchema.nullish(),
});
const recoverSchema = challengeSchema.extend({ email: emailSchema });
const resendSchema = challengeSchema.extend({
  type: z.enum(['signup', 'email_change']),
  email: emailSchema,
});

interface LinkRequest {
  readonly user: UserRow;
  readonly type: 'magiclink' | 'recovery';
  readonly challenge: CodeChallenge | undefined;
  readonly redirectTo: string | undefined;
}

/**
 * Notes that a link to sign in was asked for.
 * @param sql a transaction
 * @returns the mail to send once it is committed
 */
async function askForLink(context: AuthContext, sql: Sql, request: LinkRequest): Promise<Mail> {
  const { user, type, challenge } = request;
  const now = context.now();
  const email = user.email ?? '';
  if (challenge) {
    await insertFlow(sql, { challenge, userId: user.id, method: type, provider: type }, now);
  }
  const token = await issueToken(context, sql, {
    userId: user.id,
    type: 'recovery_token',
    email,
    pkce: challenge !== undefined,
  });
  await sql`update auth.users set recovery_sent_at = ${now} where id = ${user.id}`;
  return verificationMail(context, email, {
    type,
    token,
    redirectTo: allowedRedirect(request.redirectTo, context.config),
  });
}

/** POST /otp, /magiclink, /recover, /resend: what is answered by mail. */
export function passwordlessRoutes(context: AuthContext): Hono {
  const { sql, config, mail } = context;
  const routes = new Hono();

  for (const path of ['/otp', '/magiclink']) {
    routes.post(path, async (c) => {
      const body = await readBody(c, otpSchema);
      const known = await findUserByEmail(sql, body.email);
      const now = context.now();
      if (!known && (!body.create_user || !config.enable_signup)) {
        throw refuse(422, 'otp_disabled', 'Signups not allowed for otp');
      }
      const unconfirmed = !known || known.email_confirmed_at === null;
      await requireMailAllowed(
        context,
        (unconfirmed ? known?.confirmation_sent_at : known.recovery_sent_at) ?? null,
      );
      const request = { challenge: codeChallenge(body), redirectTo: redirectTo(c) };
      const message = await sql.begin(async (tx) => {
        if (known && !unconfirmed) {
          return askForLink(context, tx, { ...request, user: known, type: 'magiclink' });
        }
        const user =
          known ??
          (await createEmailUser(tx, {
            email: body.email,
            userData: body.data ?? undefined,
            provider: 'email',
            confirmedAt: null,
            now,
          }));
        return askForConfirmation(context, tx, { ...request, user });
      });
      await mail.deliver(message, now);
      return c.json({});
    });
  }

  routes.post('/recover', async (c) => {
    const body = await readBody(c, recoverSchema);
    const user = await findUserByEmail(sql, body.email);
    // The same answer for an address that nobody has.
    if (!user) return c.json({});
    await requireMailAllowed(context, user.recovery_sent_at);
    const message = await sql.begin((tx) =>
      askForLink(context, tx, {
        user,
        type: 'recovery',
        challenge: codeChallenge(body),
        redirectTo: redirectTo(c),
      }),
    );
    await mail.deliver(message, context.now());
    return c.json({});
  });

  routes.post('/resend', async (c) => {
    const body = await readBody(c, resendSchema);
    const user = await findUserByEmail(sql, body.email);
    const request = { challenge: codeChallenge(body), redirectTo: redirectTo(c) };
    switch (body.type) {
      case 'signup': {
        if (!user || user.email_confirmed_at !== null) return c.json({});
        await requireMailAllowed(context, user.confirmation_sent_at);
        const message = await sql.begin((tx) =>
          askForConfirmation(context, tx, { ...request, user }),
        );
        await mail.deliver(message, context.now());
        return c.json({});
      }
      case 'email_change': {
        if (!user?.email_change) return c.json({});
        await requireMailAllowed(context, user.email_change_sent_at);
        const wanted = user.email_change;
        const messages = await sql.begin((tx) =>
          askForEmailChange(context, tx, { ...request, user, email: wanted }),
        );
        for (const message of messages) await mail.deliver(message, context.now());
        return c.json({});
      }
    }
  });

  return routes;
}
