import { z } from 'npm:zod@4.6.7';
import type { BillingProvider, Offer, Wanted } from '../_shared/billing/billing-provider.ts';
import { carryOut } from '../_shared/billing/operations.ts';
import type { Caller } from '../_shared/caller.ts';
import type { Sql } from '../_shared/database.ts';

/** What a step leads to: a page of the provider, or nothing more to do. */
export const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('page'), url: z.url() }),
  z.object({ step: z.literal('done') }),
]);
export type Step = z.infer<typeof stepSchema>;

interface Opening {
  readonly caller: Caller;
  readonly provider: BillingProvider;
  /** The app's id of what it asks for. */
  readonly operation: string;
  readonly wanted: Wanted;
}

/** Opens a provider's checkout, once for each operation; `request`: what a repeat has to ask for too. */
export function createOpenCheckout({
  sql,
  returnUrl,
}: {
  readonly sql: Sql;
  readonly returnUrl: string;
}) {
  return (
    { caller: { userId }, provider, operation, wanted }: Opening,
    request: Readonly<Record<string, string>>,
  ): Promise<Step> =>
    carryOut(
      { sql, schema: stepSchema },
      { id: operation, userId, provider: provider.name, kind: 'checkout', request },
      async () => {
        const { url } = await provider.createCheckout({
          userId,
          email: await emailOf(sql, userId),
          wanted,
          successUrl: returnUrl,
          returnUrl: unpaid(returnUrl),
          operationId: operation,
        });
        return { step: 'page' as const, url };
      },
    );
}

/** Days that this plan may be tried; nobody tries twice. */
export async function trialOf(sql: Sql, userId: string, { plan }: Offer): Promise<number> {
  const [row] = await sql<{ days: number }[]>`
    select trial_days as days from public.plans
    where id = ${plan} and not public.billing_tried(${userId})`;
  return row?.days ?? 0;
}

async function emailOf(sql: Sql, userId: string): Promise<string> {
  const [row] = await sql<{ email: string }[]>`select email from auth.users where id = ${userId}`;
  return row?.email ?? '';
}

/** The same page, for buyers who turn back: nobody need wait for their money. */
function unpaid(returnUrl: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('paid', 'no');
  return url.href;
}
