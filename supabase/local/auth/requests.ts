import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { loopback } from '../processes/free-port.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import type { CodeChallenge } from './flow-state.ts';
import type { Agent, SessionRow } from './sessions.ts';
import { type UserRow, findUser } from './users.ts';

export const emailSchema = z.email().max(255);

export const userDataSchema = z.record(z.string(), z.unknown());

/** The fields that a PKCE client adds; others send none, or empty ones. */
export const challengeSchema = z.object({
  code_challenge: z.string().max(128).nullish(),
  code_challenge_method: z.string().nullish(),
});

export function codeChallenge(body: z.infer<typeof challengeSchema>): CodeChallenge | undefined {
  if (!body.code_challenge) return undefined;
  const method = body.code_challenge_method?.toLowerCase();
  if (method !== 's256' && method !== 'plain') {
    throw refuse(400, 'validation_failed', 'code challenge method is invalid');
  }
  return { challenge: body.code_challenge, method };
}

/** @throws AuthError bad_json, validation_failed */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    const text = await c.req.text();
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    throw refuse(400, 'bad_json', 'Could not parse request body as JSON');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw refuse(400, 'validation_failed', z.prettifyError(parsed.error));
  return parsed.data;
}

/** @throws AuthError validation_failed for what is no UUID */
export function readId(c: Context, name: string): string {
  const parsed = z.uuid().safeParse(c.req.param(name));
  if (!parsed.success) throw refuse(404, 'validation_failed', `${name} must be an UUID`);
  return parsed.data;
}

export function redirectTo(c: Context): string | undefined {
  return c.req.query('redirect_to') ?? c.req.header('referer');
}

export function agentOf(c: Context): Agent {
  return {
    userAgent: c.req.header('user-agent') ?? '',
    ip: getConnInfo(c).remote.address ?? loopback,
  };
}

/** @throws AuthError no_authorization, bad_jwt */
async function readClaims({ tokens }: AuthContext, c: Context): Promise<JWTPayload> {
  const [, token] = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (token === undefined) {
    throw refuse(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  }
  try {
    return await tokens.verify(token);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw refuse(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${reason}`);
  }
}

export interface SignedIn {
  readonly user: UserRow;
  readonly session: SessionRow;
}

/** @throws AuthError no_authorization, bad_jwt, session_not_found, user_not_found */
export async function requireUser(context: AuthContext, c: Context): Promise<SignedIn> {
  const claims = await readClaims(context, c);
  if (claims.sub === undefined || claims.aud !== 'authenticated') {
    throw refuse(403, 'bad_jwt', 'invalid claim: missing sub claim');
  }
  const sessionId = z.uuid().safeParse(claims['session_id']);
  if (!sessionId.success) throw refuse(403, 'bad_jwt', 'invalid claim: missing session_id claim');
  const user = await findUser(context.sql, claims.sub);
  if (!user) {
    throw refuse(403, 'user_not_found', 'User from sub claim in JWT does not exist');
  }
  const [session] = await context.sql<SessionRow[]>`
    select * from auth.sessions where id = ${sessionId.data} and user_id = ${user.id}`;
  if (!session) {
    throw refuse(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
  }
  return { user, session };
}

/** @throws AuthError no_authorization, bad_jwt, not_admin */
export async function requireAdmin(context: AuthContext, c: Context): Promise<void> {
  const claims = await readClaims(context, c);
  if (claims['role'] !== 'service_role') throw refuse(403, 'not_admin', 'User not allowed');
}
