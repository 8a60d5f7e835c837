import { z } from 'zod';
import type { Rejection } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';

/** What Polar's API 2026-10 accepts of the calls that are used here. */

const id = z.uuid({ version: 'v4' });
const metadata = z.record(
  z.string().max(40),
  z.union([z.string().max(500), z.number(), z.boolean()]),
);
/** Polar sends buyers there: it has to be a page of the web. */
const webAddress = z.url({ protocol: /^https?$/ });

const checkoutBody = z.strictObject({
  products: z.array(id).min(1),
  external_customer_id: z.string().min(1).nullish(),
  customer_email: z.email().nullish(),
  success_url: webAddress.nullish(),
  return_url: webAddress.nullish(),
  metadata: metadata.optional(),
  allow_trial: z.boolean().optional(),
  trial_interval: z.enum(['day', 'week', 'month', 'year']).nullish(),
  trial_interval_count: z.int().min(1).max(1000).nullish(),
});
const customerBody = z.strictObject({
  email: z.email(),
  external_id: z.string().nullish(),
  name: z.string().nullish(),
  metadata: metadata.optional(),
});
const sessionBody = z.strictObject({
  external_customer_id: z.string().min(1),
  return_url: webAddress.nullish(),
});
const subscriptionBody = z.union([
  z.strictObject({
    product_id: id,
    proration_behavior: z.enum(['invoice', 'prorate', 'next_period', 'reset']).nullish(),
  }),
  z.strictObject({
    cancel_at_period_end: z.boolean(),
    customer_cancellation_reason: z.string().nullish(),
    customer_cancellation_comment: z.string().nullish(),
  }),
]);
const ingestBody = z.strictObject({
  events: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(128),
        external_customer_id: z.string().min(1),
        external_id: z.string().min(1).nullish(),
        timestamp: z.iso.datetime().optional(),
        metadata: metadata.optional(),
      }),
    )
    .min(1)
    .max(1000),
});
const refundBody = z.strictObject({
  order_id: id,
  reason: z.enum([
    'duplicate',
    'fraudulent',
    'customer_request',
    'service_disruption',
    'satisfaction_guarantee',
    'other',
  ]),
  amount: z.int().positive(),
  comment: z.string().nullish(),
  revoke_benefits: z.boolean().optional(),
  metadata: metadata.optional(),
});

export const bodies = {
  checkout: checkoutBody,
  customer: customerBody,
  session: sessionBody,
  subscription: subscriptionBody,
  ingest: ingestBody,
  refund: refundBody,
} as const;

const bodyOf: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly body: z.ZodType;
}[] = [
  { method: 'POST', path: /^\/v1\/checkouts\/$/, body: checkoutBody },
  { method: 'POST', path: /^\/v1\/customers\/$/, body: customerBody },
  { method: 'POST', path: /^\/v1\/customer-sessions\/$/, body: sessionBody },
  { method: 'PATCH', path: /^\/v1\/subscriptions\/[^/]+$/, body: subscriptionBody },
  { method: 'POST', path: /^\/v1\/events\/ingest$/, body: ingestBody },
  { method: 'POST', path: /^\/v1\/refunds\/$/, body: refundBody },
];

/** Refuses as Polar does: 401 without a token, 422 in FastAPI's words. Its own pages ask for none. */
export function checkPolarContract(request: SimulatedRequest): Rejection | undefined {
  if (!request.path.startsWith('/v1/')) return undefined;
  if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
    return refusal('no access token', jsonReply(401, { error: 'unauthorized' }));
  }
  const expected = bodyOf.find(
    ({ method, path }) => method === request.method && path.test(request.path),
  );
  if (expected === undefined) return undefined;
  const given = request.body.kind === 'json' ? request.body.value : undefined;
  const parsed = expected.body.safeParse(given);
  if (parsed.success) return undefined;
  return refusal(z.prettifyError(parsed.error), unprocessable(parsed.error));
}

function unprocessable(error: z.ZodError): Reply {
  return jsonReply(422, {
    detail: error.issues.map(({ path, message, code }) => ({
      loc: ['body', ...path],
      msg: message,
      type: code,
    })),
  });
}

function refusal(detail: string, reply: Reply): Rejection {
  return { detail, reply };
}
