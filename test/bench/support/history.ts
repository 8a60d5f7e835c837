import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { z } from 'zod';
import { asUser } from '../../database/support/people.ts';
import type { Member } from './cloud-crowd.ts';

/** Fills a user's log with finished jobs, as pushes would have left it. */
export async function giveHistory(
  sql: postgres.Sql,
  { user, device }: Member,
  operations: number,
): Promise<{ readonly epoch: string; readonly seq: number }> {
  const epoch = randomUUID();
  await sql`
    insert into public.sync_head (user_id, epoch, seq) values (${user}, ${epoch}, ${operations})`;
  await sql`
    insert into public.sync_ops (
      user_id, seq, op_id, device_id, n, kind, key, deleted, fields, overwritten, hash
    )
    select ${user}, seq, gen_random_uuid(), ${device}, seq, 'job', gen_random_uuid()::text, false,
      jsonb_build_object('run', 0, 'status', 'done', 'operation', 'describe', 'text', repeat('a red boat ', 20)),
      '{}', sha256(seq::text::bytea)
    from generate_series(1, ${operations}::bigint) as seq`;
  return { epoch, seq: operations };
}

const planSchema = z.array(
  z.object({
    Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }),
  }),
);

/** Pages of 8 KB that Postgres looks at to answer a pull, its plans known already. */
export async function pagesOfPull(
  sql: postgres.Sql,
  user: string,
  cursor: { readonly epoch: string; readonly seq: number },
): Promise<number> {
  return asUser(sql, user, async (transaction) => {
    const explain = (): Promise<{ 'QUERY PLAN': unknown }[]> =>
      transaction.unsafe(
        `explain (analyze, buffers, format json)
         select public.sync_pull($1::jsonb, 500)`,
        [transaction.json(cursor) as never],
      );
    await explain();
    const [row] = await explain();
    const [plan] = planSchema.parse(row?.['QUERY PLAN']);
    if (plan === undefined) throw new Error('no plan');
    return plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'];
  });
}
