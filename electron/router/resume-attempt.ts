import { appError } from '../contract/app-error.ts';
import {
  type AiProvider,
  type FailureClass,
  type FailureDetails,
  type ProcessingResult,
  ProviderFailure,
} from '../providers/provider.ts';
import { backoffMs } from './backoff.ts';
import { type SentAttempt, completeAttempt } from './complete-attempt.ts';
import { type RouteOption, holdsFor, toOption } from './offers.ts';
import type { RouterPorts } from './ports.ts';
import { prepareInput } from './prepare-input.ts';
import type { InterruptedAttempt, RouteEnding, RouteOutcome } from './route-request.ts';
import { type Caller, type Surroundings, openRun } from './run.ts';
import { conclude, concludeResult } from './run-candidates.ts';
import { snapshotOf } from './snapshot.ts';

const TRIES = 4;

/** Fetches the result of an interrupted attempt; where that fails, it may still have been billed. */
export async function resumeAttempt(
  interrupted: InterruptedAttempt,
  caller: Caller,
  surroundings: Surroundings,
): Promise<RouteOutcome> {
  const { ports } = surroundings;
  const { id, request, startedAt, reserved } = interrupted;
  const resumption = findResumption(interrupted, surroundings);
  const option = resumption?.option ?? null;
  const candidates = option === null ? [] : [option.candidate];
  const run = openRun(caller, surroundings, { policy: 'pinned', candidates, excluded: [] });
  if (resumption === null || option === null) return conclude(unknownEnding(interrupted), run);

  const { signal } = caller;
  const { candidate, capability } = option;
  const folder = await ports.temporaryFolder({ jobId: request.jobId, attemptId: id });
  const { images } = ports;
  const prepared = await prepareInput({
    images,
    request,
    capability,
    fix: undefined,
    folder,
    signal,
  });
  const reservation = { attemptId: id, provider: interrupted.provider, amount: reserved };
  const send: SentAttempt['send'] = (prepared, context) =>
    patiently(
      () => resumption.resume(interrupted.remoteId, prepared, context),
      context.signal,
      ports,
    );
  const end = await completeAttempt(
    { id, option, prepared, folder, reservation, startedAt, waitedMs: 0, send },
    run,
  );
  if (end.status === 'succeeded') {
    const { output, seed, finishReason } = end;
    return concludeResult(
      { kind: 'result', result: { output, seed }, cache: 'off', finishReason },
      candidate,
      run,
    );
  }
  switch (end.failure.class) {
    case 'cancelled':
      return conclude({ status: 'cancelled' }, run);
    case 'policy':
    case 'bad-output':
      return conclude({ status: 'failed', error: end.failure.error }, run);
    default:
      return conclude(unknownEnding(interrupted), run);
  }
}

interface Resumption {
  readonly option: RouteOption;
  readonly resume: NonNullable<AiProvider['resume']>;
}

/** The provider and the capability of then, if they are still there. */
function findResumption(
  { request, provider: id, model }: InterruptedAttempt,
  { ports, states }: Surroundings,
): Resumption | null {
  const connected = ports.providers().find(({ provider }) => provider.id === id);
  if (connected === undefined) return null;
  const { provider } = connected;
  const resume = provider.resume?.bind(provider);
  const capability = provider.capabilities.find(
    (capability) =>
      capability.operation === request.call.operation &&
      capability.model === model &&
      holdsFor(capability, request.call),
  );
  if (resume === undefined || capability === undefined) return null;
  const snapshot = snapshotOf(connected, ports, states);
  return {
    option: toOption({ provider: snapshot, capability, request, prices: ports.prices() }),
    resume,
  };
}

function unknownEnding({ id, provider, reserved }: InterruptedAttempt): RouteEnding {
  const error = appError('provider-may-have-billed', { params: { provider } });
  return { status: 'unknown', attemptId: id, provider, error, retryCost: reserved };
}

/** Asking for a result is free, so it is asked again where the provider can't be reached. */
async function patiently(
  fetchResult: () => Promise<ProcessingResult>,
  signal: AbortSignal,
  ports: Pick<RouterPorts, 'clock' | 'random'>,
): Promise<ProcessingResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetchResult();
    } catch (thrown) {
      if (!(thrown instanceof ProviderFailure) || isFinal(thrown.details.class)) throw thrown;
      if (tries === TRIES || signal.aborted) throw asAmbiguous(thrown.details);
      await ports.clock.sleep(
        backoffMs(tries, ports.random(), thrown.details.retryAfterMs),
        signal,
      );
    }
  }
}

/** The job was accepted, so a failure to fetch its result says nothing about its price. */
function asAmbiguous({ error, requestId }: FailureDetails): ProviderFailure {
  return new ProviderFailure({
    class: 'ambiguous',
    error: appError('provider-may-have-billed', {
      params: error.params,
      cause: error.cause ?? error.kind,
    }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

function isFinal(failureClass: FailureClass): boolean {
  return failureClass === 'policy' || failureClass === 'bad-output' || failureClass === 'cancelled';
}
