import type { Asking, Sql } from '../_shared/database.ts';

/** An account that is about to go. */
export interface DeletionRequest {
  readonly requested_at: Date;
  /** Until then it can be taken back. */
  readonly execute_after: Date;
}

export interface Deletions {
  find(userId: string): Promise<DeletionRequest | undefined>;
  /** Again changes nothing: the time that runs goes on. */
  request(userId: string, reason: string | undefined): Promise<DeletionRequest>;
  /** @returns whether there was one */
  takeBack(userId: string): Promise<boolean>;
  /** @returns how many accounts are gone */
  carryOut(): Promise<number>;
}

/** Of one call: what is left waits for the next. */
const mostAtOnce = 100;

export function createDeletions(sql: Sql): Deletions {
  async function find(asking: Asking, userId: string): Promise<DeletionRequest | undefined> {
    const [known] = await asking<DeletionRequest[]>`
      select requested_at, execute_after from public.deletion_requests where user_id = ${userId}`;
    return known;
  }

  return {
    find: (userId) => find(sql, userId),
    request: (userId, reason) =>
      sql.begin(async (tx) => {
        const added = await tx`
          insert into public.deletion_requests (user_id, reason)
          values (${userId}, ${reason ?? null})
          on conflict (user_id) do nothing returning 1`;
        if (added.length > 0) await tx`select private.audit('deletion.request', ${userId})`;
        const request = await find(tx, userId);
        if (request === undefined) throw new Error('The request is not there.');
        return request;
      }),
    takeBack: (userId) =>
      sql.begin(async (tx) => {
        const removed = await tx`
          delete from public.deletion_requests where user_id = ${userId} returning 1`;
        if (removed.length > 0) await tx`select private.audit('deletion.take_back', ${userId})`;
        return removed.length > 0;
      }),
    async carryOut() {
      const [row] = await sql<{ deleted: number }[]>`
        select private.delete_due_accounts(${mostAtOnce}) as deleted`;
      return row?.deleted ?? 0;
    },
  };
}
