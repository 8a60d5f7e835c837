import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { timestampSchema } from './ids.ts';

export const planIdSchema = z.enum(['free', 'pro', 'studio']);
export type PlanId = z.infer<typeof planIdSchema>;
export const paidPlanSchema = planIdSchema.exclude(['free']);
export const billingIntervalSchema = z.enum(['month', 'year']);
export type BillingInterval = z.infer<typeof billingIntervalSchema>;

/** What a plan costs and gives. Prices in US cents, a credit is one US cent of providers' charges. */
export const planSchema = z
  .object({
    id: planIdSchema,
    name: z.string().max(60),
    monthlyCents: z.int().nonnegative(),
    yearlyCents: z.int().nonnegative(),
    monthlyCredits: z.int().nonnegative(),
    /** Days before the first payment, once for each person; 0: none. */
    trialDays: z.int().nonnegative(),
    trialCredits: z.int().nonnegative(),
    devices: z.int().positive(),
    requestsPerMinute: z.int().positive(),
    /** That a recipe may run on credits at once. */
    batchImages: z.int().positive(),
    /** Names in small letters; the window has words for those that it knows. */
    features: z.array(z.string().max(60)).readonly(),
  })
  .readonly();
export type Plan = z.infer<typeof planSchema>;

/** Credits that are bought once. Price in US cents. */
export const packSchema = z
  .object({
    id: z.string().max(60),
    cents: z.int().positive(),
    credits: z.int().positive(),
    validDays: z.int().positive(),
  })
  .readonly();
export type Pack = z.infer<typeof packSchema>;

export const subscriptionSchema = z
  .object({
    plan: planIdSchema,
    interval: billingIntervalSchema,
    /** The plan that the next period begins with; null: the same. */
    pendingPlan: planIdSchema.nullable(),
    status: z.enum(['incomplete', 'trialing', 'active', 'past_due', 'canceled']),
    periodEnd: timestampSchema.nullable(),
    cancelAtPeriodEnd: z.boolean(),
    provider: z.enum(['polar', 'stripe', 'paypal']),
  })
  .readonly();

/** What the account may use, as the cloud last said it. */
export const entitlementSchema = z
  .object({
    plan: planIdSchema,
    features: z.array(z.string().max(60)).readonly(),
    subscription: subscriptionSchema.nullable(),
    /** This person has had a trial: there is no other. */
    tried: z.boolean(),
    /** Of the last days, newest first: bought beside another subscription, and given back. */
    duplicates: z
      .array(
        z
          .object({
            plan: planIdSchema,
            reason: z.enum(['second_subscription', 'second_trial']),
            /** Null: on its way. */
            refundedCents: z.int().nonnegative().nullable(),
          })
          .readonly(),
      )
      .readonly(),
    /** Null: does not end. */
    validUntil: timestampSchema.nullable(),
    /** Until when it is believed without the cloud; null: it needs none. */
    offlineUntil: timestampSchema.nullable(),
    credits: z
      .object({
        balance: z.int().nonnegative(),
        held: z.int().nonnegative(),
        /** Packs bought so far. */
        purchases: z.int().nonnegative(),
        lots: z
          .array(
            z
              .object({
                kind: z.enum(['monthly', 'top_up', 'gift']),
                remaining: z.int().positive(),
                expiresAt: timestampSchema.nullable(),
              })
              .readonly(),
          )
          .readonly(),
      })
      .readonly(),
    /** When the cloud said so, by the cloud's clock. */
    checkedAt: timestampSchema,
    /** Offline past its grace: the paid plan rests until the cloud is asked again. */
    stale: z.boolean(),
  })
  .readonly();
export type Entitlement = z.infer<typeof entitlementSchema>;

export const billingStateSchema = z
  .object({
    /** Null: signed out, or never heard. */
    entitlement: entitlementSchema.nullable(),
    plans: z.array(planSchema).readonly(),
    /** Credits on sale, the cheapest first. */
    packs: z.array(packSchema).readonly(),
    /** What the billing provider behind this cloud can do; null: nothing is sold here. */
    selling: z
      .object({
        provider: z.enum(['polar', 'stripe', 'paypal']),
        portal: z.boolean(),
        trials: z.boolean(),
        scheduledChanges: z.boolean(),
        /** Packs that it sells, by their ids. */
        packs: z.array(z.string().max(60)).readonly(),
        /** Payments are simulated: no money moves. */
        simulated: z.boolean(),
      })
      .readonly()
      .nullable(),
    /** A checkout or a confirmation is open, in the app's window or in the browser. */
    checkout: z.enum(['none', 'window', 'browser', 'confirming']),
    /** Why the cloud could not be asked the last time; null: what is shown is what it says. */
    problem: appErrorSchema.nullable(),
  })
  .readonly();
export type BillingState = z.infer<typeof billingStateSchema>;

const nothing = z.void();
const offer = z.object({ plan: paidPlanSchema, interval: billingIntervalSchema });

/** How the app went on: a page is open, or the plan has changed already. */
const billingStepSchema = z.enum(['window', 'browser', 'done']);

export const billingChannels = {
  'billing.state': { input: nothing, output: billingStateSchema },
  /** Asks the cloud anew. */
  'billing.refresh': { input: nothing, output: billingStateSchema },
  /** Begins a checkout; for a subscriber it is a change of plan. */
  'billing.upgrade': {
    input: offer.extend({ in: z.enum(['window', 'browser']).default('window') }),
    output: billingStepSchema,
  },
  /** Begins a checkout for credits. */
  'billing.top-up': {
    input: z.object({
      pack: z.string().max(60),
      in: z.enum(['window', 'browser']).default('window'),
    }),
    output: billingStepSchema,
  },
  'billing.change-plan': {
    input: offer.extend({ when: z.enum(['now', 'next-period']) }),
    output: billingStepSchema,
  },
  'billing.cancel': { input: nothing, output: nothing },
  'billing.resume': { input: nothing, output: nothing },
  /** Invoices and cards, on the billing provider's own page in the browser. */
  'billing.portal': { input: nothing, output: nothing },
  /** Moves an open checkout from the app's window to the browser. */
  'billing.open-in-browser': { input: nothing, output: nothing },
  'billing.close-checkout': { input: nothing, output: nothing },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
