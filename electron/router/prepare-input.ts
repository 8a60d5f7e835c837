import type { Capability, ImageLimits } from '../contract/providers.ts';
import type { ImageService } from '../images/image-service.ts';
import type { FailureDetails, PreparedFile } from '../providers/provider.ts';
import type { RunRequest, SourceFile } from './route-request.ts';

export interface PreparedInput {
  readonly image: PreparedFile | null;
  readonly mask: PreparedFile | null;
  readonly reference: PreparedFile | null;
  /** Equal for equal pixels. */
  readonly pixelHash: string;
  readonly referencePixelHash: string;
}

interface Preparation {
  readonly images: Pick<ImageService, 'prepare'>;
  readonly request: RunRequest;
  readonly capability: Capability;
  /** What the provider wants changed, after it refused an earlier compilation. */
  readonly fix: FailureDetails['fix'];
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Compiles the request's files for one capability in workers. Rejects with an AppFailure. */
export async function prepareInput(preparation: Preparation): Promise<PreparedInput> {
  const { request, capability } = preparation;
  const [input, reference] = await Promise.all([
    compile(preparation, {
      source: request.source,
      mask: request.mask,
      limits: capability.image,
    }),
    compile(preparation, {
      source: request.referenceSource,
      mask: null,
      limits: capability.reference ?? null,
    }),
  ]);
  return {
    image: input?.image ?? null,
    mask: input?.mask ?? null,
    reference: reference?.image ?? null,
    pixelHash: input?.pixelHash ?? '',
    referencePixelHash: reference?.pixelHash ?? '',
  };
}

interface Compilation {
  readonly source: SourceFile | null;
  readonly mask: SourceFile | null;
  readonly limits: ImageLimits | null;
}

async function compile(
  { images, capability, fix, folder, signal }: Preparation,
  { source, mask, limits }: Compilation,
): Promise<Awaited<ReturnType<ImageService['prepare']>> | null> {
  if (source === null || limits === null) return null;
  const formats = fix?.format === undefined ? limits.formats : [fix.format];
  return images.prepare(
    {
      path: source.path,
      maskPath: mask?.path ?? null,
      capability: { ...capability, image: { ...limits, formats } },
      override: {
        ...(fix?.maxPixels === undefined ? {} : { maxPixels: fix.maxPixels }),
        ...(fix?.maxBytes === undefined ? {} : { maxBytes: fix.maxBytes }),
      },
      outFolder: folder,
    },
    { signal },
  );
}
