import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { normalizeEmail } from './users.ts';

export type OneTimeTokenType =
  | 'confirmation_token'
  | 'recovery_token'
  | 'email_change_token_new'
  | 'email_change_token_current'
  | 'reauthentication_token';

export interface IssuedToken {
  /** The digits that people type. */
  readonly code: string;
  /** What links carry and the database keeps. */
  readonly hash: string;
}

export interface OneTimeToken {
  readonly id: string;
  readonly user_id: string;
  readonly token_type: OneTimeTokenType;
  readonly token_hash: string;
  readonly relates_to: string;
}

/** Marks tokens whose link ends in a code for the app instead of a session. */
const pkcePrefix = 'pkce_';

export function belongsToPkce(hash: string): boolean {
  return hash.startsWith(pkcePrefix);
}

function hashOf(email: string, code: string): string {
  return createHash('sha224')
    .update(`${normalizeEmail(email)}${code}`)
    .digest('hex');
}

export interface TokenRequest {
  readonly userId: string;
  readonly type: OneTimeTokenType;
  /** The address that the code is sent to. */
  readonly email: string;
  readonly pkce: boolean;
}

/** Makes a code and keeps its hash; one that was sent before for the same purpose ends. */
export async function issueToken(
  { config, now }: AuthContext,
  sql: Sql,
  { userId, type, email, pkce }: TokenRequest,
): Promise<IssuedToken> {
  const digits = config.email.otp_length;
  const code = String(randomInt(10 ** digits)).padStart(digits, '0');
  const hash = `${pkce ? pkcePrefix : ''}${hashOf(email, code)}`;
  const moment = now();
  await sql`
    insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at,
      updated_at)
    values (${randomUUID()}, ${userId}, ${type}, ${hash}, ${normalizeEmail(email)},
      ${moment}::timestamptz at time zone 'utc', ${moment}::timestamptz at time zone 'utc')
    on conflict (user_id, token_type) do update
      set token_hash = excluded.token_hash, relates_to = excluded.relates_to,
        created_at = excluded.created_at, updated_at = excluded.updated_at`;
  return { code, hash };
}

/** A link's hash, or an address and the code that was sent there. */
export type Proof = { readonly hash: string } | { readonly email: string; readonly code: string };

/**
 * Takes a token: it works once.
 * @param sql a transaction: what it allows happens together with its end
 * @throws AuthError otp_expired, also for one that never was: nobody learns the difference
 */
export async function takeToken(
  { config, now }: AuthContext,
  sql: Sql,
  { proof, types }: { readonly proof: Proof; readonly types: readonly OneTimeTokenType[] },
): Promise<OneTimeToken> {
  const hashes =
    'hash' in proof
      ? [proof.hash]
      : [hashOf(proof.email, proof.code), `${pkcePrefix}${hashOf(proof.email, proof.code)}`];
  const oldest = new Date(now().getTime() - config.email.otp_expiry * 1000);
  const [row] = await sql<OneTimeToken[]>`
    delete from auth.one_time_tokens
    where token_hash in ${sql(hashes)}
      and token_type::text in ${sql(types)}
      and created_at > ${oldest}::timestamptz at time zone 'utc'
    returning id, user_id, token_type, token_hash, relates_to`;
  if (!row) throw refuse(403, 'otp_expired', 'Token has expired or is invalid');
  return row;
}
