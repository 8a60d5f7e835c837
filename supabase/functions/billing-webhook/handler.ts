import type { Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import {
  BillingFailure,
  type BillingProvider,
  type VerifiedWebhook,
} from '../_shared/billing/billing-provider.ts';
import { reconcile } from '../_shared/billing/reconcile.ts';
import { type Report, createApp } from '../_shared/create-app.ts';
import type { Asking, Sql } from '../_shared/database.ts';
import { FunctionError, unavailable } from '../_shared/function-error.ts';

export interface WebhookParts {
  readonly sql: Sql;
  readonly provider: BillingProvider | null;
  readonly report: Report;
}

/** Providers send a few kilobytes; nobody else is read to the end. */
const largestBody = 1_000_000;

type Outcome = 'applied' | 'outdated' | 'unknown_customer' | 'ignored';

/**
 * POST /billing-webhook/:provider. A webhook is a reason to ask the provider, never the news itself:
 * it may be old, repeated or out of order. 2xx once it is dealt with, also where it concerns nobody
 * here; 5xx only where trying again makes sense.
 */
export function createHandler({ sql, provider, report }: WebhookParts): Hono {
  const app = createApp('billing-webhook', { report });

  app.post('/:provider', async (c) => {
    if (provider === null || provider.name !== c.req.param('provider')) {
      throw new FunctionError({ status: 404, code: 'not_found', message: 'No such path.' });
    }
    const body = await c.req.text();
    if (body.length > largestBody) {
      throw new FunctionError({ status: 413, code: 'too_large', message: 'Too much at once.' });
    }
    const webhook = await verified(provider, body, c.req.raw.headers);
    const userId = await userOf(provider, webhook);
    const known = await note(provider, webhook, userId);
    if (known !== null) return c.json({ outcome: known, repeated: true });
    return c.json({ outcome: await dealWith(provider, webhook, userId) });
  });

  return app;

  async function verified(
    from: BillingProvider,
    body: string,
    headers: Headers,
  ): Promise<VerifiedWebhook> {
    try {
      return await from.verifyWebhook(body, headers);
    } catch (cause) {
      const forged = cause instanceof BillingFailure && cause.kind === 'bad-signature';
      throw new FunctionError(
        forged
          ? { status: 401, code: 'bad_signature', message: 'Not signed as it should be.' }
          : { status: 400, code: 'invalid_request', message: 'Not a webhook that we know.' },
        { cause },
      );
    }
  }

  /**
   * Writes a delivery down, and whom it is about: if this function ends here, the schedule asks for
   * them. Its outcome where it was dealt with before.
   */
  async function note(
    from: BillingProvider,
    webhook: VerifiedWebhook,
    userId: string | null,
  ): Promise<Outcome | null> {
    const [row] = await sql<{ outcome: string }[]>`
      insert into public.billing_events as kept (
        provider, delivery_id, type, user_id, occurred_at
      ) values (
        ${from.name}, ${webhook.deliveryId}, ${webhook.type}, ${userId},
        ${new Date(webhook.occurredAt)}
      )
      on conflict (provider, delivery_id) do update set type = kept.type
      returning outcome`;
    const outcome = row?.outcome;
    return outcome === undefined || outcome === 'received' || outcome === 'failed'
      ? null
      : (outcome as Outcome);
  }

  async function dealWith(
    from: BillingProvider,
    webhook: VerifiedWebhook,
    userId: string | null,
  ): Promise<Outcome> {
    if (userId === null) {
      const outcome =
        webhook.userId === null && webhook.customerRef === null ? 'ignored' : 'unknown_customer';
      await conclude(sql, from, { webhook, outcome, userId: null });
      return outcome;
    }
    try {
      const { outcome } = await reconcile({ sql, provider: from }, userId, (transaction, applied) =>
        conclude(transaction, from, {
          webhook,
          outcome: applied.outcome,
          userId: applied.outcome === 'unknown_customer' ? null : userId,
        }),
      );
      return outcome;
    } catch (cause) {
      await sql`
        update public.billing_events set outcome = 'failed', error = ${String(cause).slice(0, 1000)}
        where provider = ${from.name} and delivery_id = ${webhook.deliveryId}
          and outcome in ('received', 'failed')`;
      throw unavailable(cause);
    }
  }

  async function userOf(
    from: BillingProvider,
    { userId, customerRef }: VerifiedWebhook,
  ): Promise<string | null> {
    // What the provider keeps as our user's id was written by us; it is an id all the same.
    const own = z.uuid().safeParse(userId);
    const rows = await sql<{ id: string }[]>`
      select id from auth.users where id = ${own.data ?? null}
      union all
      select user_id from public.billing_customers
      where provider = ${from.name} and customer_ref = ${customerRef}
      limit 1`;
    return rows[0]?.id ?? null;
  }
}

async function conclude(
  sql: Asking,
  provider: BillingProvider,
  event: {
    readonly webhook: VerifiedWebhook;
    readonly outcome: Outcome;
    readonly userId: string | null;
  },
): Promise<void> {
  await sql`
    update public.billing_events
    set outcome = ${event.outcome}, user_id = ${event.userId}, error = null
    where provider = ${provider.name} and delivery_id = ${event.webhook.deliveryId}`;
}
