import { z } from 'zod';
import {
  type Plan,
  billingIntervalSchema,
  entitlementSchema,
  packSchema,
  planIdSchema,
  planSchema,
  subscriptionSchema,
} from '../../contract/billing.ts';

/** What the cloud said of an account, whenever that was. */
export const heardPlanSchema = z
  .object({
    entitlement: z
      .object(entitlementSchema.unwrap().shape)
      .omit({ checkedAt: true, stale: true })
      .readonly(),
    plans: z.array(planSchema).readonly(),
    packs: z.array(packSchema).readonly(),
  })
  .readonly();
export type HeardPlan = z.infer<typeof heardPlanSchema>;

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const answerSchema = z.object({
  plan: planIdSchema,
  features: z.array(z.string()),
  valid_until: moment.nullable(),
  offline_until: moment.nullable(),
  tried: z.boolean(),
  duplicates: z.array(
    z.object({ plan: z.string(), reason: z.string(), refunded_cents: z.int().nullable() }),
  ),
  subscription: z
    .object({
      provider: z.string(),
      plan: planIdSchema,
      billing_interval: billingIntervalSchema,
      pending_plan: planIdSchema.nullable(),
      status: z.string(),
      period_end: moment.nullable(),
      cancel_at_period_end: z.boolean(),
    })
    .nullable(),
  credits: z.object({
    balance: z.int(),
    held: z.int(),
    purchases: z.int(),
    lots: z.array(
      z.object({ kind: z.string(), remaining: z.int(), expires_at: moment.nullable() }),
    ),
  }),
  plans: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      monthly_cents: z.int(),
      yearly_cents: z.int(),
      monthly_credits: z.int(),
      trial_days: z.int(),
      trial_credits: z.int(),
      limits: z.object({ devices: z.int(), requestsPerMinute: z.int(), batchImages: z.int() }),
      features: z.array(z.string()),
    }),
  ),
  packs: z.array(
    z.object({ id: z.string(), cents: z.int(), credits: z.int(), valid_days: z.int() }),
  ),
});

const order = planIdSchema.options;

/** What the database's `current_plan()` answers, in our words. Throws a ZodError. */
export function readPlanAnswer(answer: unknown): HeardPlan {
  const { plan, features, valid_until, offline_until, tried, duplicates, ...rest } =
    answerSchema.parse(answer);
  const { subscription, credits, plans, packs } = rest;
  return heardPlanSchema.parse({
    entitlement: {
      plan,
      features,
      validUntil: valid_until,
      offlineUntil: offline_until,
      tried,
      duplicates: duplicates.map(({ refunded_cents, ...one }) => ({
        ...one,
        refundedCents: refunded_cents,
      })),
      subscription:
        subscription &&
        subscriptionSchema.parse({
          plan: subscription.plan,
          interval: subscription.billing_interval,
          pendingPlan: subscription.pending_plan,
          status: subscription.status,
          periodEnd: subscription.period_end,
          cancelAtPeriodEnd: subscription.cancel_at_period_end,
          provider: subscription.provider,
        }),
      credits: {
        balance: credits.balance,
        held: credits.held,
        purchases: credits.purchases,
        lots: credits.lots.map(({ expires_at, ...lot }) => ({ ...lot, expiresAt: expires_at })),
      },
    },
    plans: plans
      .map(
        ({ id, name, features: given, limits, ...sold }) =>
          ({
            id,
            name,
            features: given,
            monthlyCents: sold.monthly_cents,
            yearlyCents: sold.yearly_cents,
            monthlyCredits: sold.monthly_credits,
            trialDays: sold.trial_days,
            trialCredits: sold.trial_credits,
            ...limits,
          }) as Plan,
      )
      .sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id)),
    packs: packs.map(({ valid_days, ...pack }) => ({ ...pack, validDays: valid_days })),
  });
}
