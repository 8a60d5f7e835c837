import type { ProviderFault } from './faults.ts';
import type { ProviderFaults } from './http-simulator.ts';
import { jsonReply, type Reply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';

interface OpenAiError {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers every answer carries: the request's id and what is left of the rate limit. */
export function openAiHeaders(request: SimulatedRequest): Readonly<Record<string, string>> {
  return {
    'x-request-id': request.id,
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-limit-tokens': '30000',
    'x-ratelimit-remaining-tokens': '29000',
    'x-ratelimit-reset-tokens': '2s',
  };
}

export function openAiError(request: SimulatedRequest, error: OpenAiError): Reply {
  const { status, type, code, message, param = null, headers } = error;
  return jsonReply(
    status,
    { error: { message: `[simulated] ${message}`, type, param, code } },
    { ...openAiHeaders(request), ...headers },
  );
}

const RATE_LIMITED: OpenAiError = {
  status: 429,
  type: 'requests',
  code: 'rate_limit_exceeded',
  message: 'Rate limit reached for images per minute.',
  headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '12s' },
};

const ERRORS: Readonly<Partial<Record<ProviderFault, OpenAiError>>> = {
  'rate-limited': {
    ...RATE_LIMITED,
    headers: { ...RATE_LIMITED.headers, 'retry-after': '2', 'retry-after-ms': '1500' },
  },
  'rate-limited-without-retry-after': RATE_LIMITED,
  'slow-down': {
    status: 429,
    type: 'requests',
    code: 'slow_down',
    message: 'Traffic rose too fast.',
  },
  overloaded: {
    status: 503,
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: 'The model is overloaded.',
  },
  'insufficient-quota': {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota.',
  },
  'spend-cap': {
    status: 400,
    type: 'billing_limit_user_error',
    code: 'billing_hard_limit_reached',
    message: 'Billing hard limit has been reached.',
  },
  'bad-key': {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
  'forbidden-region': {
    status: 403,
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported.',
  },
  'verification-required': {
    status: 403,
    type: 'invalid_request_error',
    code: null,
    message: 'Your organization must be verified to use this model.',
  },
  'image-too-large': {
    status: 400,
    type: 'invalid_request_error',
    code: 'image_too_large',
    message: 'The image has too many pixels.',
    param: 'image',
  },
  'unsupported-media-type': {
    status: 400,
    type: 'invalid_request_error',
    code: 'unsupported_image_media_type',
    message: 'Use png, webp or jpeg.',
    param: 'image',
  },
  'invalid-request': {
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_value',
    message: 'A value is not allowed here.',
  },
  'payload-too-large': {
    status: 413,
    type: 'invalid_request_error',
    code: null,
    message: 'Maximum content size limit exceeded.',
  },
  'not-found': {
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  'server-error-500': {
    status: 500,
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request.',
  },
  'server-error-503': {
    status: 503,
    type: 'server_error',
    code: null,
    message: 'Service unavailable.',
  },
  'gateway-timeout-504': {
    status: 504,
    type: 'server_error',
    code: null,
    message: 'Gateway timeout.',
  },
};

const IMAGES_MODERATED: OpenAiError = {
  status: 400,
  type: 'image_generation_user_error',
  code: 'moderation_blocked',
  message: 'Your request was rejected by the safety system.',
};

const VISION_MODERATED: OpenAiError = {
  status: 400,
  type: 'invalid_request_error',
  code: 'image_content_policy_violation',
  message: 'The image is not allowed by our policy.',
};

/** Every fault that is an error answer; a refusal is a good answer with other words. */
export const openAiFaults: ProviderFaults = {
  ...Object.fromEntries(
    Object.entries(ERRORS).map(([fault, error]) => [
      fault,
      (request: SimulatedRequest) => openAiError(request, error),
    ]),
  ),
  moderation: refuseForContent,
};

export function refuseForContent(request: SimulatedRequest): Reply {
  const isImages = request.path.startsWith('/v1/images/');
  return openAiError(request, isImages ? IMAGES_MODERATED : VISION_MODERATED);
}
