import { mkdir, readFile } from 'node:fs/promises';
import { type AppError, AppFailure, appError, fail, toAppError } from '../contract/app-error.ts';
import type { JobId } from '../contract/ids.ts';
import { type Job, type JobRequest, jobRequestSchema } from '../contract/jobs.ts';
import type { Asset } from '../contract/library.ts';
import type { Engine } from '../engine.ts';
import type { Command } from './arguments.ts';
import { type Case, writeResult } from './write-result.ts';

/** Runs an operation over files: a case for each result and for each failure. */
export async function runCommand(
  engine: Engine,
  command: Command,
  signal: AbortSignal,
): Promise<readonly Case[]> {
  if (command.outFolder !== null) await mkdir(command.outFolder, { recursive: true });
  let reference: Target | null;
  try {
    reference = await addReference(engine, command, signal);
  } catch (error) {
    return [failedCase(command, { file: command.reference, error: toAppError(error) })];
  }
  const common = { reference, signal };
  if (command.files.length === 0)
    return runFor(engine, command, { ...common, file: null, asset: null });

  const { outcomes } = await engine.ingest.paths(command.files, { signal });
  const cases = await Promise.all(
    outcomes.map(async (outcome) =>
      outcome.status === 'refused'
        ? [failedCase(command, { file: outcome.name, error: outcome.error })]
        : await runFor(engine, command, { ...common, file: outcome.name, asset: outcome.asset }),
    ),
  );
  return cases.flat();
}

/** Nothing is run where it can't be read: every result would lack it. */
async function addReference(
  engine: Engine,
  { reference }: Command,
  signal: AbortSignal,
): Promise<Target | null> {
  if (reference === null) return null;
  const { outcomes } = await engine.ingest.paths([reference], { signal });
  const [outcome] = outcomes;
  if (outcome === undefined) throw fail('invalid-request', { cause: 'no reference image there' });
  if (outcome.status === 'refused') throw new AppFailure(outcome.error);
  return { assetId: outcome.asset.id, versionId: outcome.asset.originalVersionId };
}

type Target = NonNullable<JobRequest['reference']>;

interface Source {
  readonly reference: Target | null;
  readonly file: string | null;
  readonly asset: Asset | null;
  readonly signal: AbortSignal;
}

async function runFor(engine: Engine, command: Command, source: Source): Promise<readonly Case[]> {
  try {
    const [submitted] = await engine.jobs.submit([await requestFor(engine, command, source)]);
    if (submitted === undefined) return [];
    const job = await ended(engine, submitted.id, source.signal);
    const error = errorOf(job);
    if (error !== null) return [failedCase(command, { file: source.file, error, job })];
    return await writeResult(engine, { command, file: source.file, job });
  } catch (error) {
    return [failedCase(command, { file: source.file, error: toAppError(error) })];
  }
}

async function requestFor(
  engine: Engine,
  command: Command,
  { asset, reference }: Source,
): Promise<JobRequest> {
  const versionId = asset?.originalVersionId;
  const mask =
    command.mask === null || versionId === undefined
      ? null
      : await engine.addMask(versionId, await readFile(command.mask));
  return jobRequestSchema.parse({
    call: command.call,
    input: asset === null ? null : { assetId: asset.id, versionId },
    mask,
    reference,
    ...(command.policy === null ? {} : { policy: command.policy }),
    ...(command.provider === null ? {} : { pin: { provider: command.provider } }),
    ...(command.maxCost === null ? {} : { maxCost: command.maxCost }),
  });
}

/** Nobody is there to be asked: a job that would wait for an event or an answer is given up. */
export async function ended(engine: Engine, id: JobId, signal: AbortSignal): Promise<Job> {
  const cancel = (): void => void engine.jobs.cancel([id]).catch(() => undefined);
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  const [job] = await engine.jobs.settled([id]);
  signal.removeEventListener('abort', cancel);
  if (job === undefined) throw new Error('the job is gone');
  if (errorOf(job) !== null) cancel();
  return job;
}

/** Why a job has no result; null where it has one. */
export function errorOf({ state }: Job): AppError | null {
  switch (state.status) {
    case 'done':
      return null;
    case 'failed':
    case 'unknown':
      return state.error;
    case 'waiting':
      if (state.for === 'budget') return appError('budget-reached');
      if (state.for !== 'consent') return appError('offline');
      return state.consent.ask === 'would-lose'
        ? appError('no-route', { params: { provider: state.consent.next } })
        : appError('provider-refused', { params: { provider: state.consent.refusedBy } });
    case 'queued':
    case 'paused':
    case 'preparing':
    case 'running':
    case 'saving':
    case 'cancelled':
      return appError('cancelled');
  }
}

interface Failure {
  readonly file: string | null;
  readonly error: AppError;
  readonly job?: Job;
}

function failedCase(command: Command, { file, error, job }: Failure): Case {
  return {
    file,
    operation: command.call.operation,
    provider: job?.receipt?.provider ?? null,
    ok: false,
    ms:
      job === undefined
        ? 0
        : Math.max(0, (job.endedAt ?? job.startedAt ?? 0) - (job.startedAt ?? 0)),
    output: null,
    receipt: job?.receipt ?? null,
    error,
  };
}
