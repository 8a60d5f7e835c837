import { randomUUID } from 'node:crypto';
import type { Sql } from '../postgres/database.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A row of auth.users, as far as this cloud uses it. */
export interface UserRow {
  readonly id: string;
  readonly aud: string;
  readonly role: string;
  readonly email: string | null;
  readonly encrypted_password: string | null;
  readonly email_confirmed_at: Date | null;
  readonly invited_at: Date | null;
  readonly confirmation_sent_at: Date | null;
  readonly recovery_sent_at: Date | null;
  readonly email_change: string | null;
  readonly email_change_sent_at: Date | null;
  readonly email_change_confirm_status: number;
  readonly reauthentication_sent_at: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly raw_app_meta_data: Json | null;
  readonly raw_user_meta_data: Json | null;
  readonly banned_until: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly is_anonymous: boolean;
}

export interface IdentityRow {
  readonly id: string;
  readonly provider_id: string;
  readonly user_id: string;
  readonly identity_data: Json;
  readonly provider: string;
  readonly email: string | null;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface FactorRow {
  readonly id: string;
  readonly user_id: string;
  readonly friendly_name: string | null;
  readonly factor_type: string;
  readonly status: 'unverified' | 'verified';
  readonly secret: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Addresses are compared and kept in lower case, as upstream. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function findUserByEmail(sql: Sql, email: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    select * from auth.users
    where email = ${normalizeEmail(email)} and is_sso_user = false and deleted_at is null`;
  return row;
}

export async function findUser(sql: Sql, id: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    select * from auth.users where id = ${id} and deleted_at is null`;
  return row;
}

export function identitiesOf(sql: Sql, userId: string): Promise<readonly IdentityRow[]> {
  return sql<IdentityRow[]>`
    select * from auth.identities where user_id = ${userId} order by created_at, id`;
}

export function factorsOf(sql: Sql, userId: string): Promise<readonly FactorRow[]> {
  return sql<FactorRow[]>`
    select * from auth.mfa_factors where user_id = ${userId} order by created_at, id`;
}

/** @returns bcrypt of a password, made by pgcrypto */
export async function hashPassword(sql: Sql, password: string): Promise<string> {
  const [row] = await sql<{ hash: string }[]>`
    select extensions.crypt(${password}, extensions.gen_salt('bf', 10)) as hash`;
  if (!row) throw new Error('pgcrypto returned no hash');
  return row.hash;
}

/** A hash of nothing, checked where there is no user: both answers then take as long. */
const nobodysHash = '$2a$10$7EqJtq98hPqEX7fNZaFWoOePaWxn96p36kBVLq3qpMpFZIPO1y/6m';

export async function passwordMatches(
  sql: Sql,
  password: string,
  user: UserRow | undefined,
): Promise<boolean> {
  const hash = user?.encrypted_password ?? '';
  const [row] = await sql<{ same: boolean }[]>`
    select extensions.crypt(${password}, ${hash || nobodysHash}) = ${hash} as same`;
  return row?.same === true && hash !== '';
}

export interface NewUser {
  readonly id?: string | undefined;
  readonly email: string;
  readonly password?: string | undefined;
  readonly userData?: Json | undefined;
  readonly appData?: Json | undefined;
  readonly provider: string;
  readonly confirmedAt: Date | null;
  readonly now: Date;
}

/** Inserts a user without identities. */
export async function insertUser(sql: Sql, user: NewUser): Promise<UserRow> {
  const appData = { provider: user.provider, providers: [user.provider], ...user.appData };
  const hash = user.password === undefined ? null : await hashPassword(sql, user.password);
  const [row] = await sql<UserRow[]>`
    insert into auth.users (
      instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
      raw_app_meta_data, raw_user_meta_data, created_at, updated_at
    ) values (
      '00000000-0000-0000-0000-000000000000', ${user.id ?? randomUUID()}, 'authenticated',
      'authenticated', ${normalizeEmail(user.email)}, ${hash}, ${user.confirmedAt},
      ${sql.json(appData)}, ${sql.json((user.userData ?? {}) as never)},
      ${user.now}, ${user.now}
    ) returning *`;
  if (!row) throw new Error('auth.users took no row');
  return row;
}

export interface NewIdentity {
  readonly userId: string;
  readonly provider: string;
  /** The provider's name for the user; our own id for the provider `email`. */
  readonly providerId: string;
  readonly data: Json;
  readonly now: Date;
}

export async function insertIdentity(sql: Sql, identity: NewIdentity): Promise<void> {
  await sql`
    insert into auth.identities (
      provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at
    ) values (
      ${identity.providerId}, ${identity.userId}, ${sql.json(identity.data as never)},
      ${identity.provider}, ${identity.now}, ${identity.now}, ${identity.now}
    )`;
}

/** The identity that goes with an address and a password. */
export async function insertEmailIdentity(sql: Sql, user: UserRow, now: Date): Promise<void> {
  await insertIdentity(sql, {
    userId: user.id,
    provider: 'email',
    providerId: user.id,
    data: {
      ...user.raw_user_meta_data,
      sub: user.id,
      email: user.email,
      email_verified: user.email_confirmed_at !== null,
      phone_verified: false,
    },
    now,
  });
}
