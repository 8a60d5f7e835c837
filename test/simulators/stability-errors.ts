import type { SimulatorDefinition } from './http-simulator.ts';
import { jsonReply, type Reply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';

export interface StabilityRefusal {
  readonly id: string;
  readonly status: number;
  readonly name: string;
  readonly errors: readonly string[];
}

/** Stability's error shape: `{id, name, errors[]}`. It sends no Retry-After, not even with 429. */
export function stabilityError({ id, status, name, errors }: StabilityRefusal): Reply {
  return jsonReply(status, { id, name, errors }, { 'x-request-id': id });
}

const rateLimited = refusal(429, 'rate_limit_exceeded', 'More than 150 requests in 10 seconds.');

export const stabilityFaults: SimulatorDefinition['faults'] = {
  'rate-limited': rateLimited,
  'rate-limited-without-retry-after': rateLimited,
  'payment-required': refusal(402, 'payment_required', 'You lack sufficient credits.'),
  // The gateway in front of the API answers 401 in a shape of its own.
  'bad-key': ({ id }) =>
    jsonReply(401, { message: 'Incorrect API key provided.' }, { 'x-request-id': id }),
  'forbidden-region': refusal(403, 'forbidden', 'Not available to your organization.'),
  moderation: refusal(403, 'content_moderation', 'Your request was flagged.'),
  'public-figure': refusal(422, 'public_figure', 'The image shows a public figure.'),
  'invalid-language': refusal(422, 'invalid_language', 'English is the only supported language.'),
  'payload-too-large': refusal(413, 'payload_too_large', 'The request is larger than 10 MiB.'),
  'invalid-request': refusal(400, 'bad_request', 'image: could not be read'),
  'not-found': refusal(404, 'not_found', 'No result with this id.'),
  'server-error-500': refusal(500, 'internal_error', 'An unexpected error occurred.'),
  'server-error-503': refusal(503, 'service_unavailable', 'The service is unavailable.'),
  'gateway-timeout-504': refusal(504, 'gateway_timeout', 'The upstream did not answer.'),
  'poll-failure': refusal(500, 'internal_error', 'The result could not be looked up.'),
};

function refusal(status: number, name: string, error: string) {
  return ({ id }: SimulatedRequest): Reply => stabilityError({ id, status, name, errors: [error] });
}
