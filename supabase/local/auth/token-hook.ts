import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { AuthError } from './auth-error.ts';
import type { AuthContext } from './context.ts';

interface HookEvent {
  readonly user_id: string;
  readonly claims: JWTPayload;
  readonly authentication_method: string;
}

/** Claims that a hook may change but not leave out, as upstream. */
const requiredClaims = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  sub: z.string(),
  role: z.string(),
  aal: z.string(),
  session_id: z.string(),
  email: z.string(),
  phone: z.string(),
  is_anonymous: z.boolean(),
});

const answerSchema = z.union([
  z.object({ error: z.object({ http_code: z.int().optional(), message: z.string() }) }),
  z.object({ claims: requiredClaims }),
]);

/** Lets the project's Postgres function (auth.hook.custom_access_token) extend the claims. */
export async function runTokenHook(
  { config }: AuthContext,
  sql: Sql,
  event: HookEvent,
): Promise<JWTPayload> {
  const hook = config.hook.custom_access_token;
  if (!hook?.enabled) return event.claims;
  const [row] = await sql<{ answer: unknown }[]>`
    select ${sql(`${hook.uri.schema}.${hook.uri.name}`)}(${sql.json(event as never)}::jsonb) as answer`;
  const answer = answerSchema.safeParse(row?.answer);
  if (!answer.success) {
    throw new AuthError({
      status: 500,
      code: 'unexpected_failure',
      message: `The custom access token hook left out what a token needs: ${z.prettifyError(answer.error)}`,
    });
  }
  if ('error' in answer.data) {
    throw new AuthError({
      status: answer.data.error.http_code === 403 ? 403 : 500,
      code: 'unexpected_failure',
      message: answer.data.error.message,
    });
  }
  return answer.data.claims;
}
