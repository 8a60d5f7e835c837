import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { withCredentials } from '../credentials/write-credentials.ts';
import { openBytes, openSource } from '../decode/source.ts';
import { described, readMetadata } from '../metadata/carried-metadata.ts';
import { withoutMetadata } from '../metadata/without-metadata.ts';
import { type SimpleContainer, writeMetadata } from '../metadata/write-metadata.ts';
import { writeDurably } from '../write-file.ts';

/** A copy of a file with other metadata: not a pixel of it is decoded or encoded anew. */
export async function inscribe(input: JobInput<'inscribe'>): Promise<JobOutput<'inscribe'>> {
  const source = await openSource(input.path, ownLimits);
  const { format } = source;
  if (!isSimple(format)) return null;
  const isOwn = input.metadataFrom === null || input.metadataFrom === input.path;
  // Metadata of another file is upright; these pixels would have to be turned.
  if (!isOwn && source.orientation !== 1) return null;
  const owner = isOwn ? source : await openSource(input.metadataFrom ?? input.path, ownLimits);
  const carried = readMetadata(owner, input.metadata, { upright: !isOwn });
  const { exif, xmp, iptc } = described(carried, input.notes);
  const { width, height } = source.metadata;
  const written = writeMetadata(withoutMetadata(source.bytes, format), {
    format,
    width,
    height,
    exif,
    xmp,
    // Only JPEG has a place for it.
    iptc: format === 'jpeg' ? iptc : null,
  });
  const { bytes, warnings } = await withCredentials(written, {
    format,
    policy: input.metadata,
    notes: input.notes,
    picture: source,
    original: owner,
  });
  await openBytes(bytes, ownLimits);
  return { ...(await writeDurably(bytes, input)), warnings };
}

function isSimple(format: string): format is SimpleContainer {
  return format === 'jpeg' || format === 'png' || format === 'webp';
}
