import Anthropic from '@anthropic-ai/sdk';
import { appError } from '../../contract/app-error.ts';
import type { HealthStatus } from '../../contract/providers.ts';
import { guardFetch, type Fetch } from '../guard-fetch.ts';
import { healthOf } from '../health-of.ts';
import {
  ProviderFailure,
  type AiProvider,
  type AttemptContext,
  type PreparedRequest,
  type ProcessingResult,
} from '../provider.ts';
import { readInput } from '../read-input.ts';
import { composeTextTask } from '../text-task.ts';
import { modelsSchema } from './answer-schemas.ts';
import { buildMessageRequest } from './build-request.ts';
import { anthropicCapabilities } from './capabilities.ts';
import { classifyError, needsBlame, type Blame } from './classify-error.ts';
import { estimateAnthropicCost } from './cost.ts';
import { findBlame } from './find-blame.ts';
import { runText } from './run-text.ts';

export interface AnthropicOptions {
  readonly fetch: Fetch;
  /** Without a path: `https://api.anthropic.com`. */
  readonly baseUrl: string;
  /** Null until the user has entered one: then nothing is ever sent. */
  readonly apiKey: string | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Text alone comes back, a few thousand tokens of it. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** The attempt's signal holds the deadline; the SDK's own must not come before it. */
const SDK_TIMEOUT_MS = 60 * 60 * 1_000;

/** Anthropic's Messages API by its own SDK: text about pictures. */
export function createAnthropicProvider(options: AnthropicOptions): AiProvider {
  const client = options.apiKey === null ? null : createClient(options, options.apiKey);

  async function getHealth(signal: AbortSignal): Promise<HealthStatus> {
    if (client === null) return { status: 'not-configured' };
    const start = options.now();
    modelsSchema.parse(await client.get('/v1/models', { signal }));
    return { status: 'ok', latencyMs: Math.max(0, options.now() - start) };
  }

  async function processImage(
    request: PreparedRequest,
    context: AttemptContext,
  ): Promise<ProcessingResult> {
    if (client === null) throw unsent('account', 'provider-bad-key');
    const { image, call, capability } = request;
    const task = composeTextTask(call);
    if (task === null || image === null) throw unsent('fail-over', 'invalid-request');
    const data = (await readInput(image)).toString('base64');
    const { mediaType } = image;
    const body = buildMessageRequest(task, { model: capability.model, mediaType, data });
    try {
      return await runText(client, { task, body, now: options.now() }, context);
    } catch (thrown) {
      const { signal } = context;
      const blame = needsBlame(thrown) ? await findBlame(client, body, signal) : 'unknown';
      throw explain(thrown, { signal, request, blame });
    }
  }

  function explain(
    thrown: unknown,
    call: {
      readonly signal: AbortSignal;
      readonly request?: PreparedRequest;
      readonly blame?: Blame;
    },
  ): ProviderFailure {
    const { signal, request, blame = 'unknown' } = call;
    return classifyError(thrown, {
      signal,
      image: request?.image ?? null,
      now: options.now(),
      blame,
    });
  }

  return {
    id: 'anthropic',
    capabilities: anthropicCapabilities,
    getCostEstimate: estimateAnthropicCost,
    getHealth: (signal) =>
      getHealth(signal).catch((thrown: unknown) => healthOf(explain(thrown, { signal }))),
    processImage: (request, context) =>
      processImage(request, context).catch((thrown: unknown) => {
        throw thrown instanceof ProviderFailure
          ? thrown
          : unsent('fail-over', 'invalid-request', thrown);
      }),
  };
}

function unsent(
  failureClass: 'account' | 'fail-over',
  kind: 'provider-bad-key' | 'invalid-request',
  cause?: unknown,
): ProviderFailure {
  const error = appError(kind, { params: { provider: 'anthropic' }, cause });
  return new ProviderFailure({ class: failureClass, error });
}

function createClient({ fetch, baseUrl }: AnthropicOptions, apiKey: string): Anthropic {
  return new Anthropic({
    apiKey,
    baseURL: baseUrl,
    fetch: guardFetch(fetch, { maxBytes: MAX_ANSWER_BYTES }),
    // The router alone decides on a retry: a repeated request may be billed twice.
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    // Pictures and answers go into no log and no trace, whatever the environment says.
    logLevel: 'off',
    openTelemetry: false,
  });
}
