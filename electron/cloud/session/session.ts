import { z } from 'zod';
import { type AccountId, type Role, accountIdSchema, roleSchema } from '../../contract/account.ts';

/** What the app reads of a session that auth-js keeps; the tokens stay with auth-js. */
const sessionSchema = z.object({
  access_token: z.string(),
  user: z.object({
    id: accountIdSchema,
    email: z.string().max(320).catch(''),
    user_metadata: z.object({ display_name: z.string().max(100).catch('') }).catch({
      display_name: '',
    }),
    factors: z.array(z.object({ status: z.string() })).catch([]),
  }),
});

const claimsSchema = z.object({
  aal: z.enum(['aal1', 'aal2']).catch('aal1'),
  amr: z.array(z.object({ method: z.string() })).catch([]),
  user_role: roleSchema.catch('user'),
});

/** The cloud's stand-in for people whose issuer vouches for no address. */
const noAddress = '@identity.invalid';

export interface SessionFacts {
  readonly account: AccountId;
  readonly email: string;
  readonly displayName: string;
  /** For what the window shows; the database asks its own table. */
  readonly role: Role;
  /** The account has an authenticator app, and this session has not seen its code. */
  readonly secondFactorDue: boolean;
  /** It began with a mail for a forgotten password. */
  readonly resetsPassword: boolean;
}

/** The facts of a session as auth-js stores it; null for anything that is none. */
export function sessionFacts(stored: string | null): SessionFacts | null {
  if (stored === null) return null;
  try {
    const { access_token: token, user } = sessionSchema.parse(JSON.parse(stored));
    const { aal, amr, user_role: role } = claimsSchema.parse(payloadOf(token));
    const hasFactor = user.factors.some(({ status }) => status === 'verified');
    return {
      account: user.id,
      email: user.email.endsWith(noAddress) ? '' : user.email,
      displayName: user.user_metadata.display_name,
      role,
      secondFactorDue: hasFactor && aal === 'aal1',
      resetsPassword: amr.some(({ method }) => method === 'recovery'),
    };
  } catch {
    return null;
  }
}

/** What a token claims, unproven: our own server, over TLS, has just handed it to us. */
function payloadOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
