import { appError, toAppError } from '../../../electron/contract/app-error.ts';
import {
  type GatewayEvent,
  type GatewayFailure,
  type GatewayResult,
  toCredits,
} from '../../../electron/contract/gateway.ts';
import { type AttemptId, attemptIdSchema } from '../../../electron/contract/ids.ts';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import {
  type AiProvider,
  type AttemptContext,
  type FailureDetails,
  type ProcessingResult,
  ProviderFailure,
} from '../../../electron/providers/provider.ts';
import type { JobStore } from './job-store.ts';
import { type Company, type Offer, nameOf } from './offers.ts';
import type { ProviderKeys } from './provider-keys.ts';
import type { ReadOrder } from './read-order.ts';

export interface JobRun {
  readonly jobId: string;
  readonly userId: string;
  readonly order: ReadOrder;
  /** In the order in which they are tried. */
  readonly offers: readonly Offer[];
  readonly prices: PriceList;
  /** What is held: no job takes more. */
  readonly heldCredits: number;
  /** This job's own: removed by the caller. */
  readonly folder: string;
}

export interface RunParts {
  readonly store: JobStore;
  readonly providerOf: (company: Company) => Promise<AiProvider>;
  readonly keys: Pick<ProviderKeys, 'keyOf' | 'newest'>;
  readonly report: (error: unknown) => void;
}

/** The platform ends a request that takes longer. */
const deadlineMs = 140_000;

/**
 * Does an accepted job to its end, whoever still listens: `tell` may lead nowhere. The end is on disk
 * before it is told. The account pays for a result, and for nothing else: where a provider may have
 * charged without one, the gateway bears it, and does not ask that provider again. Null: no result.
 */
export async function runJob(
  run: JobRun,
  parts: RunParts,
  tell: (event: GatewayEvent) => void,
): Promise<GatewayResult | null> {
  const signal = AbortSignal.timeout(deadlineMs);
  let failure: GatewayFailure | null = null;
  for (const offer of run.offers) {
    try {
      const result = await attemptWithNewestKey(offer, run, { parts, tell, signal });
      tell({ type: 'result', result });
      return result;
    } catch (thrown) {
      const details = detailsOf(thrown);
      failure = toGatewayFailure(details);
      const charged = details.class === 'ambiguous' || details.class === 'bad-output';
      if (charged) parts.report(thrown);
      if (!charged && goesOn(details.class) && !signal.aborted) continue;
      await parts.store.fail(run.jobId, {
        ...endOf(details),
        model: nameOf(offer),
        failure,
        unknown: charged,
      });
      tell({ type: 'failure', failure });
      return null;
    }
  }
  const last = failure ?? toGatewayFailure(detailsOf(new Error('nobody was asked')));
  await parts.store.fail(run.jobId, {
    model: null,
    cost: 0,
    requestId: null,
    failure: last,
    unknown: false,
  });
  tell({ type: 'failure', failure: last });
  return null;
}

interface Attempt {
  readonly parts: RunParts;
  readonly tell: (event: GatewayEvent) => void;
  readonly signal: AbortSignal;
}

/** A key that was replaced and ended at once: what is refused for its account was not charged. */
async function attemptWithNewestKey(
  offer: Offer,
  run: JobRun,
  how: Attempt,
): Promise<GatewayResult> {
  const { keys } = how.parts;
  const used = await keys.keyOf(offer.company);
  try {
    return await attempt(offer, run, how);
  } catch (thrown) {
    if (detailsOf(thrown).class !== 'account') throw thrown;
    const newest = await keys.newest(offer.company).catch(() => used);
    if (newest === used) throw thrown;
    return attempt(offer, run, how);
  }
}

