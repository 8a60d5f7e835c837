import { fail } from '../contract/app-error.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { JobRequest } from '../contract/jobs.ts';
import type { Version } from '../contract/library.ts';
import { operations } from '../contract/operations.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Library } from '../library/library.ts';
import type { Consents, RouteRequest, SourceFile } from '../router/route-request.ts';

/** The version that goes into a job, or null. Throws `invalid-request` or `not-found`. */
export function inputVersion(
  library: Pick<Library, 'version'>,
  request: JobRequest,
): Version | null {
  const { input, mask } = operations[request.call.operation];
  const params = { operation: request.call.operation };
  if (input === 'image' && request.input === null) {
    throw fail('invalid-request', { params, cause: 'an image is needed' });
  }
  if (mask === 'required' && request.mask === null) {
    throw fail('invalid-request', { params, cause: 'a mask is needed' });
  }
  return request.input === null ? null : library.version(request.input.versionId);
}

/** What the route depends on: facts about the input, and the user's wishes. Pure. */
export function toRouteRequest(
  request: JobRequest,
  version: Version | null,
  consents: Consents,
): RouteRequest {
  return {
    call: request.call,
    image:
      version === null
        ? null
        : {
            width: version.facts.width,
            height: version.facts.height,
            bytes: version.facts.bytes,
            format: version.facts.format,
            hasAlpha: version.facts.hasAlpha,
          },
    hasMask: request.mask !== null,
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
