import { z } from 'npm:zod@4.6.7';
import type { Sql } from '../_shared/database.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';

const planSchema = z.object({
  features: z.array(z.string()),
  perMinute: z.coerce.number().int().positive(),
});

/** All accounts together: the providers' own limits are not far beyond. */
const together = { capacity: 600, perSecond: 50 };

/**
 * Lets an account in whose plan allows it, at the plan's pace: for jobs, and for the uploads before
 * them.
 * @throws FunctionError not_entitled, rate_limited, unavailable
 */
export async function admit(
  userId: string,
  what: 'jobs' | 'uploads',
  { sql, takeFrom }: { readonly sql: Sql; readonly takeFrom: TakeFrom },
): Promise<void> {
  // Also gives the credits of a month that has begun.
  const [row] = await sql`
    select entitled.features, plans.limits ->> 'requestsPerMinute' as "perMinute",
      private.grant_period(${userId})
    from private.refresh_entitlement(${userId}) as entitled
    join public.plans on plans.id = entitled.plan_id`;
  const plan = planSchema.parse(row);
  if (!plan.features.includes('managed-models')) {
    const message = 'This plan does not include the managed models.';
    throw new FunctionError({ status: 403, code: 'not_entitled', message });
  }
  const pace = { capacity: plan.perMinute, perSecond: plan.perMinute / 60 };
  await takeFrom(what === 'jobs' ? `ai:${userId}` : `ai-uploads:${userId}`, pace);
  if (what === 'jobs') await takeFrom('ai', together);
}
