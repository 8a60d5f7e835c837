import type { Mail } from '../mail/catcher.ts';
import type { Sql } from '../postgres/database.ts';
import type { AuthContext } from './context.ts';
import { type CodeChallenge, insertFlow } from './flow-state.ts';
import { verificationMail } from './mails.ts';
import { issueToken, type OneTimeToken } from './one-time-tokens.ts';
import { allowedRedirect } from './redirects.ts';
import { type UserRow, normalizeEmail } from './users.ts';

export interface EmailChange {
  readonly user: UserRow;
  /** The new address. */
  readonly email: string;
  readonly challenge: CodeChallenge | undefined;
  readonly redirectTo: string | undefined;
}

/**
 * Notes that an address shall change.
 * @param sql a transaction
 * @returns the mails to send once it is committed: to the new address, and to the old one too if
 *   the project wants both confirmed
 */
export async function askForEmailChange(
  context: AuthContext,
  sql: Sql,
  { user, email, challenge, redirectTo }: EmailChange,
): Promise<readonly Mail[]> {
  const now = context.now();
  const wanted = normalizeEmail(email);
  if (challenge) {
    const flow = { challenge, userId: user.id, method: 'email_change', provider: 'email' } as const;
    await insertFlow(sql, flow, now);
  }
  await sql`
    update auth.users set email_change = ${wanted}, email_change_sent_at = ${now},
      email_change_confirm_status = 0 where id = ${user.id}`;
  const recipients = [
    { to: wanted, type: 'email_change_token_new' as const },
    ...(context.config.email.double_confirm_changes && user.email
      ? [{ to: user.email, type: 'email_change_token_current' as const }]
      : []),
  ];
  const mails: Mail[] = [];
  for (const { to, type } of recipients) {
    const token = await issueToken(context, sql, {
      userId: user.id,
      type,
      email: to,
      pkce: challenge !== undefined,
    });
    mails.push(
      verificationMail(context, to, {
        type: 'email_change',
        token,
        redirectTo: allowedRedirect(redirectTo, context.config),
      }),
    );
  }
  return mails;
}

/**
 * Confirms one side of a change; the last one makes it.
 * @param sql a transaction in which the token was taken
 * @returns whether the address has changed now
 */
export async function confirmEmailChange(
  context: AuthContext,
  sql: Sql,
  token: OneTimeToken,
): Promise<boolean> {
  const now = context.now();
  const others = await sql`
    select from auth.one_time_tokens where user_id = ${token.user_id}
      and token_type in ('email_change_token_new', 'email_change_token_current')`;
  if (others.length > 0) {
    await sql`update auth.users set email_change_confirm_status = 1 where id = ${token.user_id}`;
    return false;
  }
  await sql`
    update auth.users set email = email_change, email_change = '', email_change_confirm_status = 0,
      email_confirmed_at = coalesce(email_confirmed_at, ${now}), updated_at = ${now}
    where id = ${token.user_id}`;
  await sql`
    update auth.identities i
    set identity_data = identity_data || jsonb_build_object('email', u.email, 'email_verified', true),
      updated_at = ${now}
    from auth.users u
    where u.id = ${token.user_id} and i.user_id = u.id and i.provider = 'email'`;
  return true;
}
