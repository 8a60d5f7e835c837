import { z } from 'zod';

/**
 * The shapes of Polar's API 2026-10 that are used here: every answer and every webhook of the
 * simulator is parsed by them before it leaves, strictly, so that it says what Polar would say.
 */

export const id = z.uuid({ version: 'v4' });
export const time = z.iso.datetime();
export const cents = z.int();
export const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const interval = z.enum(['day', 'week', 'month', 'year']);
export const address = z.strictObject({ country: z.string().length(2) }).nullable();
export const created = { id, created_at: time, modified_at: time.nullable() };

const customerFields = {
  ...created,
  metadata,
  external_id: z.string().nullable(),
  email: z.email(),
  email_verified: z.boolean(),
  type: z.literal('individual'),
  name: z.string().nullable(),
  billing_name: z.string().nullable(),
  billing_address: address,
  tax_id: z.null(),
  locale: z.string().nullable(),
  organization_id: id,
  default_payment_method_id: id.nullable(),
  deleted_at: time.nullable(),
  first_user_event_at: time.nullable(),
  avatar_url: z.url().nullable(),
};
export const customerSchema = z.strictObject(customerFields);

export const productFields = {
  ...created,
  trial_interval: interval.nullable(),
  trial_interval_count: z.int().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  visibility: z.enum(['draft', 'private', 'public']),
  recurring_interval: interval.nullable(),
  recurring_interval_count: z.int().nullable(),
  meter_interval: interval.nullable(),
  meter_interval_count: z.int().nullable(),
  is_recurring: z.boolean(),
  is_archived: z.boolean(),
  organization_id: id,
};
export const price = z.strictObject({
  ...created,
  source: z.enum(['catalog', 'ad_hoc']),
  amount_type: z.literal('fixed'),
  price_currency: z.string(),
  tax_behavior: z.enum(['location', 'inclusive', 'exclusive']).nullable(),
  is_archived: z.boolean(),
  product_id: id,
  price_amount: cents,
});
export const benefitFields = {
  ...created,
  type: z.literal('feature_flag'),
  description: z.string(),
  selectable: z.boolean(),
  deletable: z.boolean(),
  is_deleted: z.boolean(),
  organization_id: id,
};
const benefit = z.strictObject({
  ...benefitFields,
  metadata,
  visibility: z.enum(['draft', 'private', 'public']),
  properties: z.strictObject({}),
  visibility_configurable: z.boolean(),
});
export const productSchema = z.strictObject({
  ...productFields,
  metadata,
  prices: z.array(price),
  benefits: z.array(benefit),
  medias: z.tuple([]),
  attached_custom_fields: z.tuple([]),
});

const cancellationReason = z.enum(['too_expensive', 'unused', 'other']).nullable();
const subscriptionFields = {
  ...created,
  amount: cents,
  currency: z.string(),
  recurring_interval: interval,
  recurring_interval_count: z.int(),
  status: z.enum([
    'incomplete',
    'incomplete_expired',
    'trialing',
    'active',
    'past_due',
    'canceled',
    'unpaid',
    'paused',
  ]),
  current_period_start: time,
  current_period_end: time,
  current_meter_period_start: time.nullable(),
  current_meter_period_end: time.nullable(),
  trial_start: time.nullable(),
  trial_end: time.nullable(),
  cancel_at_period_end: z.boolean(),
  canceled_at: time.nullable(),
  started_at: time.nullable(),
  ends_at: time.nullable(),
  ended_at: time.nullable(),
  past_due_at: time.nullable(),
  pause_at_period_end: z.boolean(),
  paused_at: time.nullable(),
  resumes_at: time.nullable(),
  customer_id: id,
  product_id: id,
  discount_id: id.nullable(),
  checkout_id: id.nullable(),
  seats: z.int().nullable(),
  customer_cancellation_reason: cancellationReason,
  customer_cancellation_comment: z.string().nullable(),
  metadata,
};
export const subscriptionSchema = z.strictObject({
  ...subscriptionFields,
  custom_field_data: z.strictObject({}),
  customer: customerSchema,
  product: productSchema,
  discount: z.null(),
  prices: z.array(price).min(1),
  meters: z.tuple([]),
  pending_update: z
    .strictObject({
      ...created,
      applies_at: time,
      product_id: id.nullable(),
      seats: z.int().nullable(),
    })
    .nullable(),
});

