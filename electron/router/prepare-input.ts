import type { Capability } from '../contract/providers.ts';
import type { ImageService } from '../images/image-service.ts';
import type { FailureDetails, PreparedFile } from '../providers/provider.ts';
import type { RunRequest } from './route-request.ts';

export interface PreparedInput {
  readonly image: PreparedFile | null;
  readonly mask: PreparedFile | null;
  /** Equal for equal pixels. */
  readonly pixelHash: string;
}

const noInput: PreparedInput = { image: null, mask: null, pixelHash: '' };

/** Compiles the request's files for one capability in a worker. Rejects with an AppFailure. */
export async function prepareInput({
  images,
  request,
  capability,
  fix,
  folder,
  signal,
}: {
  readonly images: Pick<ImageService, 'prepare'>;
  readonly request: RunRequest;
  readonly capability: Capability;
  /** What the provider wants changed, after it refused an earlier compilation. */
  readonly fix: FailureDetails['fix'];
  readonly folder: string;
  readonly signal: AbortSignal;
}): Promise<PreparedInput> {
  if (request.source === null || capability.image === null) return noInput;
  const formats = fix?.format === undefined ? capability.image.formats : [fix.format];
  return images.prepare(
    {
      path: request.source.path,
      maskPath: request.mask?.path ?? null,
      capability: { ...capability, image: { ...capability.image, formats } },
      override: {
        ...(fix?.maxPixels === undefined ? {} : { maxPixels: fix.maxPixels }),
        ...(fix?.maxBytes === undefined ? {} : { maxBytes: fix.maxBytes }),
      },
      outFolder: folder,
    },
    { signal },
  );
}
