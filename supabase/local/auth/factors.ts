import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { Secret, TOTP } from 'otpauth';
import { toString as qrCode } from 'qrcode';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { createGuesses } from './guesses.ts';
import { agentOf, readBody, readId, requireUser } from './requests.ts';
import {
  type SessionRow,
  type SessionView,
  insertRefreshToken,
  recordMethod,
  sessionView,
} from './sessions.ts';
import { type FactorRow, type UserRow, factorsOf } from './users.ts';

const enrollSchema = z.object({
  factor_type: z.literal('totp'),
  friendly_name: z.string().max(255).nullish(),
  issuer: z.string().max(255).nullish(),
});
const verifySchema = z.object({ challenge_id: z.uuid(), code: z.string() });

const challengeLifeMs = 300_000;
/** Codes of the neighbouring half minutes count too: clocks differ. */
const toleratedSteps = 1;
const secretBytes = 20;

function totpOf(secret: string, label: { issuer?: string; name?: string } = {}): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    issuer: label.issuer ?? '',
    label: label.name ?? '',
  });
}

async function factorOf(sql: Sql, userId: string, id: string): Promise<FactorRow> {
  const [factor] = await sql<FactorRow[]>`
    select * from auth.mfa_factors where id = ${id} and user_id = ${userId}`;
  if (!factor) throw refuse(404, 'mfa_factor_not_found', 'Factor not found');
  return factor;
}

/**
 * Takes a challenge of a factor by the code that the app shows now.
 * @param sql a transaction
 * @throws AuthError mfa_challenge_expired, mfa_verification_failed
 */
async function takeChallenge(
  sql: Sql,
  {
    factor,
    challengeId,
    code,
    now,
  }: Readonly<Record<'challengeId' | 'code', string>> & {
    readonly factor: FactorRow;
    readonly now: Date;
  },
): Promise<void> {
  const [challenge] = await sql<{ created_at: Date }[]>`
    select created_at from auth.mfa_challenges
    where id = ${challengeId} and factor_id = ${factor.id} and verified_at is null
    for update`;
  if (!challenge || now.getTime() > challenge.created_at.getTime() + challengeLifeMs) {
    throw refuse(
      422,
      'mfa_challenge_expired',
      'MFA challenge has expired, verify against another challenge or create a new challenge.',
    );
  }
  const delta = totpOf(factor.secret ?? '').validate({
    token: code,
    window: toleratedSteps,
    timestamp: now.getTime(),
  });
  if (delta === null) throw refuse(422, 'mfa_verification_failed', 'Invalid TOTP code entered');
  await sql`update auth.mfa_challenges set verified_at = ${now} where id = ${challengeId}`;
}

interface Elevation {
  readonly user: UserRow;
  readonly session: SessionRow;
  readonly factor: FactorRow;
}

/** Lifts a session to aal2: its tokens are swapped, and sessions without a second factor end. */
async function elevate(
  context: AuthContext,
  sql: Sql,
  { user, session, factor }: Elevation,
): Promise<SessionView> {
  const now = context.now();
  await sql`
    update auth.mfa_factors set status = 'verified', updated_at = ${now} where id = ${factor.id}`;
  const [lifted] = await sql<SessionRow[]>`
    update auth.sessions set aal = 'aal2', factor_id = ${factor.id}, updated_at = ${now}
    where id = ${session.id} returning *`;
  if (!lifted) throw refuse(403, 'session_not_found', 'Session does not exist');
  await sql`
    delete from auth.sessions where user_id = ${user.id} and aal < 'aal2' and id <> ${session.id}`;
  await sql`
    delete from auth.mfa_factors where user_id = ${user.id} and status = 'unverified'`;
  await recordMethod(sql, session.id, { method: 'totp', now });
  const [active] = await sql<{ token: string }[]>`
    update auth.refresh_tokens set revoked = true, updated_at = ${now}
    where session_id = ${session.id} and revoked = false returning token`;
  const refreshToken = await insertRefreshToken(sql, lifted, {
    parent: active?.token ?? null,
    now,
  });
  return sessionView(context, sql, { user, session: lifted, method: 'totp', refreshToken });
}

