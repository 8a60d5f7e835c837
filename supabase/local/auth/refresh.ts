import type { Sql } from '../postgres/database.ts';
import { AuthError, refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import {
  type SessionRow,
  type SessionView,
  insertRefreshToken,
  refuseBanned,
  sessionView,
} from './sessions.ts';
import { findUser } from './users.ts';

interface TokenRow {
  readonly token: string;
  readonly parent: string | null;
  readonly revoked: boolean;
  readonly updated_at: Date;
  readonly session_id: string;
}

/** What a refresh token still is good for. */
export type RefreshDecision =
  /** Swap it for a new one. */
  | { readonly kind: 'swap' }
  /** The client did not hear our last answer: give the same token again. */
  | { readonly kind: 'repeat'; readonly token: string }
  /** Used long ago, and again now: somebody has a copy. */
  | { readonly kind: 'reused' };

/**
 * Decides as Supabase Auth does.
 * @param active the session's token that is not revoked, if any
 * @param reuseInterval seconds in which a used token still works
 */
export function decideRefresh(
  used: Pick<TokenRow, 'token' | 'revoked' | 'updated_at'>,
  active: Pick<TokenRow, 'token' | 'parent'> | undefined,
  { now, reuseInterval }: { readonly now: Date; readonly reuseInterval: number },
): RefreshDecision {
  if (!used.revoked) return { kind: 'swap' };
  if (active?.parent === used.token) return { kind: 'repeat', token: active.token };
  const reusableUntil = used.updated_at.getTime() + reuseInterval * 1000;
  return now.getTime() <= reusableUntil ? { kind: 'swap' } : { kind: 'reused' };
}

/** Why a session is over, by the project's limits; undefined while it is good. */
async function isOver(context: AuthContext, sql: Sql, session: SessionRow): Promise<boolean> {
  const { timebox, inactivity_timeout: inactivity } = context.config.sessions;
  const now = context.now();
  if (session.not_after !== null && session.not_after <= now) return true;
  const age = (now.getTime() - session.created_at.getTime()) / 1000;
  if (timebox !== undefined && age > timebox) return true;
  if (inactivity === undefined) return false;
  const [row] = await sql<{ at: Date }[]>`
    select coalesce(refreshed_at at time zone 'utc', created_at) as at
    from auth.sessions where id = ${session.id}`;
  return row !== undefined && (now.getTime() - row.at.getTime()) / 1000 > inactivity;
}

async function swapToken(
  sql: Sql,
  { token, session, now }: { token: string; session: SessionRow; now: Date },
): Promise<string> {
  await sql`
    update auth.refresh_tokens set revoked = true, updated_at = ${now}
    where token = ${token} and revoked = false`;
  return insertRefreshToken(sql, session, { parent: token, now });
}

function alreadyUsed(): AuthError {
  return refuse(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
}

/**
 * A new session for a refresh token, which works once.
 * @throws AuthError refresh_token_not_found, refresh_token_already_used, session_expired, user_banned
 */
export async function refreshSession(context: AuthContext, token: string): Promise<SessionView> {
  const now = context.now();
  // A refusal is returned, not thrown: the revocation has to be committed with it.
  const outcome = await context.sql.begin(async (tx): Promise<SessionView | AuthError> => {
    const [session] = await tx<SessionRow[]>`
      select s.* from auth.sessions s
      join auth.refresh_tokens t on t.session_id = s.id
      where t.token = ${token} for update of s`;
    // Read after the lock is had: whoever held it may have used the token meanwhile.
    const [used] = await tx<TokenRow[]>`select * from auth.refresh_tokens where token = ${token}`;
    if (!session || !used) {
      return refuse(
        400,
        'refresh_token_not_found',
        'Invalid Refresh Token: Refresh Token Not Found',
      );
    }
    const user = await findUser(tx, session.user_id);
    if (!user) return refuse(404, 'user_not_found', 'User not found');
    refuseBanned(user, now);
    if (await isOver(context, tx, session)) {
      return refuse(400, 'session_expired', 'Invalid Refresh Token: Session Expired');
    }
    const [active] = await tx<TokenRow[]>`
      select * from auth.refresh_tokens
      where session_id = ${session.id} and revoked = false order by id desc limit 1`;
    const decision = decideRefresh(used, active, {
      now,
      reuseInterval: context.config.refresh_token_reuse_interval,
    });
    if (decision.kind === 'reused') {
      await tx`
        update auth.refresh_tokens set revoked = true, updated_at = ${now}
        where session_id = ${session.id} and revoked = false`;
      return alreadyUsed();
    }
    const refreshToken =
      decision.kind === 'repeat' ? decision.token : await swapToken(tx, { token, session, now });
    await tx`
      update auth.sessions
      set refreshed_at = ${now}::timestamptz at time zone 'utc', updated_at = ${now}
      where id = ${session.id}`;
    return sessionView(context, tx, { user, session, method: 'token_refresh', refreshToken });
  });
  if (outcome instanceof AuthError) throw outcome;
  return outcome;
}
