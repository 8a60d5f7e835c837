import { jsonReply, type Reply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import type { ProviderFault } from './faults.ts';

export interface AnthropicErrorBody {
  readonly type: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Anthropic's error shape: `{type: "error", error: {type, message, details?}, request_id}`. */
export function anthropicError(
  { id }: SimulatedRequest,
  status: number,
  error: AnthropicErrorBody,
): Reply {
  return jsonReply(status, { type: 'error', error, request_id: id }, { 'request-id': id });
}

/** Full buckets, as each good answer reports them. */
export function rateLimitHeaders(now: Date): Readonly<Record<string, string>> {
  const reset = new Date(now.getTime() + 60_000).toISOString();
  const limits = { requests: 50, tokens: 60_000, 'input-tokens': 50_000, 'output-tokens': 10_000 };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, limit]) => [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ]),
  );
}

type FaultReplies = Partial<Record<ProviderFault, (request: SimulatedRequest) => Reply>>;

export const anthropicFaults: FaultReplies = {
  'rate-limited': (request) => {
    const reply = refusal(429, 'rate_limit_error')(request);
    return { ...reply, headers: { ...reply.headers, 'retry-after': '2' } };
  },
  'rate-limited-without-retry-after': refusal(429, 'rate_limit_error'),
  overloaded: refusal(529, 'overloaded_error'),
  'spend-cap': refusal(429, 'rate_limit_error', { error_code: 'enforced_spend_limit_reached' }),
  // No code tells this 400 from a malformed request: only its wording does.
  'usage-limits': (request) =>
    anthropicError(request, 400, {
      type: 'invalid_request_error',
      message: 'You have reached your specified API usage limits.',
    }),
  'payment-required': refusal(402, 'billing_error'),
  'bad-key': refusal(401, 'authentication_error'),
  'forbidden-region': refusal(403, 'permission_error'),
  'image-too-large': refusal(400, 'invalid_request_error', {
    error_code: 'image_dimensions_too_large',
    max_side_length_pixels: 8_000,
    paths: ['messages.0.content.0'],
  }),
  'payload-too-large': refusal(413, 'request_too_large'),
  'not-found': refusal(404, 'not_found_error'),
  'server-error-500': refusal(500, 'api_error'),
  'server-error-503': refusal(503, 'api_error'),
  'gateway-timeout-504': refusal(504, 'timeout_error'),
};

function refusal(status: number, type: string, details?: AnthropicErrorBody['details']) {
  return (request: SimulatedRequest): Reply =>
    anthropicError(request, status, {
      type,
      message: `Simulated ${type}`,
      ...(details === undefined ? {} : { details }),
    });
}
