import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import type { AuthenticationMethod } from './sessions.ts';

/** What a client sends to start a sign-in that ends with a code only it can use (RFC 7636). */
export interface CodeChallenge {
  readonly challenge: string;
  readonly method: 's256' | 'plain';
}

export interface FlowRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly auth_code: string;
  readonly code_challenge_method: 's256' | 'plain';
  readonly code_challenge: string;
  readonly provider_type: string;
  readonly authentication_method: AuthenticationMethod;
  readonly created_at: Date;
  readonly auth_code_issued_at: Date | null;
}

const flowLifeMs = 300_000;

export interface NewFlow {
  readonly challenge: CodeChallenge;
  readonly userId: string;
  readonly method: AuthenticationMethod;
  readonly provider: string;
}

export async function insertFlow(sql: Sql, flow: NewFlow, now: Date): Promise<FlowRow> {
  const [row] = await sql<FlowRow[]>`
    insert into auth.flow_state (id, user_id, auth_code, code_challenge, code_challenge_method,
      provider_type, authentication_method, created_at, updated_at)
    values (${randomUUID()}, ${flow.userId}, ${randomUUID()}, ${flow.challenge.challenge},
      ${flow.challenge.method}, ${flow.provider}, ${flow.method}, ${now}, ${now})
    returning *`;
  if (!row) throw new Error('auth.flow_state took no row');
  return row;
}

/**
 * Lets the code of a user's latest flow be used from now on.
 * @returns the code, undefined if no such flow is open
 */
export async function releaseCode(
  sql: Sql,
  { userId, method }: { readonly userId: string; readonly method: AuthenticationMethod },
  now: Date,
): Promise<string | undefined> {
  const [row] = await sql<{ code: string }[]>`
    update auth.flow_state set auth_code_issued_at = ${now}, updated_at = ${now}
    where id = (
      select id from auth.flow_state
      where user_id = ${userId} and authentication_method = ${method}
      order by created_at desc limit 1
    )
    returning auth_code as code`;
  return row?.code;
}

function verifierFits(verifier: string, flow: FlowRow): boolean {
  const derived =
    flow.code_challenge_method === 's256'
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier;
  const [a, b] = [Buffer.from(derived), Buffer.from(flow.code_challenge)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Takes a flow by its code: it works once.
 * @throws AuthError flow_state_not_found, flow_state_expired, bad_code_verifier
 */
export async function takeFlow(
  context: AuthContext,
  sql: Sql,
  { code, verifier }: { readonly code: string; readonly verifier: string },
): Promise<FlowRow & { readonly user_id: string }> {
  const [flow] = await sql<FlowRow[]>`
    select * from auth.flow_state where auth_code = ${code} for update`;
  if (!flow || flow.user_id === null || flow.auth_code_issued_at === null) {
    throw refuse(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found');
  }
  if (context.now().getTime() > flow.auth_code_issued_at.getTime() + flowLifeMs) {
    throw refuse(422, 'flow_state_expired', 'invalid flow state, flow state has expired');
  }
  if (!verifierFits(verifier, flow)) {
    throw refuse(
      400,
      'bad_code_verifier',
      'code challenge does not match previously saved code verifier',
    );
  }
  await sql`delete from auth.flow_state where id = ${flow.id}`;
  return { ...flow, user_id: flow.user_id };
}
