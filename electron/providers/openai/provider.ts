import OpenAI from 'openai';
import { guardFetch, type Fetch } from '../guard-fetch.ts';
import { healthOf } from '../health-of.ts';
import type { AiProvider } from '../provider.ts';
import { composeTextTask } from '../text-task.ts';
import { modelsSchema } from './answer-schemas.ts';
import { openAiCapabilities } from './capabilities.ts';
import { classifyError } from './classify-error.ts';
import { estimateCost } from './cost.ts';
import { runImage } from './run-image.ts';
import { runText } from './run-text.ts';

export interface OpenAiOptions {
  readonly fetch: Fetch;
  readonly apiKey: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** With the version, as in the default. */
  readonly baseUrl?: string;
  /** The largest answer that is read. */
  readonly maxAnswerBytes?: number;
}

const BASE_URL = 'https://api.openai.com/v1';

/** Four images of the largest size, in base64; whatever is longer is no honest answer. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** The attempt's signal holds the deadline; the SDK's own must not come before it. */
const SDK_TIMEOUT_MS = 60 * 60 * 1_000;

export function createOpenAiProvider(options: OpenAiOptions): AiProvider {
  const client = createClient(options);

  return {
    id: 'openai',
    capabilities: openAiCapabilities,
    getCostEstimate: estimateCost,

    async getHealth(signal) {
      const start = options.now();
      try {
        modelsSchema.parse(await client.get('/models', { signal }));
        return { status: 'ok', latencyMs: Math.max(0, options.now() - start) };
      } catch (thrown) {
        return healthOf(classifyError(thrown, { signal, request: null, now: options.now() }));
      }
    },

    async processImage(request, context) {
      const task = composeTextTask(request.call);
      try {
        return task === null
          ? await runImage(client, request, context)
          : await runText(client, { request, task }, context);
      } catch (thrown) {
        const { signal } = context;
        throw classifyError(thrown, { signal, request, now: options.now() });
      }
    },
  };
}

function createClient(options: OpenAiOptions): OpenAI {
  const { fetch, apiKey, baseUrl = BASE_URL, maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  return new OpenAI({
    apiKey,
    baseURL: baseUrl,
    fetch: guardFetch(fetch, { maxBytes: maxAnswerBytes }),
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