export const orderSchema = z.strictObject({
  ...created,
  status: z.enum(['draft', 'pending', 'paid', 'refunded', 'partially_refunded', 'void']),
  paid: z.boolean(),
  subtotal_amount: cents,
  discount_amount: cents,
  net_amount: cents,
  tax_amount: cents,
  total_amount: cents,
  applied_balance_amount: cents,
  due_amount: cents,
  refunded_amount: cents,
  refunded_tax_amount: cents,
  refundable_amount: cents,
  refundable_tax_amount: cents,
  currency: z.string(),
  billing_reason: z.enum([
    'purchase',
    'subscription_create',
    'subscription_cycle',
    'subscription_update',
  ]),
  billing_name: z.string().nullable(),
  billing_address: address,
  invoice_number: z.string().nullable(),
  is_invoice_generated: z.boolean(),
  receipt_number: z.string().nullable(),
  seats: z.int().nullable(),
  customer_id: id,
  product_id: id.nullable(),
  discount_id: id.nullable(),
  subscription_id: id.nullable(),
  checkout_id: id.nullable(),
  next_payment_attempt_at: time.nullable(),
  metadata,
  custom_field_data: z.strictObject({}),
  platform_fee_amount: cents,
  platform_fee_currency: z.string().nullable(),
  customer: customerSchema,
  product: z.strictObject({ ...productFields, metadata }).nullable(),
  discount: z.null(),
  subscription: z.strictObject(subscriptionFields).nullable(),
  items: z.array(
    z.strictObject({
      ...created,
      label: z.string(),
      amount: cents,
      tax_amount: cents,
      proration: z.boolean(),
      product_price_id: id.nullable(),
    }),
  ),
  description: z.string(),
});

export const customerStateSchema = customerSchema.extend({
  active_subscriptions: z.array(
    z.strictObject({
      ...created,
      custom_field_data: z.strictObject({}),
      metadata,
      status: z.enum(['active', 'trialing']),
      amount: cents,
      currency: z.string(),
      recurring_interval: interval,
      current_period_start: time,
      current_period_end: time,
      trial_start: time.nullable(),
      trial_end: time.nullable(),
      cancel_at_period_end: z.boolean(),
      canceled_at: time.nullable(),
      started_at: time.nullable(),
      ends_at: time.nullable(),
      product_id: id,
      discount_id: id.nullable(),
      meters: z.tuple([]),
    }),
  ),
  granted_benefits: z.array(
    z.strictObject({
      ...created,
      granted_at: time,
      benefit_id: id,
      benefit_type: z.literal('feature_flag'),
      benefit_metadata: metadata,
      properties: z.strictObject({}),
    }),
  ),
  active_meters: z.tuple([]),
});

export const customerSessionSchema = z.strictObject({
  ...created,
  token: z.string(),
  expires_at: time,
  return_url: z.url().nullable(),
  customer_portal_url: z.url(),
  customer_id: id,
  customer: customerSchema,
});

export const refundSchema = z.strictObject({
  ...created,
  metadata,
  status: z.enum(['pending', 'succeeded', 'failed', 'canceled']),
  reason: z.string(),
  amount: cents,
  tax_amount: cents,
  currency: z.string(),
  organization_id: id,
  order_id: id,
  subscription_id: id.nullable(),
  customer_id: id,
  revoke_benefits: z.boolean(),
  dispute: z.null(),
});

export const ingestedSchema = z.strictObject({ inserted: z.int(), duplicates: z.int() });

export function listSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    pagination: z.strictObject({ total_count: z.int(), max_page: z.int() }),
  });
}
