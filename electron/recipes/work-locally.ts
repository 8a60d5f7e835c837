import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { BlobHash } from '../contract/ids.ts';
import { blobPaths } from '../editing/blob-paths.ts';
import type { ImageService } from '../images/image-service.ts';
import { safeStem } from '../ingest/file-name.ts';
import type { Blobs } from '../library/blobs.ts';
import { type LocalWork, passingOn } from './plan.ts';

interface LocalParts {
  readonly images: Pick<ImageService, 'output'>;
  /** What an adjustment may name beside its image. */
  readonly blobs: Pick<Blobs, 'path'>;
}

interface LocalRun {
  /** The image as it is now, and the input that it came from, which has the metadata. */
  readonly from: string;
  readonly original: string;
  /** The result goes below it. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A pass on this machine; `sourceHash` is that of the input, where the pass has read it. */
export async function workLocally(
  { images, blobs }: LocalParts,
  work: LocalWork,
  { from, original, folder, signal }: LocalRun,
): Promise<{ readonly path: string; readonly sourceHash: BlobHash | null }> {
  const outPath = path.join(folder, randomUUID(), `${safeStem(original)}.image`);
  const written = await images.output(
    {
      path: from,
      metadataFrom: from === original ? null : original,
      rules: passingOn(work),
      edits: work.edits,
      blobs: blobPaths(work.edits, blobs),
      ratio: work.ratio,
      outPath,
    },
    { signal },
  );
  return { path: outPath, sourceHash: from === original ? written.sourceHash : null };
}
