import { Hono } from 'hono';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { type VerificationType, verificationLink, verificationMail } from './mails.ts';
import { type OneTimeTokenType, issueToken } from './one-time-tokens.ts';
import { requireGoodPassword } from './password-policy.ts';
import { allowedRedirect } from './redirects.ts';
import { emailSchema, readBody, redirectTo, requireAdmin, userDataSchema } from './requests.ts';
import { createEmailUser } from './sign-up.ts';
import { viewUser } from './user-view.ts';
import { type UserRow, findUser, findUserByEmail, normalizeEmail } from './users.ts';

const linkTypes = [
  'signup',
  'invite',
  'magiclink',
  'recovery',
  'email_change_current',
  'email_change_new',
] as const;

const linkSchema = z.object({
  type: z.enum(linkTypes),
  email: emailSchema,
  password: z.string().optional(),
  new_email: emailSchema.optional(),
  data: userDataSchema.nullish(),
  redirect_to: z.string().optional(),
});

const inviteSchema = z.object({ email: emailSchema, data: userDataSchema.nullish() });

type LinkType = (typeof linkTypes)[number];

const verifications: Readonly<Record<LinkType, VerificationType>> = {
  signup: 'signup',
  invite: 'invite',
  magiclink: 'magiclink',
  recovery: 'recovery',
  email_change_current: 'email_change',
  email_change_new: 'email_change',
};

const tokenTypes: Readonly<Record<LinkType, OneTimeTokenType>> = {
  signup: 'confirmation_token',
  invite: 'confirmation_token',
  magiclink: 'recovery_token',
  recovery: 'recovery_token',
  email_change_current: 'email_change_token_current',
  email_change_new: 'email_change_token_new',
};

/** The user whom a link is for; new ones are made for sign-ups, invitations and magic links. */
async function userFor(
  context: AuthContext,
  sql: Sql,
  body: z.infer<typeof linkSchema>,
): Promise<UserRow> {
  const known = await findUserByEmail(sql, body.email);
  const makesUsers = ['signup', 'invite', 'magiclink'].includes(body.type);
  if (known) {
    if (makesUsers && body.type !== 'magiclink' && known.email_confirmed_at !== null) {
      throw refuse(
        422,
        'email_exists',
        'A user with this email address has already been registered',
      );
    }
    return known;
  }
  if (!makesUsers) throw refuse(404, 'user_not_found', 'User with this email not found');
  return createEmailUser(sql, {
    email: body.email,
    password: body.password,
    userData: body.data ?? undefined,
    provider: 'email',
    confirmedAt: null,
    now: context.now(),
  });
}

/** POST /admin/generate_link and /invite: links that an admin hands out or has sent. */
export function adminLinkRoutes(context: AuthContext): Hono {
  const { sql, config } = context;
  const routes = new Hono();

  routes.post('/admin/generate_link', async (c) => {
    await requireAdmin(context, c);
    const body = await readBody(c, linkSchema);
    if (body.password !== undefined) await requireGoodPassword(context, body.password);
    const target = allowedRedirect(body.redirect_to ?? redirectTo(c), config);
    const { user, token } = await sql.begin(async (tx) => {
      const row = await userFor(context, tx, body);
      const wanted = body.type === 'email_change_new' ? (body.new_email ?? '') : body.email;
      if (body.new_email !== undefined) {
        await tx`
          update auth.users set email_change = ${normalizeEmail(body.new_email)},
            email_change_sent_at = ${context.now()} where id = ${row.id}`;
      }
      const issued = await issueToken(context, tx, {
        userId: row.id,
        type: tokenTypes[body.type],
        email: wanted,
        pkce: false,
      });
      return { user: (await findUser(tx, row.id)) ?? row, token: issued };
    });
    const type = verifications[body.type];
    return c.json({
      ...(await viewUser(sql, user)),
      action_link: verificationLink(context, { type, token, redirectTo: target }),
      email_otp: token.code,
      hashed_token: token.hash,
      redirect_to: target,
      verification_type: body.type,
    });
  });

  routes.post('/invite', async (c) => {
    await requireAdmin(context, c);
    const body = await readBody(c, inviteSchema);
    const { user, token } = await sql.begin(async (tx) => {
      const row = await userFor(context, tx, { ...body, type: 'invite' });
      await tx`update auth.users set invited_at = ${context.now()} where id = ${row.id}`;
      const issued = await issueToken(context, tx, {
        userId: row.id,
        type: 'confirmation_token',
        email: body.email,
        pkce: false,
      });
      return { user: (await findUser(tx, row.id)) ?? row, token: issued };
    });
    const redirect = allowedRedirect(redirectTo(c), config);
    const message = verificationMail(context, body.email, {
      type: 'invite',
      token,
      redirectTo: redirect,
    });
    await context.mail.deliver(message, context.now());
    return c.json(await viewUser(sql, user));
  });

  return routes;
}
