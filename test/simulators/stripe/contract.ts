import { z } from 'zod';
import type { Rejection } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';
import { type FormValue, readForm } from './form.ts';

/** What Stripe's API accepts of the calls that are used here. Everything in a form is text. */

export const apiVersion = '2026-10-28.endive';

const id = z.string().min(1);
const metadata = z.record(z.string().max(40), z.string().max(500));
const webAddress = z.url({ protocol: /^https?$/ });
const positive = z
  .string()
  .regex(/^[1-9]\d*$/)
  .transform(Number);
const boolean = z.enum(['true', 'false']).transform((text) => text === 'true');
const time = z
  .string()
  .regex(/^\d{10}$/)
  .transform(Number);
const expand = z.array(z.string()).optional();
const pageSize = z
  .string()
  .regex(/^([1-9]\d?|100)$/)
  .optional();

const customerBody = z.strictObject({ email: z.email().optional(), metadata: metadata.optional() });
const sessionBody = z.strictObject({
  mode: z.enum(['subscription', 'payment', 'setup']),
  customer: id.optional(),
  client_reference_id: z.string().max(200).optional(),
  line_items: z.array(z.strictObject({ price: id, quantity: positive })).min(1),
  success_url: webAddress,
  cancel_url: webAddress.optional(),
  metadata: metadata.optional(),
  subscription_data: z
    .strictObject({ metadata: metadata.optional(), trial_period_days: positive.optional() })
    .optional(),
  payment_intent_data: z.strictObject({ metadata: metadata.optional() }).optional(),
});
const portalBody = z.strictObject({ customer: id, return_url: webAddress.optional() });
const item = z.strictObject({ id: id.optional(), price: id });
const subscriptionBody = z.union([
  z.strictObject({
    items: z.array(item).length(1),
    proration_behavior: z.enum(['always_invoice', 'create_prorations', 'none']).optional(),
    payment_behavior: z
      .enum(['pending_if_incomplete', 'allow_incomplete', 'error_if_incomplete'])
      .optional(),
    expand,
  }),
  z.strictObject({ cancel_at_period_end: boolean, expand }),
]);
const phase = z.strictObject({
  start_date: time,
  end_date: time.optional(),
  duration: z
    .strictObject({ interval: z.enum(['day', 'week', 'month', 'year']), interval_count: positive })
    .optional(),
  items: z.array(z.strictObject({ price: id, quantity: positive.optional() })).length(1),
});
const refundBody = z.strictObject({
  payment_intent: id,
  amount: positive.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
});

export const bodies = {
  customer: customerBody,
  session: sessionBody,
  portal: portalBody,
  subscription: subscriptionBody,
  fromSubscription: z.strictObject({ from_subscription: id }),
  schedule: z.strictObject({
    end_behavior: z.enum(['release', 'cancel']).optional(),
    proration_behavior: z.enum(['always_invoice', 'create_prorations', 'none']).optional(),
    phases: z.array(phase).min(1),
  }),
  refund: refundBody,
} as const;

const contract: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly given: z.ZodType;
}[] = [
  { method: 'POST', path: /^\/v1\/customers$/, given: bodies.customer },
  {
    method: 'GET',
    path: /^\/v1\/customers\/search$/,
    given: z.strictObject({
      query: z.string().regex(/^metadata\['\w+'\]:'[^']+'$/),
      limit: pageSize,
    }),
  },
  { method: 'POST', path: /^\/v1\/checkout\/sessions$/, given: bodies.session },
  { method: 'POST', path: /^\/v1\/billing_portal\/sessions$/, given: bodies.portal },
  {
    method: 'GET',
    path: /^\/v1\/subscriptions$/,
    given: z.strictObject({
      customer: id.optional(),
      status: z
        .enum(['all', 'active', 'canceled', 'ended', 'past_due', 'trialing', 'unpaid'])
        .optional(),
      limit: pageSize,
      expand,
    }),
  },
  { method: 'GET', path: /^\/v1\/subscriptions\/\w+$/, given: z.strictObject({ expand }) },
  { method: 'POST', path: /^\/v1\/subscriptions\/\w+$/, given: bodies.subscription },
  { method: 'DELETE', path: /^\/v1\/subscriptions\/\w+$/, given: z.strictObject({}) },
  { method: 'POST', path: /^\/v1\/subscription_schedules$/, given: bodies.fromSubscription },
  { method: 'POST', path: /^\/v1\/subscription_schedules\/\w+$/, given: bodies.schedule },
  {
    method: 'POST',
    path: /^\/v1\/subscription_schedules\/\w+\/release$/,
    given: z.strictObject({}),
  },
  {
    method: 'GET',
    path: /^\/v1\/invoices$/,
    given: z.strictObject({
      subscription: id.optional(),
      status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      limit: pageSize,
      expand,
    }),
  },
  {
    method: 'GET',
    path: /^\/v1\/payment_intents$/,
    given: z.strictObject({ customer: id.optional(), limit: pageSize, expand }),
  },
  { method: 'GET', path: /^\/v1\/payment_intents\/\w+$/, given: z.strictObject({ expand }) },
  { method: 'POST', path: /^\/v1\/refunds$/, given: bodies.refund },
];

/** What a request says, in its form or its query. */
export function given({ method, query, body }: SimulatedRequest): FormValue {
  if (method === 'GET') return readForm(query);
  return body.kind === 'form' ? readForm(body.fields) : {};
}

/** Refuses as Stripe does: 401 without a key, 400 for what it does not know. */
export function checkStripeContract(request: SimulatedRequest): Rejection | undefined {
  if (!request.path.startsWith('/v1/')) return undefined;
  const refuse = (status: number, detail: string): Rejection => ({
    detail,
    reply: stripeError(status, { type: 'invalid_request_error', message: detail }),
  });
  if (!/^Bearer sk_\S+$/.test(request.headers.authorization ?? '')) {
    return refuse(401, 'You did not provide an API key.');
  }
  if (request.headers['stripe-version'] !== apiVersion) {
    return refuse(400, `Invalid Stripe API version: ${String(request.headers['stripe-version'])}`);
  }
  if (request.body.kind !== 'none' && request.body.kind !== 'form') {
    return refuse(400, 'Bodies are form-encoded.');
  }
  const expected = contract.find(
    ({ method, path }) => method === request.method && path.test(request.path),
  );
  if (expected === undefined) return refuse(404, `Unrecognized request URL (${request.path}).`);
  const parsed = expected.given.safeParse(given(request));
  return parsed.success ? undefined : refuse(400, z.prettifyError(parsed.error));
}

interface StripeFault {
  readonly type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  readonly message: string;
  readonly code?: string;
}

export function stripeError(
  status: number,
  error: StripeFault,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return jsonReply(status, { error }, headers);
}
