import { randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from '../postgres/database.ts';
import { type AuthContext, authUrl } from './context.ts';
import { runTokenHook } from './token-hook.ts';
import { viewUser } from './user-view.ts';
import { type UserRow, findUser } from './users.ts';
import { refuse } from './auth-error.ts';

export type AssuranceLevel = 'aal1' | 'aal2';

/** How somebody proved who they are, as the `amr` claim names it. */
export type AuthenticationMethod =
  | 'password'
  | 'otp'
  | 'magiclink'
  | 'recovery'
  | 'invite'
  | 'email/signup'
  | 'email_change'
  | 'oauth'
  | 'totp'
  | 'token_refresh';

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly aal: AssuranceLevel;
  readonly factor_id: string | null;
  readonly not_after: Date | null;
  readonly created_at: Date;
  readonly refreshed_at: Date | null;
}

/** Who asks: kept with the session, for the list of devices. */
export interface Agent {
  readonly userAgent: string;
  readonly ip: string;
}

export interface SessionView {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly expires_at: number;
  readonly refresh_token: string;
  readonly user: object;
}

/** @param sql a transaction: the token and what it replaces change together */
export async function insertRefreshToken(
  sql: Sql,
  session: Pick<SessionRow, 'id' | 'user_id'>,
  { parent, now }: { readonly parent: string | null; readonly now: Date },
): Promise<string> {
  const token = randomBytes(18).toString('base64url');
  await sql`
    insert into auth.refresh_tokens (token, user_id, revoked, parent, session_id, created_at,
      updated_at)
    values (${token}, ${session.user_id}, false, ${parent}, ${session.id}, ${now}, ${now})`;
  return token;
}

/** Adds a method to the session's `amr`, or renews its time. */
export async function recordMethod(
  sql: Sql,
  sessionId: string,
  { method, now }: { readonly method: AuthenticationMethod; readonly now: Date },
): Promise<void> {
  await sql`
    insert into auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at)
    values (${randomUUID()}, ${sessionId}, ${method}, ${now}, ${now})
    on conflict (session_id, authentication_method) do update set updated_at = excluded.updated_at`;
}

interface TokenRequest {
  readonly user: UserRow;
  readonly session: SessionRow;
  readonly method: AuthenticationMethod;
}

async function accessToken(context: AuthContext, sql: Sql, request: TokenRequest): Promise<string> {
  const { user, session } = request;
  const amr = await sql<{ method: string; timestamp: number }[]>`
    select authentication_method as method,
      extract(epoch from updated_at)::int as timestamp
    from auth.mfa_amr_claims where session_id = ${session.id} order by updated_at desc`;
  const iat = Math.floor(context.now().getTime() / 1000);
  const claims = {
    iss: authUrl(context),
    sub: user.id,
    aud: user.aud,
    exp: iat + context.config.jwt_expiry,
    iat,
    email: user.email ?? '',
    phone: '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: session.aal,
    amr: [...amr],
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  };
  return context.tokens.sign(
    await runTokenHook(context, sql, {
      user_id: user.id,
      claims,
      authentication_method: request.method,
    }),
  );
}

/** What clients get and keep. The access token is signed after the hook had its say. */
export async function sessionView(
  context: AuthContext,
  sql: Sql,
  request: TokenRequest & { readonly refreshToken: string },
): Promise<SessionView> {
  const expiresIn = context.config.jwt_expiry;
  return {
    access_token: await accessToken(context, sql, request),
    token_type: 'bearer',
    expires_in: expiresIn,
    expires_at: Math.floor(context.now().getTime() / 1000) + expiresIn,
    refresh_token: request.refreshToken,
    user: await viewUser(sql, request.user),
  };
}

export interface SignIn {
  readonly userId: string;
  readonly method: AuthenticationMethod;
  readonly agent: Agent;
}

/**
 * Starts a session.
 * @param sql a transaction
 * @throws AuthError user_banned
 */
export async function startSession(
  context: AuthContext,
  sql: Sql,
  { userId, method, agent }: SignIn,
): Promise<SessionView> {
  const now = context.now();
  await sql`update auth.users set last_sign_in_at = ${now}, updated_at = ${now} where id = ${userId}`;
  const user = await findUser(sql, userId);
  if (!user) throw refuse(404, 'user_not_found', 'User not found');
  refuseBanned(user, now);
  const [session] = await sql<SessionRow[]>`
    insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
    values (${randomUUID()}, ${userId}, ${now}, ${now}, 'aal1', ${agent.userAgent}, ${agent.ip})
    returning *`;
  if (!session) throw new Error('auth.sessions took no row');
  await recordMethod(sql, session.id, { method, now });
  const refreshToken = await insertRefreshToken(sql, session, { parent: null, now });
  return sessionView(context, sql, { user, session, method, refreshToken });
}

export function refuseBanned(user: UserRow, now: Date): void {
  if (user.banned_until !== null && user.banned_until > now) {
    throw refuse(403, 'user_banned', 'User is banned');
  }
}
