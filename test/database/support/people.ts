import { randomUUID } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import type { Sql } from './server.ts';

/** Makes an account and returns its id. */
export async function signUp(sql: Sql): Promise<string> {
  const id = randomUUID();
  await sql`insert into auth.users (id, email) values (${id}, ${`${id}@example.com`})`;
  return id;
}

/** Runs a transaction as the API would for a signed-in user. */
export function asUser<T>(
  sql: Sql,
  user: string,
  work: (transaction: TransactionSql) => Promise<T>,
): Promise<T> {
  const claims = JSON.stringify({ sub: user, role: 'authenticated' });
  return sql.begin(async (transaction) => {
    await transaction`
      select set_config('role', 'authenticated', true),
        set_config('request.jwt.claims', ${claims}, true)`;
    return work(transaction);
  }) as Promise<T>;
}
