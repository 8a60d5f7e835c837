import type { HealthStatus } from '../../contract/providers.ts';
import { answerFailure } from '../answer-failure.ts';
import type { Fetch } from '../guard-fetch.ts';
import { healthOf } from '../health-of.ts';
import type {
  AiProvider,
  AttemptContext,
  PreparedRequest,
  ProcessingResult,
  ProviderFailure,
} from '../provider.ts';
import { readBlob } from '../read-input.ts';
import { acceptedSchema, balanceSchema } from './answer-schemas.ts';
import { awaitResult, type ResultPoll } from './await-result.ts';
import { buildStabilityRequest, type StabilityRequest } from './build-request.ts';
import { stabilityCapabilities } from './capabilities.ts';
import { estimateStabilityCost } from './cost.ts';
import { stabilityFailure } from './failure.ts';
import { createStabilityHttp, readRefusal } from './http.ts';
import { readImage } from './read-image.ts';

export interface StabilityOptions {
  readonly fetch: Fetch;
  /** Without a path: `https://api.stability.ai`. */
  readonly baseUrl: string;
  /** Null until the user has entered one: then nothing is ever sent. */
  readonly apiKey: string | null;
  /** Milliseconds. */
  readonly now: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly pollIntervalMs?: number;
  /** The largest answer that is written to the disk. */
  readonly maxAnswerBytes?: number;
}

const POLL_INTERVAL_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Stability's v2beta image services: no SDK, a form goes out and an image comes back. */
export function createStabilityProvider(options: StabilityOptions): AiProvider {
  const { fetch, baseUrl, apiKey, now, sleep } = options;
  const maxBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  const http = apiKey === null ? null : createStabilityHttp({ fetch, baseUrl, apiKey, maxBytes });

  function pollFor(request: PreparedRequest, context: AttemptContext): ResultPoll {
    if (http === null) throw stabilityFailure({ class: 'account', kind: 'provider-bad-key' });
    const { model, typicalMs } = request.capability;
    const price = estimateStabilityCost(model, context.prices).high;
    const intervalMs = options.pollIntervalMs ?? POLL_INTERVAL_MS;
    const reading = { context, price };
    return { http, context, reading, sleep, now, intervalMs, typicalMs };
  }

  async function processImage(
    request: PreparedRequest,
    context: AttemptContext,
  ): Promise<ProcessingResult> {
    const poll = pollFor(request, context);
    const { order, form } = await prepare(request);
    const path = `/v2beta/stable-image/${order.path}`;
    const response = await poll.http.post(path, form, context.signal);
    if (response.status !== 200) throw await readRefusal(response, request);
    if (!order.isAsync) return readImage(response, poll.reading);
    const { id: remoteId } = acceptedSchema.parse(await response.json());
    context.onRemoteId(remoteId);
    await sleep(poll.intervalMs, context.signal);
    return awaitResult(remoteId, poll);
  }

  async function getHealth(signal: AbortSignal): Promise<HealthStatus> {
    if (http === null) return { status: 'not-configured' };
    const startedAt = now();
    const response = await http.get('/v1/user/balance', signal);
    if (response.status !== 200) throw await readRefusal(response, null);
    const { credits } = balanceSchema.parse(await response.json());
    return credits > 0
      ? { status: 'ok', latencyMs: Math.max(0, now() - startedAt) }
      : { status: 'account', reason: 'no-credit' };
  }

  return {
    id: 'stability',
    capabilities: stabilityCapabilities,
    getCostEstimate: ({ capability }, prices) => estimateStabilityCost(capability.model, prices),
    getHealth: (signal) =>
      getHealth(signal).catch((thrown: unknown) => healthOf(explain(thrown, signal))),
    processImage: (request, context) =>
      processImage(request, context).catch((thrown: unknown) => {
        throw explain(thrown, context.signal);
      }),
    resume: (remoteId, request, context) =>
      awaitResult(remoteId, pollFor(request, context)).catch((thrown: unknown) => {
        throw explain(thrown, context.signal);
      }),
  };
}

function explain(thrown: unknown, signal: AbortSignal): ProviderFailure {
  return answerFailure(thrown, { provider: 'stability', signal });
}

/** Everything that can go wrong before anything is sent. */
async function prepare(
  request: PreparedRequest,
): Promise<{ readonly order: StabilityRequest; readonly form: FormData }> {
  const order = buildStabilityRequest(request.call, request.capability.model);
  if (order === undefined) {
    const cause = `${request.capability.model} does not ${request.call.operation}`;
    throw stabilityFailure({ class: 'fail-over', kind: 'invalid-request', cause });
  }
  if ((request.reference === null) !== (request.capability.reference === undefined)) {
    const cause = `${request.capability.model} with ${request.reference === null ? 'no' : 'a'} reference`;
    throw stabilityFailure({ class: 'fail-over', kind: 'invalid-request', cause });
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(order.fields)) form.set(name, value);
  if (request.image !== null) form.set(order.imageField, await readBlob(request.image));
  if (request.mask !== null) form.set('mask', await readBlob(request.mask));
  if (request.reference !== null) form.set('style_image', await readBlob(request.reference));
  return { order, form };
}
