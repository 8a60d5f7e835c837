import { z } from 'zod';
import {
  type Plan,
  billingIntervalSchema,
  entitlementSchema,
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
  })
  .readonly();
export type HeardPlan = z.infer<typeof heardPlanSchema>;

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const answerSchema = z.object({
  plan: planIdSchema,
  features: z.array(z.string()),
  valid_until: moment.nullable(),
  offline_until: moment.nullable(),
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
      limits: z.object({ devices: z.int(), requestsPerMinute: z.int() }),
      features: z.array(z.string()),
    }),
  ),
});

const order = planIdSchema.options;

/** What the database's `current_plan()` answers, in our words. Throws a ZodError. */
export function readPlanAnswer(answer: unknown): HeardPlan {
  const { plan, features, valid_until, offline_until, subscription, credits, plans } =
    answerSchema.parse(answer);
  return heardPlanSchema.parse({
    entitlement: {
      plan,
      features,
      validUntil: valid_until,
      offlineUntil: offline_until,
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
        lots: credits.lots.map(({ expires_at, ...lot }) => ({ ...lot, expiresAt: expires_at })),
      },
    },
    plans: plans
      .map(
        ({ monthly_cents, yearly_cents, monthly_credits, limits, ...rest }) =>
          ({
            ...rest,
            monthlyCents: monthly_cents,
            yearlyCents: yearly_cents,
            monthlyCredits: monthly_credits,
            ...limits,
          }) as Plan,
      )
      .sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id)),
  });
}
