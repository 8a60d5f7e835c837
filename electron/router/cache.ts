import { operations } from '../contract/operations.ts';
import type { Capability, ProviderId } from '../contract/providers.ts';
import { keptOf } from './kept.ts';
import type { RunRequest } from './route-request.ts';

/**
 * The key of a result: the same pixels, mask, reference, options, provider and model give the same
 * key. A result that depends on chance belongs to its job besides: who asks for an image twice wants two
 * images, but a job that is resumed must not pay again for what it already has. One that keeps some
 * of its original belongs to that file: another may look the same and be deeper, or of a wider gamut.
 */
export function cacheKey({
  request,
  provider,
  capability,
  pixelHash,
  referencePixelHash,
}: {
  readonly request: RunRequest;
  readonly provider: ProviderId;
  readonly capability: Capability;
  readonly pixelHash: string;
  readonly referencePixelHash: string;
}): string {
  const seedCounts = capability.honours.includes('seed');
  return JSON.stringify([
    'result-2',
    provider,
    capability.model,
    canonicalCall(request),
    pixelHash,
    request.mask?.hash ?? null,
    referencePixelHash,
    isRandom(request, seedCounts) ? request.jobId : null,
    ...(keptOf(request) === null ? [] : [request.source?.hash ?? null]),
  ]);
}

/** The key by which identical requests under way share one run. */
export function runKey(request: RunRequest): string {
  const { source, mask, referenceSource, policy, pin, maxCost, acceptLosses, consents, exclude } =
    request;
  return JSON.stringify([
    canonicalCall(request),
    source?.hash ?? null,
    mask?.hash ?? null,
    referenceSource?.hash ?? null,
    [policy ?? null, pin?.provider ?? null, pin?.model ?? null, maxCost ?? null, acceptLosses],
    [consents.refusedBy, consents.sharedWith, consents.lossesFrom, exclude],
    isRandom(request, true) ? request.jobId : null,
  ]);
}

function isRandom({ call }: RunRequest, seedCounts: boolean): boolean {
  if (!('seed' in operations[call.operation].options.shape)) return false;
  return !seedCounts || !('seed' in call.options) || call.options.seed === undefined;
}

/** The same text for the same options, in whatever order they were given. */
function canonicalCall({ call }: RunRequest): readonly unknown[] {
  const options = Object.entries(call.options)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return [call.operation, options];
}
