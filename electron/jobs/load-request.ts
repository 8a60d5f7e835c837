import { fail } from '../contract/app-error.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { JobRequest } from '../contract/jobs.ts';
import type { Version } from '../contract/library.ts';
import { operations } from '../contract/operations.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Library } from '../library/library.ts';
import type { InputImage } from '../providers/provider.ts';
import type { Consents, RouteRequest, SourceFile } from '../router/route-request.ts';

/** The versions that go into a job. */
export interface InputVersions {
  readonly input: Version | null;
  readonly reference: Version | null;
}

/** Throws `invalid-request` where something is missing, or `not-found`. */
export function inputVersions(
  library: Pick<Library, 'version'>,
  request: JobRequest,
): InputVersions {
  const { input, mask, reference } = operations[request.call.operation];
  const params = { operation: request.call.operation };
  if (input === 'image' && request.input === null) {
    throw fail('invalid-request', { params, cause: 'an image is needed' });
  }
  if (mask === 'required' && request.mask === null) {
    throw fail('invalid-request', { params, cause: 'a mask is needed' });
  }
  if (reference === 'required' && request.reference === null) {
    throw fail('invalid-request', { params, cause: 'a reference image is needed' });
  }
  return {
    input: request.input === null ? null : library.version(request.input.versionId),
    reference: request.reference === null ? null : library.version(request.reference.versionId),
  };
}

/** What the route depends on: facts about the inputs, and the user's wishes. Pure. */
export function toRouteRequest(
  request: JobRequest,
  { input, reference }: InputVersions,
  consents: Consents,
): RouteRequest {
  return {
    call: request.call,
    image: input === null ? null : toInputImage(input),
    hasMask: request.mask !== null,
    reference: reference === null ? null : toInputImage(reference),
    ...(request.policy === undefined ? {} : { policy: request.policy }),
    ...(request.pin === undefined
      ? {}
      : {
          pin: {
            provider: request.pin.provider,
            ...(request.pin.model === undefined ? {} : { model: request.pin.model }),
          },
        }),
    ...(request.maxCost === undefined ? {} : { maxCost: request.maxCost }),
    acceptLosses: request.acceptLosses,
    consents,
    exclude: [],
  };
}

function toInputImage({ facts }: Version): InputImage {
  const { width, height, bytes, format, hasAlpha } = facts;
  return { width, height, bytes, format, hasAlpha };
}

/** The blob's file, checked to be there: a missing one costs nobody anything. */
export async function sourceFile(
  blobs: Blobs,
  hash: BlobHash | null,
  name: string,
): Promise<SourceFile | null> {
  if (hash === null) return null;
  if (!(await blobs.has(hash))) throw fail('file-missing', { params: { file: name } });
  return { path: blobs.path(hash), hash };
}
