import { join } from 'node:path';
import {
  type GatewayResult,
  gatewayOfferSchema,
  toCredits,
  worthOf,
} from '../../contract/gateway.ts';
import type { CostEstimate } from '../../contract/money.ts';
import type { PriceList } from '../../contract/price-list.ts';
import type { Capability, HealthStatus } from '../../contract/providers.ts';
import { answerFailure } from '../answer-failure.ts';
import { healthOf } from '../health-of.ts';
import {
  type AiProvider,
  type AttemptContext,
  type CostRequest,
  type PreparedRequest,
  type ProcessingResult,
  ProviderFailure,
} from '../provider.ts';
import {
  type GatewayHttp,
  type GatewayOptions,
  createGatewayHttp,
  failure,
} from './gateway-http.ts';
import { sendFiles } from './send-files.ts';
import { saveFile } from './save-file.ts';

export interface CloudProviderOptions extends GatewayOptions {
  /** What the gateway's companies can do, their models named `openai:…`. */
  readonly capabilities: readonly Capability[];
  /** What the company behind a capability charges. */
  readonly estimate: (request: CostRequest, prices: PriceList) => CostEstimate;
  /** Bytes of the largest form that the gateway takes; what is more is uploaded before. */
  readonly largestRequest: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const lookAgainMs = 1_000;

/**
 * The managed gateway: a subscriber's credits instead of keys. The attempt's id is the job's there, so
 * that nothing is made or paid twice: where an answer is lost, it is asked for again by that id.
 */
export function createCloudProvider(options: CloudProviderOptions): AiProvider {
  const http = createGatewayHttp(options);

  async function processImage(
    request: PreparedRequest,
    context: AttemptContext,
  ): Promise<ProcessingResult> {
    const jobId = context.attemptId;
    const { largestRequest } = options;
    const form = await sendFiles(request, { http, jobId, largestRequest, signal: context.signal });
    // The gateway knows the job by this id from the moment it hears of it: also after a crash here.
    context.onRemoteId(jobId);
    let heard = false;
    try {
      for await (const event of http.run(jobId, form, context.signal)) {
        heard = true;
        switch (event.type) {
          case 'accepted':
            break;
          case 'text':
            context.onText(event.delta);
            break;
          case 'progress':
            context.onProgress(event.fraction);
            break;
          case 'result':
            return await take(event.result, { http, context });
          case 'failure':
            throw new ProviderFailure(event.failure);
        }
      }
    } catch (thrown) {
      if (thrown instanceof ProviderFailure || context.signal.aborted) throw thrown;
      const failed = explain(thrown, context.signal);
      // Never connected: nothing is there to be asked for.
      if (failed.details.class === 'fail-over' && !heard) throw failed;
      // The line broke: the job may go on there.
      return lookUp(jobId, context, heard);
    }
    return lookUp(jobId, context, heard);
  }

  /** Asks for a job until it has ended. `known`: the gateway has said that it has it. */
  async function lookUp(
    jobId: string,
    context: AttemptContext,
    known: boolean,
  ): Promise<ProcessingResult> {
    for (;;) {
      const standing = await http.status(jobId, context.signal).catch((thrown: unknown) => {
        if (context.signal.aborted) throw thrown;
        // Signed out meanwhile, say: the job goes on, and its credits may be taken.
        if (thrown instanceof ProviderFailure && thrown.details.class !== 'wait') {
          throw failure('ambiguous', 'provider-may-have-billed');
        }
        return undefined;
      });
      if (standing === null) {
        throw failure('fail-over', known ? 'not-found' : 'provider-unreachable');
      }
      if (standing?.status === 'done') return take(standing.result, { http, context });
      if (standing?.status === 'failed') throw new ProviderFailure(standing.failure);
      await options.sleep(lookAgainMs, context.signal);
    }
  }

  return {
    id: 'cloud',
    capabilities: options.capabilities,
    getCostEstimate: (request, prices) => inCredits(options.estimate(request, prices)),
    getHealth: async (signal): Promise<HealthStatus> => {
      const startedAt = options.now();
      try {
        gatewayOfferSchema.parse(await http.offer(signal));
        return { status: 'ok', latencyMs: Math.max(0, options.now() - startedAt) };
      } catch (thrown) {
        return healthOf(explain(thrown, signal));
      }
    },
    processImage: (request, context) =>
      processImage(request, context).catch((thrown: unknown) => {
        throw explain(thrown, context.signal);
      }),
    resume: (remoteId, _request, context) =>
      lookUp(remoteId, context, true).catch((thrown: unknown) => {
        throw explain(thrown, context.signal);
      }),
  };
}

/** Whole credits, as they are taken, in millionths of a dollar. */
function inCredits({ low, high, exact }: CostEstimate): CostEstimate {
  const [least, most] = [toCredits(low), toCredits(high)];
  return {
    low: worthOf(least),
    high: worthOf(most),
    exact: exact || least === most,
    basis: least === most ? `${most} credits` : `${least} to ${most} credits`,
  };
}

interface Taking {
  readonly http: GatewayHttp;
  readonly context: AttemptContext;
}

/** Brings a result to this machine; only then is the gateway told to forget it. */
async function take(
  { output, credits, requestId, finishReason }: GatewayResult,
  { http, context }: Taking,
): Promise<ProcessingResult> {
  const rest = {
    cost: worthOf(credits),
    ...(requestId === undefined ? {} : { requestId }),
    ...(finishReason === undefined ? {} : { finishReason }),
  };
  const jobId = context.attemptId;
  if (output.kind !== 'images') return { output, ...rest };
  const files = [];
  for (const { index, mediaType, sha256, bytes, seed, apart = false } of output.files) {
    const path = join(context.folder, `cloud-${index}`);
    await saveFile(await http.file(jobId, { index, apart }, context.signal), path, {
      bytes,
      sha256,
    });
    files.push({ path, mediaType, ...(seed === undefined ? {} : { seed }) });
  }
  // Where this fails, the gateway forgets it after a day.
  void http.forget(jobId).catch(() => undefined);
  return { output: { kind: 'images', files }, ...rest };
}

function explain(thrown: unknown, signal: AbortSignal): ProviderFailure {
  return answerFailure(thrown, { provider: 'cloud', signal });
}
