import type { Sharp } from 'sharp';
import { ownLimits, svgDeadlineMs } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { withCredentials } from '../credentials/write-credentials.ts';
import { describeSource } from '../decode/describe-source.ts';
import type { JobContext } from '../job-context.ts';
import { encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source, openBytes, openSource } from '../decode/source.ts';
import { isDeep, ownColors } from '../decode/own-colors.ts';
import { writeNew } from '../write-file.ts';

/**
 * Browsers and providers take 8-bit RGB or grey JPEG, and PNG, WebP, AVIF, GIF as they are. The
 * rest becomes a JPEG where it was a photo without transparency, otherwise a PNG. HEIC and CMYK
 * photos keep what the eye sees: quality 95, no chroma subsampling.
 */
export async function normalise(
  { path, outFolder }: JobInput<'normalise'>,
  context: JobContext,
): Promise<JobOutput<'normalise'>> {
  const source = await openSource(path, ownLimits);
  if (source.format === 'svg') context.shortenDeadline(svgDeadlineMs);
  if (isFineAsIs(source)) return null;
  const format = isPhoto(source) ? 'jpeg' : 'png';
  const encoded = await decoding(
    encodeWithMetadata(ownColors(source), {
      format,
      metadata: readMetadata(source, 'keep'),
      encode: (pixels) => encodePlainly(pixels, source),
    }),
  );
  const { bytes } = await withCredentials(encoded, {
    format,
    policy: 'keep',
    notes: { source: null, edited: false },
    picture: source,
    original: source,
  });
  const extension = format === 'jpeg' ? 'jpg' : 'png';
  const written = await writeNew(bytes, { folder: outFolder, extension });
  return { ...written, facts: describeSource(await openBytes(bytes, ownLimits)) };
}

function isFineAsIs({ format, metadata }: Source): boolean {
  switch (format) {
    case 'jpeg':
      return metadata.space !== 'cmyk';
    case 'png':
    case 'webp':
    case 'avif':
    case 'gif':
      return true;
    case 'tiff':
    case 'svg':
    case 'heif':
      return false;
  }
}

function isPhoto({ format, metadata }: Source): boolean {
  return (format === 'jpeg' || format === 'heif') && !metadata.hasAlpha;
}

function encodePlainly(pipeline: Sharp, source: Source): Sharp {
  if (isPhoto(source)) return pipeline.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  return isDeep(source) ? pipeline.toColourspace('rgb16').png() : pipeline.png();
}
