import OpenAI from 'openai';
import { fail } from '../../contract/app-error.ts';
import { guardFetch, type Fetch } from '../guard-fetch.ts';
import { healthOf } from '../health-of.ts';
import type { AiProvider } from '../provider.ts';
import { composeTextTask } from '../text-task.ts';
import { modelsSchema } from './answer-schemas.ts';
import { describeCapabilities } from './capabilities.ts';
import { classifyError } from './classify-error.ts';
import { estimateCost, isFree } from './cost.ts';
import { runText } from './run-text.ts';

export interface CompatibleServer {
  readonly fetch: Fetch;
  /** With the version: `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Null for servers that ask for none. */
  readonly apiKey: string | null;
}

export interface CompatibleOptions extends CompatibleServer {
  /** As `discoverModels` found them, in the order of preference. */
  readonly models: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** The attempt's signal holds the deadline; the SDK's own must not come before it. */
const SDK_TIMEOUT_MS = 60 * 60 * 1_000;

/** A server that speaks OpenAI's chat completions: Ollama, LM Studio, OpenRouter and their like. */
export function createCompatibleProvider(options: CompatibleOptions): AiProvider {
  const client = createClient(options);
  const { baseUrl, now } = options;
  const free = isFree(baseUrl);

  return {
    id: 'compatible',
    capabilities: describeCapabilities(options.models),
    getCostEstimate: (request, prices) => estimateCost(request, { prices, baseUrl }),

    async getHealth(signal) {
      const start = now();
      try {
        modelsSchema.parse(await client.get('/models', { signal }));
        return { status: 'ok', latencyMs: Math.max(0, now() - start) };
      } catch (thrown) {
        return healthOf(classifyError(thrown, { signal, request: null, now: now(), isFree: free }));
      }
    },

    async processImage(request, context) {
      try {
        const task = composeTextTask(request.call);
        if (task === null) {
          throw fail('invalid-request', { params: { operation: request.call.operation } });
        }
        return await runText(client, { request, task, baseUrl }, context);
      } catch (thrown) {
        const { signal } = context;
        throw classifyError(thrown, { signal, request, now: now(), isFree: free });
      }
    },
  };
}

/**
 * Asks the server which models it has, leaving out those that say that they don't see images.
 * Rejects with a ProviderFailure.
 */
export async function discoverModels(
  server: CompatibleServer,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { data } = modelsSchema.parse(await createClient(server).get('/models', { signal }));
    return data
      .filter(({ architecture }) => architecture?.input_modalities.includes('image') ?? true)
      .map(({ id }) => id);
  } catch (thrown) {
    // A list costs nothing; the date only matters for a Retry-After in words.
    throw classifyError(thrown, { signal, request: null, now: 0, isFree: true });
  }
}

function createClient({ fetch, baseUrl, apiKey }: CompatibleServer): OpenAI {
  return new OpenAI({
    // The SDK insists on a key; servers without one ignore it.
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    fetch: guardFetch(fetch, { maxBytes: MAX_ANSWER_BYTES }),
    // The router alone decides on a retry: a repeated request may be billed twice.
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    // What the environment says about an account elsewhere must never reach this server.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
  });
}
