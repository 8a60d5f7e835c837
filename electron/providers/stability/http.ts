import { guardFetch, type Fetch } from '../guard-fetch.ts';
import type { ProviderFailure } from '../provider.ts';
import { refusalSchema, type Refusal } from './answer-schemas.ts';
import { classifyStabilityRefusal, type SentRequest } from './classify-error.ts';
import { stabilityFailure } from './failure.ts';

export interface StabilityHttp {
  get(path: string, signal: AbortSignal): Promise<Response>;
  post(path: string, form: FormData, signal: AbortSignal): Promise<Response>;
}

export interface StabilityHttpOptions {
  readonly fetch: Fetch;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly maxBytes: number;
}

/** Thin fetch: the key and one attempt, behind the guard. Any status is an answer. */
export function createStabilityHttp(options: StabilityHttpOptions): StabilityHttp {
  const { baseUrl, apiKey, maxBytes } = options;
  const guarded = guardFetch(options.fetch, { maxBytes });
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'image/*' };
  return {
    get: (path, signal) => guarded(`${baseUrl}${path}`, { headers, signal }),
    post: (path, body, signal) =>
      guarded(`${baseUrl}${path}`, { method: 'POST', headers, body, signal }),
  };
}

export function requestIdOf(response: Response): string | undefined {
  return response.headers.get('x-request-id')?.slice(0, 200);
}

/** The failure that an answer other than success stands for; `sent` is null for a free call. */
export async function readRefusal(
  response: Response,
  sent: SentRequest | null,
): Promise<ProviderFailure> {
  const { status } = response;
  const { name = '', errors = [], message = '' } = await readRefusalBody(response);
  return stabilityFailure({
    ...classifyStabilityRefusal({ status, name }, sent),
    cause: [status, name, ...errors, message].filter((part) => part !== '').join(' '),
    requestId: requestIdOf(response),
  });
}

/** The status alone is enough: a body that is no refusal, or breaks off, tells nothing more. */
async function readRefusalBody(response: Response): Promise<Refusal> {
  try {
    return refusalSchema.parse(await response.json());
  } catch {
    return {};
  }
}
