import { z } from 'npm:zod@4.6.7';
import type { Sql } from '../database.ts';
import type { BillingProvider } from './billing-provider.ts';
import { carryOut } from './operations.ts';

const endedSchema = z.object({ refundedCents: z.int().nonnegative() });

/**
 * Ends what somebody bought beside another subscription, and gives its money back: how many it ended.
 * What nobody answered is not asked again before the provider's state was fetched afresh, which says
 * what came of it; `askedAt`: when that was. What fails here is left for the next time.
 */
export async function endDuplicates(
  { sql, provider }: { readonly sql: Sql; readonly provider: BillingProvider },
  { userId, askedAt }: { readonly userId: string; readonly askedAt: Date },
): Promise<number> {
  const open = () => sql<{ id: string; runs: boolean }[]>`
    select subscription_id as id, ended_at is null as runs
    from public.billing_duplicates
    where user_id = ${userId} and provider = ${provider.name}
      and (ended_at is null or refunded_cents is null)
      and not exists (
        select from public.billing_operations
        where user_id = ${userId} and kind = 'end' and request ->> 'subscription' = subscription_id
          and state <> 'sending' and finished_at > ${askedAt}
      )
    order by found_at, subscription_id`;
  let ended = 0;
  for (const { id } of await open()) {
    const operation = {
      id: crypto.randomUUID(),
      userId,
      provider: provider.name,
      kind: 'end',
      request: { subscription: id },
    } as const;
    try {
      await carryOut({ sql, schema: endedSchema }, operation, async () => {
        // Two that come at once: the second one has waited for the first.
        const still = (await open()).find((one) => one.id === id);
        if (still === undefined) return { refundedCents: 0 };
        if (still.runs) await provider.cancel(id, 'now');
        const refundedCents = await provider.refundAll(id);
        await sql`
          update public.billing_duplicates set refunded_cents = ${refundedCents}
          where provider = ${provider.name} and subscription_id = ${id}`;
        ended += 1;
        return { refundedCents };
      });
    } catch {
      // Journalled as refused or unknown, or another operation is under way.
    }
  }
  return ended;
}
