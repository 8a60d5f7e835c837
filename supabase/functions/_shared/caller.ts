import type { Context } from 'npm:hono@4.13.19';
import { type JWTPayload, createRemoteJWKSet, errors, jwtVerify } from 'npm:jose@6.2.17';
import { z } from 'npm:zod@4.6.7';
import type { Sql } from './database.ts';
import { FunctionError, unavailable } from './function-error.ts';
import type { Project } from './project.ts';

const claimsSchema = z.object({
  sub: z.uuid(),
  session_id: z.uuid(),
  role: z.literal('authenticated'),
  aal: z.enum(['aal1', 'aal2']),
  amr: z.array(z.object({ method: z.string(), timestamp: z.number() })).default([]),
});

export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
  readonly aal: 'aal1' | 'aal2';
  /** When they last proved who they are; refreshing a session is no proof. */
  readonly provedAt: Date;
}

interface CallersOptions {
  readonly project: Pick<Project, 'supabaseUrl' | 'issuer'>;
  readonly sql: Sql;
  readonly now: () => Date;
}

/** Who calls a function; each asks more than the one before it. */
export interface Callers {
  /** A valid access token. @throws FunctionError no_authorization, bad_token, unavailable */
  requireUser(c: Context): Promise<Caller>;
  /** Whose session was not ended since. @throws FunctionError session_ended too */
  requireLiveSession(c: Context): Promise<Caller>;
  /**
   * Who has signed in within the last quarter of an hour, by the second factor where there is one.
   * @throws FunctionError second_factor_required, reauthentication_needed too
   */
  requireRecentSignIn(c: Context): Promise<Caller>;
}

const recentMs = 15 * 60_000;

/** In the order in which they are asked for. */
const refusals = {
  no_authorization: { status: 401, message: 'Sign in first.' },
  bad_token: { status: 401, message: 'The access token is not valid.' },
  session_ended: { status: 401, message: 'This session has ended.' },
  second_factor_required: { status: 403, message: 'The second factor comes first.' },
  reauthentication_needed: { status: 403, message: 'Sign in again first.' },
} as const;

function refuse(code: keyof typeof refusals, cause?: unknown): FunctionError {
  return new FunctionError({ code, ...refusals[code] }, { cause });
}

/** Says of an error of jose whether the token is at fault; else the keys could not be had. */
export function isTokenFault(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

export function createCallers({ project, sql, now }: CallersOptions): Callers {
  const keys = createRemoteJWKSet(new URL(`${project.supabaseUrl}/auth/v1/.well-known/jwks.json`));

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const verified = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        issuer: project.issuer,
        audience: 'authenticated',
      });
      return verified.payload;
    } catch (cause) {
      if (!isTokenFault(cause)) throw unavailable(cause);
      throw refuse('bad_token', cause);
    }
  }

  async function requireUser(c: Context): Promise<Caller> {
    const [, token] = /^bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (token === undefined) throw refuse('no_authorization');
    const claims = claimsSchema.safeParse(await verify(token));
    if (!claims.success) {
      throw refuse('bad_token', claims.error);
    }
    const { sub, session_id: sessionId, aal, amr } = claims.data;
    const proved = Math.max(0, ...amr.map(({ timestamp }) => timestamp));
    return { userId: sub, sessionId, aal, provedAt: new Date(proved * 1000) };
  }

  async function requireLiveSession(c: Context): Promise<Caller> {
    const caller = await requireUser(c);
    const alive = await sql`
      select 1 from auth.sessions
      where id = ${caller.sessionId} and user_id = ${caller.userId}
        and (not_after is null or not_after > now())`;
    if (alive.length === 0) throw refuse('session_ended');
    return caller;
  }

  return {
    requireUser,
    requireLiveSession,
    async requireRecentSignIn(c) {
      const caller = await requireLiveSession(c);
      const factors = await sql`
        select 1 from auth.mfa_factors
        where user_id = ${caller.userId} and status = 'verified' limit 1`;
      if (factors.length > 0 && caller.aal !== 'aal2') {
        throw refuse('second_factor_required');
      }
      if (now().getTime() - caller.provedAt.getTime() > recentMs) {
        throw refuse('reauthentication_needed');
      }
      return caller;
    },
  };
}
