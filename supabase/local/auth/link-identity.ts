import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import type { ProviderProfile } from './test-provider.ts';
import {
  type IdentityRow,
  type UserRow,
  findUserByEmail,
  insertIdentity,
  insertUser,
} from './users.ts';

function identityData(profile: ProviderProfile): Readonly<Record<string, unknown>> {
  return {
    sub: profile.providerId,
    email: profile.email,
    email_verified: true,
    full_name: profile.name,
    name: profile.name,
  };
}

async function addIdentity(
  context: AuthContext,
  sql: Sql,
  { userId, profile }: { readonly userId: string; readonly profile: ProviderProfile },
): Promise<void> {
  const now = context.now();
  await insertIdentity(sql, {
    userId,
    provider: profile.provider,
    providerId: profile.providerId,
    data: identityData(profile),
    now,
  });
  await sql`
    update auth.users set updated_at = ${now}, raw_app_meta_data = raw_app_meta_data ||
      jsonb_build_object('providers', (
        select jsonb_agg(distinct provider) from auth.identities where user_id = ${userId}))
    where id = ${userId}`;
}

/**
 * Somebody may have signed up with this address without owning it, and wait for its owner to come:
 * their password and their way in end here.
 */
async function takeOverUnconfirmed(context: AuthContext, sql: Sql, user: UserRow): Promise<void> {
  const now = context.now();
  await sql`delete from auth.identities where user_id = ${user.id}`;
  await sql`delete from auth.sessions where user_id = ${user.id}`;
  await sql`
    update auth.users set encrypted_password = null, email_confirmed_at = ${now},
      raw_user_meta_data = '{}' where id = ${user.id}`;
}

/**
 * The user whom a provider's profile belongs to: known by it, by its address, or new.
 * @param sql a transaction
 * @param linkTo the signed-in user who wants to add this identity
 * @throws AuthError identity_already_exists, signup_disabled
 */
export async function userOfProfile(
  context: AuthContext,
  sql: Sql,
  { profile, linkTo }: { readonly profile: ProviderProfile; readonly linkTo: string | undefined },
): Promise<string> {
  const [known] = await sql<IdentityRow[]>`
    select * from auth.identities
    where provider = ${profile.provider} and provider_id = ${profile.providerId}`;
  if (known) {
    if (linkTo !== undefined) {
      throw refuse(422, 'identity_already_exists', 'Identity is already linked to a user');
    }
    await sql`
      update auth.identities set last_sign_in_at = ${context.now()} where id = ${known.id}`;
    return known.user_id;
  }
  if (linkTo !== undefined) {
    await addIdentity(context, sql, { userId: linkTo, profile });
    return linkTo;
  }
  const sameAddress = await findUserByEmail(sql, profile.email);
  if (sameAddress) {
    if (sameAddress.email_confirmed_at === null)
      await takeOverUnconfirmed(context, sql, sameAddress);
    await addIdentity(context, sql, { userId: sameAddress.id, profile });
    return sameAddress.id;
  }
  if (!context.config.enable_signup) {
    throw refuse(422, 'signup_disabled', 'Signups not allowed for this instance');
  }
  const now = context.now();
  const user = await insertUser(sql, {
    email: profile.email,
    userData: identityData(profile),
    provider: profile.provider,
    confirmedAt: now,
    now,
  });
  await addIdentity(context, sql, { userId: user.id, profile });
  return user.id;
}
