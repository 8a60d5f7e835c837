import type { Caller } from '../_shared/caller.ts';
import type { Sql } from '../_shared/database.ts';
import { FunctionError } from '../_shared/function-error.ts';

/** @throws FunctionError for_admins */
export async function requireAdmin({ userId }: Caller, sql: Sql): Promise<void> {
  const rows = await sql`
    select 1 from public.roles where user_id = ${userId} and role = 'admin'`;
  if (rows.length > 0) return;
  throw new FunctionError({ status: 403, code: 'for_admins', message: 'This is for admins.' });
}
