import OpenAI from 'openai';
import { appError } from '../../contract/app-error.ts';
import type { HealthStatus } from '../../contract/providers.ts';
import { guardFetch, type Fetch } from '../guard-fetch.ts';
import { ProviderFailure, type AiProvider } from '../provider.ts';
import { composeTextTask } from '../text-task.ts';
import { modelsSchema } from './answer-schemas.ts';
import { openAiCapabilities } from './capabilities.ts';
import { classifyError } from './classify-error.ts';
import { estimateCost } from './cost.ts';
import { runImage } from './run-image.ts';
import { runText } from './run-text.ts';

export interface OpenAiOptions {
  readonly fetch: Fetch;
  /** With the version: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null until the user has entered one: then nothing is ever sent. */
  readonly apiKey: string | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Four images of the largest size, in base64; whatever is longer is no honest answer. */
const MAX_ANSWER_BYTES = 96 * 1024 * 1024;
/** The attempt's signal holds the deadline; the SDK's own must not come before it. */
const SDK_TIMEOUT_MS = 60 * 60 * 1_000;

export function createOpenAiProvider(options: OpenAiOptions): AiProvider {
  const client = options.apiKey === null ? null : createClient(options, options.apiKey);

  return {
    id: 'openai',
    capabilities: openAiCapabilities,
    getCostEstimate: estimateCost,

    async getHealth(signal) {
      if (client === null) {
        return { status: 'not-configured' };
      }
      const start = options.now();
      try {
        modelsSchema.parse(await client.get('/models', { signal }));
        return { status: 'ok', latencyMs: Math.max(0, options.now() - start) };
      } catch (thrown) {
        return toHealth(classifyError(thrown, { signal, image: null, now: options.now() }));
      }
    },

    async processImage(request, context) {
      if (client === null) {
        const error = appError('provider-bad-key', { params: { provider: 'openai' } });
        throw new ProviderFailure({ class: 'account', error });
      }
      const task = composeTextTask(request.call);
      try {
        return task === null
          ? await runImage(client, request, context)
          : await runText(client, { request, task }, context);
      } catch (thrown) {
        const { signal } = context;
        throw classifyError(thrown, { signal, image: request.image, now: options.now() });
      }
    },
  };
}

function createClient({ fetch, baseUrl }: OpenAiOptions, apiKey: string): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: baseUrl,
    fetch: guardFetch(fetch, { maxBytes: MAX_ANSWER_BYTES }),
    // The router alone decides on a retry: a repeated request may be billed twice.
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    // What the environment says about another program's account is none of ours.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
  });
}

function toHealth({ error }: ProviderFailure): HealthStatus {
  switch (error.kind) {
    case 'provider-bad-key':
      return { status: 'account', reason: 'bad-key' };
    case 'provider-no-credit':
      return { status: 'account', reason: 'no-credit' };
    case 'provider-forbidden':
      return { status: 'account', reason: 'forbidden' };
    default:
      return { status: 'down', reason: error.kind };
  }
}