async function attempt(
  offer: Offer,
  run: JobRun,
  { parts, tell, signal }: Attempt,
): Promise<GatewayResult> {
  const { order, jobId, prices } = run;
  const provider = await parts.providerOf(offer.company);
  const context: AttemptContext = {
    attemptId: attemptIdOf(jobId),
    signal,
    folder: run.folder,
    prices,
    onText: (delta) => tell({ type: 'text', delta }),
    onPartialImage: () => undefined,
    onProgress: (fraction) => tell({ type: 'progress', fraction }),
    onRemoteId: () => undefined,
  };
  const answer = await provider.processImage(
    {
      call: order.order.call,
      capability: offer.capability,
      image: order.image,
      mask: order.mask,
      reference: order.reference,
    },
    context,
  );
  return keep(answer, offer, { run, parts, provider });
}

interface Keeping {
  readonly run: JobRun;
  readonly parts: RunParts;
  readonly provider: AiProvider;
}

async function keep(
  answer: ProcessingResult,
  offer: Offer,
  { run, parts, provider }: Keeping,
): Promise<GatewayResult> {
  const { order, jobId, prices } = run;
  const cost =
    answer.cost ??
    provider.getCostEstimate(
      {
        call: order.order.call,
        image: order.image,
        hasMask: order.mask !== null,
        reference: order.reference,
        capability: offer.capability,
      },
      prices,
    ).high;
  const model = nameOf(offer);
  const result: GatewayResult = {
    output: await keepOutput(answer, run, parts.store),
    // What is beyond the estimate is not the account's to pay.
    credits: Math.min(toCredits(cost), run.heldCredits),
    cached: false,
    model,
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId.slice(0, 200) }),
    ...(answer.finishReason === undefined
      ? {}
      : { finishReason: answer.finishReason.slice(0, 100) }),
  };
  await parts.store.succeed(jobId, {
    model,
    cost,
    requestId: answer.requestId ?? null,
    result,
  });
  return result;
}

async function keepOutput(
  { output }: ProcessingResult,
  job: Pick<JobRun, 'jobId' | 'userId'>,
  store: JobStore,
): Promise<GatewayResult['output']> {
  if (output.kind !== 'images') return output;
  const kept = await store.keepFiles(job, output.files);
  return {
    kind: 'images',
    files: output.files.map(({ mediaType, seed }, index) => ({
      index,
      mediaType,
      bytes: kept[index]?.bytes ?? 0,
      sha256: kept[index]?.sha256 ?? '',
      ...(kept[index]?.apart ? { apart: true } : {}),
      ...(seed === undefined ? {} : { seed }),
    })),
  };
}

/** A job has one attempt at a time here: the app's id names both. */
function attemptIdOf(jobId: string): AttemptId {
  return attemptIdSchema.parse(jobId);
}

function detailsOf(thrown: unknown): FailureDetails {
  if (thrown instanceof ProviderFailure) return thrown.details;
  return { class: 'ambiguous', error: toAppError(thrown) };
}

/** Whether another company may be asked: this one surely charged nothing, and refused for itself. */
function goesOn(failureClass: FailureDetails['class']): boolean {
  switch (failureClass) {
    case 'wait':
    case 'fail-over':
    case 'account':
      return true;
    case 'fix':
    case 'policy':
    case 'ambiguous':
    case 'bad-output':
    case 'cancelled':
      return false;
  }
}

function endOf({ cost, requestId }: FailureDetails) {
  return { cost: cost ?? null, requestId: requestId ?? null };
}

/** In the app's terms nothing was charged, whatever happened between the gateway and a provider. */
function toGatewayFailure(details: FailureDetails): GatewayFailure {
  const { class: failureClass, error, retryAfterMs, fix } = details;
  switch (failureClass) {
    case 'account':
      // Our account, not the user's: nothing that they could put right.
      return {
        class: 'fail-over',
        error: appError('provider-failed', { params: { provider: 'cloud' } }),
      };
    case 'ambiguous':
    case 'cancelled':
      return {
        class: 'fail-over',
        error: appError('deadline-passed', { params: { provider: 'cloud' } }),
      };
    case 'wait':
    case 'fail-over':
    case 'fix':
    case 'policy':
    case 'bad-output': {
      const { cause: _internal, ...said } = error;
      return {
        class: failureClass,
        error: said,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  }
}
