import { randomInt } from 'node:crypto';
import { createEmailUser } from './auth/sign-up.ts';
import { findUserByEmail } from './auth/users.ts';
import { CloudError } from './cloud-error.ts';
import type { Pool } from './postgres/database.ts';

interface Admin {
  readonly email: string;
  readonly password: string;
}

const email = 'admin@example.test';

/**
 * Makes an account with the role admin where nobody has it, so that the admin's screens can be tried.
 * @param sql connections of the superuser
 * @returns the account, with a password that is kept nowhere else; undefined if there was an admin
 */
export async function addDevelopmentAdmin(sql: Pool, now: Date): Promise<Admin | undefined> {
  return sql.begin(async (tx) => {
    const admins = await tx`select from public.roles where role = 'admin' limit 1`;
    if (admins.length > 0 || (await findUserByEmail(tx, email))) return undefined;
    // Letters and digits, as config.toml asks of everybody.
    const password = `studio-${randomInt(1e11, 1e12)}`;
    const { id } = await createEmailUser(tx, {
      email,
      password,
      provider: 'email',
      confirmedAt: now,
      now,
    });
    await tx`insert into public.roles (user_id, role) values (${id}, 'admin')`;
    return { email, password };
  });
}

/**
 * Gives an account the role admin; it has it from its next access token on.
 * @param sql connections of the superuser, or of the role postgres
 * @throws CloudError if nobody signed up with this address
 */
export async function makeAdmin(sql: Pool, address: string): Promise<void> {
  const user = await findUserByEmail(sql, address);
  if (!user) {
    throw new CloudError(
      `No account has the address ${address}.`,
      'Sign up in the app first, then run this again.',
    );
  }
  await sql`
    insert into public.roles (user_id, role) values (${user.id}, 'admin')
    on conflict (user_id) do update set role = excluded.role, granted_at = now()`;
}
