import type { Hono } from 'npm:hono@4.13.19';
import type { BillingProvider } from '../_shared/billing/billing-provider.ts';
import { reconcile } from '../_shared/billing/reconcile.ts';
import { type Report, createApp } from '../_shared/create-app.ts';
import type { Asking, Sql } from '../_shared/database.ts';
import { requireService } from '../_shared/require-service.ts';

export interface ReconcileParts {
  readonly sql: Sql;
  readonly provider: BillingProvider | null;
  readonly serviceRoleKey: string;
  readonly report: Report;
}

const accountsAtOnce = 200;
const reportsAtOnce = 500;

/**
 * POST /billing-reconcile, with the service role's key, from a schedule: every ten minutes.
 *
 * Accounts whose webhooks failed, whose period has ended, or that were not asked about for a day are
 * brought to what the provider says; spent credits go to its meters; lots end, jobs that were cut off too; sums are compared.
 * Who paid twice and could not be paid back within the hour is an alert.
 * Stops early rather than late: what is left comes next time.
 */
export function createHandler({ sql, provider, serviceRoleKey, report }: ReconcileParts): Hono {
  const app = createApp('billing-reconcile', { report });

  app.post('/', async (c) => {
    requireService(c, serviceRoleKey);
    const reconciled = provider === null ? { asked: 0, failed: 0 } : await askAll(provider);
    const reported = provider === null ? 0 : await reportUsage(provider).catch(nothingReported);
    const [ended] = await sql<{ lots: number; swept: number }[]>`
      select public.credits_expire() as lots, public.ai_sweep() as swept`;
    const drift = await sql<
      { user_id: string }[]
    >`select user_id from public.credit_drift limit 100`;
    await note('credit-drift', drift.length, (many) => `The sums of ${many} accounts disagree.`);
    const [left] = await sql<{ duplicates: number }[]>`
      select count(*)::integer as duplicates from public.billing_duplicates
      where (ended_at is null or refunded_cents is null) and found_at < now() - interval '1 hour'`;
    const duplicates = left?.duplicates ?? 0;
    await note(
      'paid-twice',
      duplicates,
      (many) => `${many} subscriptions beside another one could not be ended and paid back.`,
    );
    return c.json({
      ...reconciled,
      reported,
      expired: ended?.lots ?? 0,
      swept: ended?.swept ?? 0,
      drift: drift.length,
      duplicates,
    });
  });

  return app;

  async function askAll(from: BillingProvider): Promise<{ asked: number; failed: number }> {
    await sql`
      update public.billing_operations set state = 'unknown', finished_at = now()
      where state = 'sending' and created_at < now() - interval '2 minutes'`;
    const due = await accountsDue(from);
    let failed = 0;
    for (const userId of due) {
      try {
        await reconcile({ sql, provider: from }, userId, (transaction, { outcome }) =>
          concludeEvents(transaction, { provider: from.name, userId, outcome }),
        );
      } catch (error) {
        failed += 1;
        report(error);
      }
    }
    return { asked: due.length, failed };
  }

  /** Those with a reason first, then those who were not asked about for longest. */
  async function accountsDue({ name }: BillingProvider): Promise<readonly string[]> {
    const rows = await sql<{ user_id: string }[]>`
      select user_id from (
        -- A webhook that was begun and not ended: the function may have died of it.
        select user_id, 0 as line, received_at as since from public.billing_events
        where provider = ${name} and outcome in ('received', 'failed') and user_id is not null
          and received_at < now() - interval '1 minute'
        union all
        -- Who went to pay, and of whom nothing was heard: webhooks may be lost, and the app closed.
        select user_id, 0, created_at from public.billing_operations as operations
        where provider = ${name} and kind = 'checkout' and state in ('done', 'unknown')
          and user_id is not null and created_at > now() - interval '3 hours'
          and not exists (
            select from public.billing_customers as customers
            where customers.user_id = operations.user_id and customers.provider = ${name}
          )
        union all
        -- Who paid twice, and has not had all of it back.
        select user_id, 0, found_at from public.billing_duplicates
        where provider = ${name} and (ended_at is null or refunded_cents is null)
          and user_id is not null
        union all
        select user_id, 1, reconciled_at from public.billing_customers as customers
        where provider = ${name} and (
          reconciled_at is null
          or reconciled_at < now() - interval '1 day'
          or exists (
            select from public.subscriptions as held
            where held.user_id = customers.user_id and held.grants and held.period_end < now()
              and customers.reconciled_at < now() - interval '1 hour'
          )
          or exists (
            select from public.billing_operations as operations
            where operations.user_id = customers.user_id and operations.state = 'unknown'
              and operations.finished_at > customers.reconciled_at
          )
        )
      ) as due
      group by user_id
      order by min(line), min(since) nulls first
      limit ${accountsAtOnce}`;
    return rows.map(({ user_id: userId }) => userId);
  }

  async function reportUsage(from: BillingProvider): Promise<number> {
    if (!from.capabilities.usageMeters) return 0;
    const reports = await sql<{ id: string; userId: string; credits: number; at: number }[]>`
      select usage_reports.id, usage_reports.user_id as "userId", credits::integer,
        (extract(epoch from spent_at) * 1000)::double precision as at
      from public.usage_reports
      join public.billing_customers as customers
        on customers.user_id = usage_reports.user_id and customers.provider = ${from.name}
      where sent_at is null order by spent_at limit ${reportsAtOnce}`;
    if (reports.length === 0) return 0;
    await from.reportUsage(reports);
    await sql`
      update public.usage_reports set sent_at = now()
      where id = any(${reports.map(({ id }) => id)})`;
    return reports.length;
  }

  /** The provider takes each report once: they are sent again next time. */
  function nothingReported(error: unknown): number {
    report(error);
    return 0;
  }

  /** An alert while there are any. */
  async function note(
    rule: string,
    count: number,
    words: (count: number) => string,
  ): Promise<void> {
    if (count === 0) {
      await sql`
        update public.alerts set closed_at = now()
        where rule = ${rule} and closed_at is null`;
      return;
    }
    await sql`
      insert into public.alerts (rule, severity, message)
      values (${rule}, 'critical', ${words(count)})
      on conflict (rule, labels) where closed_at is null do update set message = excluded.message`;
  }
}

interface Concluded {
  readonly provider: string;
  readonly userId: string;
  readonly outcome: string;
}

/** What was asked for afresh makes up for the webhooks that were begun before. */
async function concludeEvents(
  sql: Asking,
  { provider, userId, outcome }: Concluded,
): Promise<void> {
  await sql`
    update public.billing_events set outcome = ${outcome}, error = null
    where provider = ${provider} and user_id = ${userId} and outcome in ('received', 'failed')`;
}
