import { z } from 'npm:zod@4.6.7';
import type { Sql } from '../_shared/database.ts';
import { FunctionError, unavailable } from '../_shared/function-error.ts';
import type { Project } from '../_shared/project.ts';
import type { Identity } from './verify-token.ts';

interface AccountsOptions {
  readonly sql: Sql;
  readonly project: Pick<Project, 'supabaseUrl' | 'serviceRoleKey'>;
  readonly fetch: typeof globalThis.fetch;
}

/** What the app spends by `verifyOtp`, once and soon. */
export interface SignInTicket {
  readonly token_hash: string;
  readonly type: string;
}

export interface Accounts {
  /**
   * The account behind an identity, made where there is none.
   * @throws FunctionError email_taken, unavailable
   */
  signIn(identity: Identity): Promise<SignInTicket>;
  /** Gives an account another way in. @throws FunctionError identity_taken */
  link(userId: string, identity: Identity): Promise<void>;
}

const patienceMs = 10_000;

const createdSchema = z.object({ id: z.uuid() });
const linkSchema = z.object({ hashed_token: z.string(), verification_type: z.string() });
const refusalSchema = z.object({ code: z.string() });

type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; code: string };

/** Names an identity in an account's app_metadata, which only this project's server writes. */
async function fingerprint({ issuer, subject }: Identity): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([issuer, subject]));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function createAccounts({ sql, project, fetch }: AccountsOptions): Accounts {
  async function callAdmin<T>(
    request: { readonly method: string; readonly path: string; readonly body?: object },
    schema: z.ZodType<T>,
  ): Promise<Answer<T>> {
    const answer = await fetch(`${project.supabaseUrl}/auth/v1/admin/${request.path}`, {
      method: request.method,
      headers: {
        apikey: project.serviceRoleKey,
        authorization: `Bearer ${project.serviceRoleKey}`,
        'content-type': 'application/json',
        'x-supabase-api-version': '2024-01-01',
      },
      body: JSON.stringify(request.body ?? {}),
      signal: AbortSignal.timeout(patienceMs),
    });
    const json: unknown = await answer.json();
    if (answer.ok) return { ok: true, data: schema.parse(json) };
    const refusal = refusalSchema.safeParse(json);
    if (refusal.success && answer.status < 500) return { ok: false, code: refusal.data.code };
    throw new Error(`The admin API answered ${answer.status} to ${request.path}`);
  }

  async function ownerOf({ issuer, subject }: Identity): Promise<string | undefined> {
    const [row] = await sql<{ user_id: string }[]>`
      update public.external_identities set last_used_at = now()
      where issuer = ${issuer} and subject = ${subject} returning user_id`;
    return row?.user_id;
  }

  async function record(userId: string, { issuer, subject, provider }: Identity): Promise<boolean> {
    const rows = await sql`
      insert into public.external_identities (issuer, subject, user_id, provider)
      values (${issuer}, ${subject}, ${userId}, ${provider})
      on conflict (issuer, subject) do nothing returning 1`;
    return rows.length > 0;
  }

  /** An account with this address that was made for this identity, and by nobody else. */
  async function madeFor(identity: Identity, mark: string): Promise<string | undefined> {
    const [row] = await sql<{ id: string }[]>`
      select id from auth.users
      where email = ${(identity.email ?? '').toLowerCase()}
        and raw_app_meta_data ->> 'external_identity' = ${mark}`;
    return row?.id;
  }

  /** Whoever signed up with the address never proved it, and never came in: it is free. */
  async function removeUnproven({ email }: Identity): Promise<boolean> {
    const removed = await sql`
      delete from auth.users
      where email = ${(email ?? '').toLowerCase()}
        and email_confirmed_at is null and last_sign_in_at is null
      returning 1`;
    return removed.length > 0;
  }

  function createUser(identity: Identity, mark: string): Promise<Answer<{ readonly id: string }>> {
    const body = {
      // An account needs an address: who has none that is verified gets one that leads nowhere.
      email: identity.email ?? `${crypto.randomUUID()}@identity.invalid`,
      email_confirm: true,
      user_metadata: { display_name: identity.name },
      app_metadata: { external_identity: mark },
    };
    return callAdmin({ method: 'POST', path: 'users', body }, createdSchema);
  }

  async function createAccount(identity: Identity): Promise<string> {
    const mark = await fingerprint(identity);
    let made = await createUser(identity, mark);
    if (!made.ok && (await removeUnproven(identity))) made = await createUser(identity, mark);
    // Made by an exchange that was cut off, or by another that runs at this moment.
    const userId = made.ok ? made.data.id : await madeFor(identity, mark);
    if (userId === undefined) {
      throw new FunctionError({
        status: 409,
        code: 'email_taken',
        message: 'An account with this address exists. Sign in to it, then link this sign-in.',
      });
    }
    if (await record(userId, identity)) return userId;
    const owner = await ownerOf(identity);
    if (owner === undefined) throw new Error('The identity was there, and is not any more.');
    if (made.ok && owner !== userId) {
      await callAdmin({ method: 'DELETE', path: `users/${userId}` }, z.unknown());
    }
    return owner;
  }

  async function ticketFor(userId: string): Promise<SignInTicket> {
    const [user] = await sql<
      { email: string }[]
    >`select email from auth.users where id = ${userId}`;
    const link = await callAdmin(
      { method: 'POST', path: 'generate_link', body: { type: 'magiclink', email: user?.email } },
      linkSchema,
    );
    if (!link.ok) throw new Error(`No link for an identity's account: ${link.code}`);
    return { token_hash: link.data.hashed_token, type: link.data.verification_type };
  }

  return {
    async signIn(identity) {
      try {
        return await ticketFor((await ownerOf(identity)) ?? (await createAccount(identity)));
      } catch (cause) {
        throw cause instanceof FunctionError ? cause : unavailable(cause);
      }
    },
    async link(userId, identity) {
      if (await record(userId, identity)) return;
      if ((await ownerOf(identity)) === userId) return;
      throw new FunctionError({
        status: 409,
        code: 'identity_taken',
        message: 'This sign-in belongs to another account.',
      });
    },
  };
}
