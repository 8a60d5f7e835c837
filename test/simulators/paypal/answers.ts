import { z } from 'zod';

/**
 * The shapes of PayPal's Subscriptions v1 and Payments v2 that are used here: each answer and each
 * webhook of the simulator is parsed by them before it leaves.
 */

const time = z.iso.datetime();
const money = z.strictObject({
  currency_code: z.string().length(3),
  value: z.string().regex(/^\d+\.\d{2}$/),
});
const link = z.strictObject({
  href: z.url(),
  rel: z.enum(['approve', 'edit', 'self', 'refund', 'up']),
  method: z.enum(['GET', 'POST', 'PATCH']),
});
const subscriptionId = z.string().regex(/^I-[0-9A-Z]+$/);

export const tokenSchema = z.strictObject({
  scope: z.string(),
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  app_id: z.string(),
  expires_in: z.int(),
  nonce: z.string(),
});

export const subscriptionSchema = z.strictObject({
  id: subscriptionId,
  plan_id: z.string(),
  status: z.enum(['APPROVAL_PENDING', 'APPROVED', 'ACTIVE', 'SUSPENDED', 'CANCELLED', 'EXPIRED']),
  status_change_note: z.string().optional(),
  status_update_time: time,
  quantity: z.string(),
  custom_id: z.string().max(127).optional(),
  start_time: time,
  create_time: time,
  update_time: time,
  subscriber: z.strictObject({
    email_address: z.email().optional(),
    payer_id: z.string().optional(),
  }),
  billing_info: z
    .strictObject({
      outstanding_balance: money,
      cycle_executions: z.array(
        z.strictObject({
          tenure_type: z.enum(['REGULAR', 'TRIAL']),
          sequence: z.int(),
          cycles_completed: z.int(),
          total_cycles: z.int(),
        }),
      ),
      last_payment: z.strictObject({ amount: money, time }).optional(),
      next_billing_time: time.optional(),
      failed_payments_count: z.int(),
    })
    .optional(),
  links: z.array(link),
});

export const revisedSchema = z.strictObject({
  plan_id: z.string(),
  plan_overridden: z.boolean(),
  links: z.array(link).min(1),
});

export const transactionsSchema = z.strictObject({
  transactions: z.array(
    z.strictObject({
      id: z.string(),
      status: z.enum(['COMPLETED', 'DECLINED', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED']),
      payer_email: z.email(),
      amount_with_breakdown: z.strictObject({ gross_amount: money }),
      time,
    }),
  ),
  links: z.array(link),
});

export const refundSchema = z.strictObject({
  id: z.string(),
  status: z.enum(['CANCELLED', 'FAILED', 'PENDING', 'COMPLETED']),
  amount: money,
  custom_id: z.string().optional(),
  create_time: time,
  update_time: time,
  links: z.array(link),
});

export const saleSchema = z.strictObject({
  id: z.string(),
  state: z.literal('completed'),
  billing_agreement_id: subscriptionId,
  custom: z.string().optional(),
  amount: z.strictObject({ total: z.string(), currency: z.string() }),
  create_time: time,
  update_time: time,
});

export function eventSchema(resource: z.ZodType) {
  return z.strictObject({
    id: z.string().startsWith('WH-'),
    event_version: z.literal('1.0'),
    create_time: time,
    resource_type: z.enum(['subscription', 'sale', 'refund']),
    event_type: z.string().regex(/^[A-Z-]+(\.[A-Z-]+)+$/),
    summary: z.string(),
    resource,
    links: z.array(link),
  });
}
