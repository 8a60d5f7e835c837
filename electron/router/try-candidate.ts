import { toAppError } from '../contract/app-error.ts';
import type { AiProvider, FailureDetails } from '../providers/provider.ts';
import { attempt } from './attempt.ts';
import { cacheKey } from './cache.ts';
import {
  type CandidateEnd,
  cancelled,
  endOfAttempt,
  endOfFailure,
  failed,
  setback,
} from './candidate-end.ts';
import { nextStep } from './next-step.ts';
import type { RouteOption } from './offers.ts';
import type { CachedResult } from './ports.ts';
import { type PreparedInput, prepareInput } from './prepare-input.ts';
import type { Run } from './run.ts';

export interface Trial {
  readonly option: RouteOption;
  readonly provider: AiProvider;
}

/** Tries one candidate until it answers, gives up, or must not be asked again. */
export async function tryCandidate(trial: Trial, run: Run): Promise<CandidateEnd> {
  const { ports } = run;
  const input = await compile(trial.option, undefined, run);
  if ('kind' in input) return input;
  if (!ports.settings().cacheResults) return attemptUntilEnd(trial, input, run);

  const key = keyOf(trial.option, input, run);
  const earlier = await ports.cache.get(key);
  if (earlier !== null) return hit(earlier);
  const end = await attemptUntilEnd(trial, input, run);
  if (end.kind !== 'result') return end;
  await ports.cache.put(key, end.result);
  return { ...end, cache: 'miss' };
}

/** What an option that can't be asked now has answered before; null: nothing. Sends nothing. */
export async function earlierResult(option: RouteOption, run: Run): Promise<CandidateEnd | null> {
  const { ports } = run;
  if (!ports.settings().cacheResults) return null;
  const input = await compile(option, undefined, run);
  if ('kind' in input) return input.kind === 'ending' ? input : null;
  const earlier = await ports.cache.get(keyOf(option, input, run));
  return earlier === null ? null : hit(earlier);
}

function keyOf(
  { candidate, capability }: RouteOption,
  { pixelHash, referencePixelHash }: PreparedInput,
  { request }: Run,
): string {
  const { provider } = candidate;
  return cacheKey({ request, provider, capability, pixelHash, referencePixelHash });
}

function hit(result: CachedResult): CandidateEnd {
  return { kind: 'result', result, cache: 'hit' };
}

async function compile(
  option: RouteOption,
  fix: FailureDetails['fix'],
  { ports, request, signal, callbacks }: Run,
): Promise<PreparedInput | CandidateEnd> {
  callbacks.onStep('preparing');
  try {
    const owner = { jobId: request.jobId, attemptId: ports.newAttemptId() };
    const folder = await ports.temporaryFolder(owner);
    const { capability } = option;
    return await prepareInput({ images: ports.images, request, capability, fix, folder, signal });
  } catch (thrown) {
    return signal.aborted ? cancelled : setback(failed(toAppError(thrown), option));
  }
}

async function attemptUntilEnd(
  trial: Trial,
  input: PreparedInput,
  run: Run,
): Promise<CandidateEnd> {
  const { ports, request, signal, callbacks } = run;
  const { option, provider } = trial;
  let prepared = input;
  let recompiled = false;
  let waitedMs = 0;
  for (let tries = 1; ; tries += 1) {
    if (signal.aborted) return cancelled;
    if (exceedsMaxCost(option, run)) return setback({ kind: 'max-cost' });
    const id = ports.newAttemptId();
    const folder = await ports.temporaryFolder({ jobId: request.jobId, attemptId: id });
    const result = await attempt({ id, provider, option, prepared, folder, waitedMs }, run);
    if (result.status !== 'failed') return endOfAttempt(result, option, run);

    const step = nextStep(result.failure, {
      operation: request.call.operation,
      candidate: option.candidate,
      tries,
      recompiled,
      msLeft: run.deadline - ports.clock.now(),
      random: ports.random(),
    });
    if (step.do === 'retry') {
      callbacks.onStep('waiting');
      await ports.clock.sleep(step.afterMs, signal);
      waitedMs = step.afterMs;
    } else if (step.do === 'recompile') {
      const compiled = await compile(option, step.fix, run);
      if ('kind' in compiled) return compiled;
      prepared = compiled;
      recompiled = true;
      waitedMs = 0;
    } else {
      return endOfFailure(step, { id, option, error: result.failure.error }, run);
    }
  }
}

function exceedsMaxCost({ candidate }: RouteOption, { request, log }: Run): boolean {
  const { high } = candidate.estimate;
  return request.maxCost !== undefined && high > 0 && log.spentAtMost() + high > request.maxCost;
}
