import { z } from 'zod';
import type { Rejection } from '../http-simulator.ts';
import { type Reply, jsonReply } from '../send-reply.ts';
import type { SimulatedRequest } from '../simulated-request.ts';

/** What PayPal's REST API accepts of the calls that are used here. */

const webAddress = z.url({ protocol: /^https?$/ });
const reasonBody = z.strictObject({ reason: z.string().min(1).max(128) });

export const bodies = {
  subscription: z.strictObject({
    plan_id: z.string().min(3),
    custom_id: z.string().min(1).max(127).optional(),
    start_time: z.iso.datetime().optional(),
    subscriber: z.strictObject({ email_address: z.email().optional() }).optional(),
    application_context: z
      .strictObject({
        user_action: z.enum(['CONTINUE', 'SUBSCRIBE_NOW']).optional(),
        shipping_preference: z
          .enum(['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS'])
          .optional(),
        return_url: webAddress,
        cancel_url: webAddress,
      })
      .optional(),
  }),
  revise: z.strictObject({ plan_id: z.string().min(3) }),
  refund: z.strictObject({
    amount: z
      .strictObject({
        value: z.string().regex(/^(?!0\.00$)\d+\.\d{2}$/),
        currency_code: z.string().length(3),
      })
      .optional(),
  }),
} as const;

const contract: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly body: z.ZodType;
}[] = [
  { method: 'POST', path: /^\/v1\/billing\/subscriptions$/, body: bodies.subscription },
  { method: 'POST', path: /^\/v1\/billing\/subscriptions\/[^/]+\/revise$/, body: bodies.revise },
  {
    method: 'POST',
    path: /^\/v1\/billing\/subscriptions\/[^/]+\/(suspend|activate|cancel)$/,
    body: reasonBody,
  },
  { method: 'POST', path: /^\/v2\/payments\/captures\/[^/]+\/refund$/, body: bodies.refund },
  { method: 'GET', path: /^\/v1\/billing\/subscriptions\/[^/]+$/, body: z.undefined() },
  {
    method: 'GET',
    path: /^\/v1\/billing\/subscriptions\/[^/]+\/transactions$/,
    body: z.undefined(),
  },
];
const rangeSchema = z.strictObject({ start_time: z.iso.datetime(), end_time: z.iso.datetime() });

/** Refuses as PayPal does: 401 without a token of its own, 400 for what it can't read. */
export function checkPayPalContract(
  request: SimulatedRequest,
  isToken: (token: string) => boolean,
): Rejection | undefined {
  const { path, headers, body, query } = request;
  if (!/^\/v[12]\//.test(path) || path.startsWith('/v1/notifications/certs/')) return undefined;
  if (path === '/v1/oauth2/token') return checkTokenRequest(request);
  const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (!isToken(token)) {
    const fault = { name: 'AUTHENTICATION_FAILURE', issue: 'INVALID_ACCESS_TOKEN' };
    return { detail: 'no access token', reply: paypalError(401, fault) };
  }
  const refuse = (detail: string): Rejection => ({
    detail,
    reply: paypalError(400, { name: 'INVALID_REQUEST', issue: detail }),
  });
  if (path.endsWith('/transactions')) {
    const range = rangeSchema.safeParse(query);
    if (!range.success) return refuse(z.prettifyError(range.error));
  }
  const expected = contract.find((one) => one.method === request.method && one.path.test(path));
  if (expected === undefined) return refuse('no such call');
  const given = expected.body.safeParse(body.kind === 'json' ? body.value : undefined);
  return given.success ? undefined : refuse(z.prettifyError(given.error));
}

function checkTokenRequest({ headers, body }: SimulatedRequest): Rejection | undefined {
  const isBasic = /^Basic \S+$/.test(headers.authorization ?? '');
  const asks = body.kind === 'form' && body.fields['grant_type'] === 'client_credentials';
  if (isBasic && asks) return undefined;
  return {
    detail: 'no client credentials',
    reply: jsonReply(401, {
      error: 'invalid_client',
      error_description: 'Client Authentication failed',
    }),
  };
}

interface PayPalFault {
  readonly name: string;
  readonly issue: string;
}

export function paypalError(
  status: number,
  { name, issue }: PayPalFault,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = { name, message: name, debug_id: 'simulated', details: [{ issue }], links: [] };
  return jsonReply(status, body, headers);
}