/** /factors: time-based codes of an authenticator app as a second factor (RFC 6238). */
export function factorRoutes(context: AuthContext): Hono {
  const { sql, config } = context;
  const guesses = createGuesses(config.rate_limit.token_verifications, context.now);
  const routes = new Hono();

  routes.post('/factors', async (c) => {
    const { user, session } = await requireUser(context, c);
    const body = await readBody(c, enrollSchema);
    if (!config.mfa.totp.enroll_enabled) {
      throw refuse(422, 'mfa_totp_enroll_not_enabled', 'MFA enroll is disabled for TOTP');
    }
    const factors = await factorsOf(sql, user.id);
    if (factors.some(({ status }) => status === 'verified') && session.aal !== 'aal2') {
      throw refuse(403, 'insufficient_aal', 'AAL2 required to enroll a new factor');
    }
    if (factors.length >= config.mfa.max_enrolled_factors) {
      throw refuse(
        422,
        'too_many_enrolled_mfa_factors',
        'Maximum number of verified factors reached, unenroll to continue',
      );
    }
    const name = body.friendly_name ?? '';
    if (name !== '' && factors.some((factor) => factor.friendly_name === name)) {
      throw refuse(
        422,
        'mfa_factor_name_conflict',
        `A factor with the friendly name "${name}" for this user already exists`,
      );
    }
    const issuer = body.issuer ?? new URL(context.apiUrl).host;
    const secret = new Secret({ size: secretBytes }).base32;
    const uri = totpOf(secret, { issuer, name: user.email ?? user.id }).toString();
    const id = randomUUID();
    const now = context.now();
    await sql`
      insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret,
        created_at, updated_at)
      values (${id}, ${user.id}, ${name}, 'totp', 'unverified', ${secret}, ${now}, ${now})`;
    return c.json({
      id,
      type: 'totp',
      friendly_name: name,
      totp: { qr_code: await qrCode(uri, { type: 'svg' }), secret, uri },
    });
  });

  routes.post('/factors/:id/challenge', async (c) => {
    const { user } = await requireUser(context, c);
    const factor = await factorOf(sql, user.id, readId(c, 'id'));
    const now = context.now();
    const id = randomUUID();
    await sql`
      insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
      values (${id}, ${factor.id}, ${now}, ${agentOf(c).ip})`;
    const expiresAt = Math.floor((now.getTime() + challengeLifeMs) / 1000);
    return c.json({ id, type: 'totp', expires_at: expiresAt });
  });

  routes.post('/factors/:id/verify', async (c) => {
    const { user, session } = await requireUser(context, c);
    const factor = await factorOf(sql, user.id, readId(c, 'id'));
    const body = await readBody(c, verifySchema);
    if (!config.mfa.totp.verify_enabled) {
      throw refuse(422, 'mfa_totp_verify_not_enabled', 'MFA verification is disabled for TOTP');
    }
    const { challenge_id: challengeId, code } = body;
    const answer = await guesses.guard(c, () =>
      sql.begin(async (tx) => {
        await takeChallenge(tx, { factor, challengeId, code, now: context.now() });
        return elevate(context, tx, { user, session, factor });
      }),
    );
    return c.json(answer);
  });

  routes.delete('/factors/:id', async (c) => {
    const { user, session } = await requireUser(context, c);
    const factor = await factorOf(sql, user.id, readId(c, 'id'));
    if (factor.status === 'verified' && session.aal !== 'aal2') {
      throw refuse(422, 'insufficient_aal', 'AAL2 required to unenroll verified factor');
    }
    await sql.begin(async (tx) => {
      await tx`delete from auth.mfa_factors where id = ${factor.id}`;
      await tx`
        update auth.sessions set aal = 'aal1', factor_id = null
        where user_id = ${user.id} and factor_id = ${factor.id}`;
    });
    return c.json({ id: factor.id });
  });

  return routes;
}
