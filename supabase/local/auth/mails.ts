import type { Mail, MailKind } from '../mail/catcher.ts';
import { refuse } from './auth-error.ts';
import { type AuthContext, authUrl } from './context.ts';
import type { IssuedToken } from './one-time-tokens.ts';

/** What the link in a mail asks /verify for. */
export type VerificationType = 'signup' | 'invite' | 'magiclink' | 'recovery' | 'email_change';

const subjects: Readonly<Record<MailKind, string>> = {
  confirmation: 'Confirm your address',
  recovery: 'Reset your password',
  magic_link: 'Your sign-in link',
  email_change: 'Confirm the change of your address',
  reauthentication: 'Confirm that it is you',
  invite: 'You have been invited',
};

const kinds: Readonly<Record<VerificationType, MailKind>> = {
  signup: 'confirmation',
  invite: 'invite',
  magiclink: 'magic_link',
  recovery: 'recovery',
  email_change: 'email_change',
};

export interface Verification {
  readonly type: VerificationType;
  readonly token: IssuedToken;
  readonly redirectTo: string;
}

export function verificationLink(context: AuthContext, request: Verification): string {
  const link = new URL(`${authUrl(context)}/verify`);
  link.searchParams.set('token', request.token.hash);
  link.searchParams.set('type', request.type);
  link.searchParams.set('redirect_to', request.redirectTo);
  return link.href;
}

export function verificationMail(
  context: AuthContext,
  to: string,
  verification: Verification,
): Mail {
  const kind = kinds[verification.type];
  const link = verificationLink(context, verification);
  const { code } = verification.token;
  return {
    to,
    kind,
    subject: subjects[kind],
    code,
    link,
    text: `${subjects[kind]}: open ${link} or enter the code ${code}.`,
  };
}

export function reauthenticationMail(to: string, token: IssuedToken): Mail {
  return {
    to,
    kind: 'reauthentication',
    subject: subjects.reauthentication,
    code: token.code,
    link: null,
    text: `${subjects.reauthentication}: enter the code ${token.code}.`,
  };
}

const hourMs = 3_600_000;

/**
 * Lets a mail be sent, or says when the next one may be.
 * @param lastSentAt when this person got the last one of this kind
 * @throws AuthError over_email_send_rate_limit
 */
export async function requireMailAllowed(
  { config, mail, now }: AuthContext,
  lastSentAt: Date | null,
): Promise<void> {
  const moment = now().getTime();
  const waitMs = (lastSentAt?.getTime() ?? 0) + config.email.max_frequency * 1000 - moment;
  if (waitMs > 0) {
    throw refuse(
      429,
      'over_email_send_rate_limit',
      `For security purposes, you can only request this after ${Math.ceil(waitMs / 1000)} seconds.`,
    );
  }
  const sent = await mail.countSince(new Date(moment - hourMs));
  if (sent >= config.rate_limit.email_sent) {
    throw refuse(429, 'over_email_send_rate_limit', 'Email rate limit exceeded');
  }
}
