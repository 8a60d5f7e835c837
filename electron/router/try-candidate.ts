import { type AppError, toAppError } from '../contract/app-error.ts';
import type { AttemptId } from '../contract/ids.ts';
import type { Receipt } from '../contract/receipt.ts';
import type { AiProvider, FailureDetails } from '../providers/provider.ts';
import { type AttemptResult, attempt } from './attempt.ts';
import { budgetReturnsAt, budgetStatus } from './budget.ts';
import { cacheKey } from './cache.ts';
import type { Setback } from './endings.ts';
import { type NextStep, nextStep } from './next-step.ts';
import type { RouteOption } from './offers.ts';
import type { CachedResult } from './ports.ts';
import { type PreparedInput, prepareInput } from './prepare-input.ts';
import type { RouteEnding } from './route-request.ts';
import type { Run } from './run.ts';

export type CandidateEnd =
  | {
      readonly kind: 'result';
      readonly result: CachedResult;
      readonly cache: Receipt['cache'];
      readonly finishReason?: string | undefined;
    }
  /** The next candidate may be tried. */
  | { readonly kind: 'setback'; readonly setback: Setback }
  /** The next candidate may be tried if it is local, or if the user agrees. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** The run is over. */
  | { readonly kind: 'ending'; readonly ending: RouteEnding };

interface Trial {
  readonly option: RouteOption;
  readonly provider: AiProvider;
}

const cancelled: CandidateEnd = { kind: 'ending', ending: { status: 'cancelled' } };

/** Tries one candidate until it answers, gives up, or must not be asked again. */
export async function tryCandidate(trial: Trial, run: Run): Promise<CandidateEnd> {
  const { ports, request } = run;
  const { candidate, capability } = trial.option;
  const input = await compile(trial.option, undefined, run);
  if ('kind' in input) return input;
  if (!ports.settings().cacheResults) return attemptUntilEnd(trial, input, run);

  const { provider } = candidate;
  const key = cacheKey({ request, provider, capability, pixelHash: input.pixelHash });
  const earlier = await ports.cache.get(key);
  if (earlier !== null) return { kind: 'result', result: earlier, cache: 'hit' };
  const end = await attemptUntilEnd(trial, input, run);
  if (end.kind !== 'result') return end;
  await ports.cache.put(key, end.result);
  return { ...end, cache: 'miss' };
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

function endOfAttempt(
  result: Exclude<AttemptResult, { readonly status: 'failed' }>,
  { candidate }: RouteOption,
  { ports }: Run,
): CandidateEnd {
  const now = ports.clock.now();
  switch (result.status) {
    case 'succeeded': {
      const { output, seed, finishReason } = result;
      return { kind: 'result', result: { output, seed }, cache: 'off', finishReason };
    }
    case 'limited':
      return setback({ kind: 'later', until: now + result.forMs });
    case 'over-budget': {
      const status = budgetStatus(ports.budget, ports.settings().budgets, now);
      const until = budgetReturnsAt(status, candidate.estimate.high, now);
      return setback({ kind: 'budget', until });
    }
  }
}

function endOfFailure(
  step: Exclude<NextStep, { readonly do: 'retry' | 'recompile' }>,
  {
    id,
    option,
    error,
  }: { readonly id: AttemptId; readonly option: RouteOption; readonly error: AppError },
  { ports }: Run,
): CandidateEnd {
  const { provider, estimate } = option.candidate;
  switch (step.do) {
    case 'next':
      return setback(
        step.afterMs === null
          ? failed(error, option)
          : { kind: 'later', until: ports.clock.now() + step.afterMs },
      );
    case 'refused':
      return { kind: 'refused', error };
    case 'unknown':
      return {
        kind: 'ending',
        ending: { status: 'unknown', attemptId: id, provider, error, retryCost: estimate.high },
      };
    case 'fail':
      return { kind: 'ending', ending: { status: 'failed', error } };
    case 'cancel':
      return cancelled;
  }
}

function exceedsMaxCost({ candidate }: RouteOption, { request, log }: Run): boolean {
  const { high } = candidate.estimate;
  return request.maxCost !== undefined && high > 0 && log.spentAtMost() + high > request.maxCost;
}

function setback(setback: Setback): CandidateEnd {
  return { kind: 'setback', setback };
}

function failed(error: AppError, { candidate }: RouteOption): Setback {
  return { kind: 'failed', error, local: candidate.local };
}
