import { appError } from '../contract/app-error.ts';
import {
  type AiProvider,
  type FailureClass,
  type FailureDetails,
  type ProcessingResult,
  ProviderFailure,
} from '../providers/provider.ts';
import { backoffMs } from './backoff.ts';
import { completeAttempt } from './complete-attempt.ts';
import { type RouteOption, holdsFor, toOption } from './offers.ts';
import type { RouterPorts } from './ports.ts';
import { prepareInput } from './prepare-input.ts';
import type { InterruptedAttempt, RouteEnding, RouteOutcome } from './route-request.ts';
import { type Caller, type Run, type Surroundings, openRun } from './run.ts';
import { conclude, concludeResult } from './run-candidates.ts';
import { snapshotOf } from './snapshot.ts';

const TRIES = 4;

/** Fetches the result of an interrupted attempt; where that fails, it may still have been billed. */
export async function resumeAttempt(
  interrupted: InterruptedAttempt,
  caller: Caller,
  surroundings: Surroundings,
): Promise<RouteOutcome> {
  const resumption = findResumption(interrupted, surroundings);
  const candidates = resumption === null ? [] : [resumption.option.candidate];
  const run = openRun(caller, surroundings, { policy: 'pinned', candidates, excluded: [] });
  if (resumption === null) return conclude(unknownEnding(interrupted), run);
  try {
    return await fetchAndComplete(interrupted, resumption, run);
  } catch {
    // Whatever broke on this side, the provider has accepted the job.
    return conclude(
      caller.signal.aborted ? { status: 'cancelled' } : unknownEnding(interrupted),
      run,
    );
  }
}

async function fetchAndComplete(
  interrupted: InterruptedAttempt,
  { option, resume }: Resumption,
  run: Run,
): Promise<RouteOutcome> {
  const { ports, request, signal, callbacks } = run;
  const { id, provider, remoteId, reserved, startedAt } = interrupted;
  const { candidate, capability } = option;
  const { images } = ports;
  const folder = await ports.temporaryFolder({ jobId: request.jobId, attemptId: id });
  const input = { images, request, capability, fix: undefined, folder, signal };
  const prepared = await prepareInput(input);
  callbacks.onAttempt({ provider, model: candidate.model });
  callbacks.onStep('sending');
  const end = await completeAttempt(
    {
      id,
      option,
      prepared,
      folder,
      reservation: { attemptId: id, provider, amount: reserved },
      startedAt,
      waitedMs: 0,
      send: (prepared, context) =>
        patiently(() => resume(remoteId, prepared, context), context.signal, ports),
    },
    run,
  );
  if (end.status === 'succeeded') {
    const { output, seed, finishReason } = end;
    const result = { output, seed };
    return concludeResult({ kind: 'result', result, cache: 'off', finishReason }, candidate, run);
  }
  const { class: failureClass, error } = end.failure;
  if (failureClass === 'cancelled') return conclude({ status: 'cancelled' }, run);
  if (isFinal(failureClass)) return conclude({ status: 'failed', error }, run);
  return conclude(unknownEnding(interrupted), run);
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
