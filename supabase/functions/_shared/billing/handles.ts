import type { Sql } from '../database.ts';
import type { ProviderName } from './billing-provider.ts';

/** Ids of what a provider made for somebody, for providers that don't find it by our user's id. */
export interface BillingHandles {
  /** What runs first, then the newest. */
  of(userId: string): Promise<readonly string[]>;
  keep(userId: string, handle: string): Promise<void>;
}

/** What is asked of the provider for one user; more is somebody playing. */
const mostHandles = 20;

export function createBillingHandles(sql: Sql, provider: ProviderName): BillingHandles {
  return {
    async of(userId) {
      // What still runs comes first: whoever opens many checkouts must not lose what they have.
      const rows = await sql<{ handle: string }[]>`
        select handle from public.billing_handles
        where user_id = ${userId} and provider = ${provider}
        order by exists (
          select from public.subscriptions
          where provider = ${provider} and provider_subscription_id = handle and status <> 'ended'
        ) desc, created_at desc
        limit ${mostHandles}`;
      return rows.map(({ handle }) => handle);
    },
    async keep(userId, handle) {
      await sql`
        insert into public.billing_handles (provider, handle, user_id)
        values (${provider}, ${handle}, ${userId})
        on conflict do nothing`;
    },
  };
}
