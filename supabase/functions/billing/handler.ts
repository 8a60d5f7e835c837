import type { Context, Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import type { BillingProvider, Offer } from '../_shared/billing/billing-provider.ts';
import { carryOut, worded } from '../_shared/billing/operations.ts';
import { reconcile } from '../_shared/billing/reconcile.ts';
import type { Caller, Callers } from '../_shared/caller.ts';
import { type Report, createApp, readBody } from '../_shared/create-app.ts';
import type { Sql } from '../_shared/database.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';
import { type Step, createOpenCheckout, stepSchema, trialOf } from './open-checkout.ts';

export interface BillingParts {
  readonly sql: Sql;
  /** Null: nothing is sold here. */
  readonly provider: BillingProvider | null;
  readonly simulated: boolean;
  readonly callers: Callers;
  readonly takeFrom: TakeFrom;
  /** Where buyers land after paying: a page of the web. */
  readonly returnUrl: string;
  /** What that page opens. */
  readonly deepLink: string;
  readonly report: Report;
}

const offerSchema = z.object({
  plan: z.enum(['pro', 'studio']),
  interval: z.enum(['month', 'year']),
});
const operationSchema = z.object({ operation: z.uuid() });
const checkoutSchema = operationSchema.extend(offerSchema.shape);
const packSchema = operationSchema.extend({ pack: z.string().max(60) });
const changeSchema = checkoutSchema.extend({ when: z.enum(['now', 'next-period']) });
const refundSchema = operationSchema.extend({ user: z.uuid(), cents: z.int().positive().max(1e7) });

const doneSchema = z.object({ step: z.literal('done') });
const done = { step: 'done' } as const;

/** Somebody clicking, not a program. */
const perUser = { capacity: 20, perSecond: 1 / 10 };

interface Subscription {
  readonly id: string;
  readonly plan: Offer['plan'];
  readonly interval: Offer['interval'];
}

/**
 * GET  /billing/selling                                     what can be done here, for anybody
 * POST /billing/sync                                        the provider's state is fetched afresh
 * POST /billing/checkout {operation, plan, interval}        {step: page, url}; subscribers: a change
 * POST /billing/top-up {operation, pack}                    {step: page, url}: credits, bought once
 * POST /billing/change {operation, plan, interval, when}    {step: done} or a page to confirm on
 * POST /billing/cancel, /billing/resume {operation}         at the period's end, and taken back
 * POST /billing/portal                                      {url} for invoices and cards
 * POST /billing/refund {operation, user, cents}             for staff
 * GET  /billing/thanks                                      opens the app
 *
 * `operation` is the app's id of what it asks for: a repeat is answered and not done again.
 */
export function createHandler(parts: BillingParts): Hono {
  const { sql, callers } = parts;
  const app = createApp('billing', parts);
  const open = createOpenCheckout(parts);

  app.get('/selling', (c) => {
    const { provider, simulated, returnUrl } = parts;
    if (provider === null) return c.json({ selling: null });
    const { name, capabilities } = provider;
    return c.json({ selling: { provider: name, ...capabilities, simulated, returnUrl } });
  });

  app.get('/thanks', (c) => c.redirect(parts.deepLink, 303));

  app.post('/sync', async (c) => {
    const { caller, provider } = await enter(c);
    return c.json(await reconciled(provider, caller.userId));
  });

  app.post('/checkout', async (c) => {
    const { caller, provider } = await enter(c);
    const { operation, ...offer } = await readBody(c, checkoutSchema);
    // Asked afresh: who subscribed a moment ago elsewhere must not subscribe twice.
    await reconciled(provider, caller.userId);
    const held = await subscriptionOf(caller.userId, provider);
    if (held !== null) {
      return c.json(await change(caller, provider, { operation, offer, when: 'now', held }));
    }
    const trialDays = provider.capabilities.trials ? await trialOf(sql, caller.userId, offer) : 0;
    const wanted = { kind: 'plan', offer, trialDays } as const;
    return c.json(await open({ caller, provider, operation, wanted }, offer));
  });

  app.post('/top-up', async (c) => {
    const { caller, provider } = await enter(c);
    const { operation, pack: id } = await readBody(c, packSchema);
    const [pack] = await sql<{ credits: number }[]>`
      select credits::integer from public.credit_packs where id = ${id} and active`;
    if (pack === undefined || !provider.capabilities.packs.includes(id)) {
      const message = 'This is not sold here.';
      throw new FunctionError({ status: 422, code: 'not_supported', message });
    }
    const wanted = { kind: 'pack', pack: { id, ...pack } } as const;
    return c.json(await open({ caller, provider, operation, wanted }, { pack: id }));
  });

  app.post('/change', async (c) => {
    const { caller, provider } = await enter(c);
    const { operation, when, ...offer } = await readBody(c, changeSchema);
    const held = await required(caller.userId, provider);
    return c.json(await change(caller, provider, { operation, offer, when, held }));
  });

  app.post('/cancel', async (c) => {
    const { caller, provider } = await enter(c);
    const { operation } = await readBody(c, operationSchema);
    const { id } = await required(caller.userId, provider);
    return c.json(
      await act({ caller, provider, operation, kind: 'cancel', id }, () =>
        provider.cancel(id, 'at-period-end'),
      ),
    );
  });

  app.post('/resume', async (c) => {
    const { caller, provider } = await enter(c);
    const { operation } = await readBody(c, operationSchema);
    const { id } = await required(caller.userId, provider);
    return c.json(
      await act({ caller, provider, operation, kind: 'resume', id }, () => provider.resume(id)),
    );
  });

  app.post('/portal', async (c) => {
    const { caller, provider } = await enter(c);
    const url = await provider.portal(caller.userId, parts.returnUrl).catch((error: unknown) => {
      throw worded(error);
    });
    return c.json({ url });
  });

  app.post('/refund', async (c) => {
    const { caller, provider } = await enter(c);
    await requireStaff(caller);
    const { operation, user, cents } = await readBody(c, refundSchema);
    const { id } = await required(user, provider);
    await carryOut(
      { sql, schema: doneSchema },
      {
        id: operation,
        userId: user,
        provider: provider.name,
        kind: 'refund',
        request: { subscription: id, cents, by: caller.userId },
      },
      async () => {
        await provider.refund(id, { cents, operationId: operation });
        return done;
      },
    );
    return c.json(await reconciled(provider, user));
  });

  return app;

  async function enter(
    c: Context,
  ): Promise<{ readonly caller: Caller; readonly provider: BillingProvider }> {
    const caller = await callers.requireLiveSession(c);
    await parts.takeFrom(`billing:${caller.userId}`, perUser);
    if (parts.provider === null) {
      throw new FunctionError({
        status: 404,
        code: 'not_selling',
        message: 'Nothing is sold here.',
      });
    }
    return { caller, provider: parts.provider };
  }

  async function reconciled(provider: BillingProvider, userId: string) {
    try {
      return await reconcile({ sql, provider }, userId);
    } catch (error) {
      throw worded(error);
    }
  }

  /** The subscription that pays or grants now. */
  async function subscriptionOf(
    userId: string,
    provider: BillingProvider,
  ): Promise<Subscription | null> {
    const [row] = await sql<Subscription[]>`
      select provider_subscription_id as id, plan_id as plan, billing_interval as interval
      from public.subscriptions
      where user_id = ${userId} and provider = ${provider.name}
        and (grants or status in ('trialing', 'active', 'past_due'))
        and not exists (
          select from public.billing_duplicates as known
          where known.provider = subscriptions.provider
            and known.subscription_id = provider_subscription_id
        )
      order by grants desc, period_end desc nulls last limit 1`;
    return row ?? null;
  }

  async function required(userId: string, provider: BillingProvider): Promise<Subscription> {
    await reconciled(provider, userId);
    const held = await subscriptionOf(userId, provider);
    if (held !== null) return held;
    const message = 'There is no subscription to change.';
    throw new FunctionError({ status: 404, code: 'no_subscription', message });
  }

  interface Change {
    readonly operation: string;
    readonly offer: Offer;
    readonly when: 'now' | 'next-period';
    readonly held: Subscription;
  }

  async function change(
    caller: Caller,
    provider: BillingProvider,
    { operation, offer, when, held }: Change,
  ): Promise<Step> {
    if (held.plan === offer.plan && held.interval === offer.interval) return done;
    if (when === 'next-period' && !provider.capabilities.scheduledChanges) {
      const message = 'Here a change takes effect at once.';
      throw new FunctionError({ status: 422, code: 'not_supported', message });
    }
    const step = await carryOut(
      { sql, schema: stepSchema },
      {
        id: operation,
        userId: caller.userId,
        provider: provider.name,
        kind: 'change',
        request: { ...offer, when, subscription: held.id },
      },
      async () => {
        const outcome = await provider.changePlan(held.id, { offer, when });
        return outcome.status === 'done' ? done : { step: 'page' as const, url: outcome.url };
      },
    );
    await reconciled(provider, caller.userId);
    return step;
  }

  interface Act {
    readonly caller: Caller;
    readonly provider: BillingProvider;
    readonly operation: string;
    readonly kind: 'cancel' | 'resume';
    readonly id: string;
  }

  async function act({ caller, provider, operation, kind, id }: Act, work: () => Promise<void>) {
    await carryOut(
      { sql, schema: doneSchema },
      {
        id: operation,
        userId: caller.userId,
        provider: provider.name,
        kind,
        request: { subscription: id },
      },
      async () => {
        await work();
        return done;
      },
    );
    return reconciled(provider, caller.userId);
  }

  async function requireStaff({ userId }: Caller): Promise<void> {
    const rows = await sql`
      select 1 from public.roles where user_id = ${userId} and role in ('support', 'admin')`;
    if (rows.length > 0) return;
    throw new FunctionError({ status: 403, code: 'for_staff', message: 'This is for staff.' });
  }
}
