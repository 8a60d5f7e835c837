import { readFile, stat } from 'node:fs/promises';
import { type AppError, AppFailure, fail, toAppError } from '../contract/app-error.ts';
import { type JobRequest, jobRequestSchema } from '../contract/jobs.ts';
import { type OperationId, operations, parseOperationCall } from '../contract/operations.ts';
import { untrustedLimits } from '../images/limits.ts';
import type { Session } from './session.ts';
import type { OperationInput } from './tool-inputs.ts';

/** A job that could be run, or why one of the images can't be worked on. */
export type Planned = { readonly image: string | null } & (
  | { readonly request: JobRequest }
  | { readonly error: AppError }
);

type Target = NonNullable<JobRequest['input']>;

/**
 * Takes in the images that a call names: a job for each. Throws where a path is refused, the mask or
 * the reference can't be read, or the call was cancelled: then nothing of it is begun.
 */
export async function planJobs(
  session: Session,
  { operation, input }: { readonly operation: OperationId; readonly input: OperationInput },
  signal: AbortSignal,
): Promise<readonly Planned[]> {
  const { folders } = session;
  const files = await Promise.all(input.images.map(folders.file));
  const maskFile = input.mask === undefined ? null : await folders.file(input.mask);
  const referenceFile = input.reference === undefined ? null : await folders.file(input.reference);
  const mask = maskFile === null ? null : await readMask(maskFile);
  const reference = referenceFile === null ? null : await takeIn(session, referenceFile, signal);

  const common = {
    call: parseOperationCall(operation, input.options),
    reference,
    ...(input.policy === undefined ? {} : { policy: input.policy }),
    ...(input.provider === undefined ? {} : { pin: { provider: input.provider } }),
  };
  if (operations[operation].input === 'none')
    return [{ image: null, request: jobRequestSchema.parse({ ...common, input: null }) }];

  const planned: Planned[] = [];
  for (const [index, file] of files.entries()) {
    const image = input.images[index] ?? file;
    try {
      const target = await takeIn(session, file, signal);
      const blob = mask === null ? null : await session.engine.addMask(target.versionId, mask);
      const request = jobRequestSchema.parse({ ...common, input: target, mask: blob });
      planned.push({ image, request });
    } catch (error) {
      signal.throwIfAborted();
      planned.push({ image, error: toAppError(error) });
    }
  }
  return planned;
}

async function takeIn({ engine }: Session, file: string, signal: AbortSignal): Promise<Target> {
  const { outcomes } = await engine.ingest.paths([file], { signal });
  const [outcome] = outcomes;
  if (outcome === undefined) throw fail('cancelled');
  if (outcome.status === 'refused') throw new AppFailure(outcome.error);
  return { assetId: outcome.asset.id, versionId: outcome.asset.originalVersionId };
}

async function readMask(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  const limit = untrustedLimits.maxBytes;
  if (size > limit) throw fail('file-too-large', { params: { file, bytes: size, limit } });
  return readFile(file);
}
