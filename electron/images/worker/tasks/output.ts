import type { Sharp } from 'sharp';
import { exportedSize } from '../../../contract/export-name.ts';
import type { OutputFormat } from '../../../contract/images.ts';
import { fail } from '../../../contract/app-error.ts';
import { croppedSize } from '../../../contract/ratio.ts';
import { ownLimits, svgDeadlineMs } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { type Trial, fitBytes } from '../compile/fit-bytes.ts';
import { decoding } from '../decode/decoding.ts';
import { ownColors } from '../decode/own-colors.ts';
import { describeSource } from '../decode/describe-source.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import type { JobContext } from '../job-context.ts';
import { encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { sha256, writeDurably } from '../write-file.ts';
import { edited } from '../edit/edited.ts';
import { encodeFinally, fitted } from './encode.ts';

const lossyFormats: ReadonlySet<OutputFormat> = new Set(['jpeg', 'webp', 'avif']);

/** A file of a recipe's output; checked by decoding it to the end before anybody sees it. */
export async function output(
  { path, metadataFrom, rules, edits, blobs, ratio, outPath, temporaryPath }: JobInput<'output'>,
  { signal, onProgress, shortenDeadline }: JobContext,
): Promise<JobOutput<'output'>> {
  const source = await openSource(path, ownLimits);
  if (source.format === 'svg') shortenDeadline(svgDeadlineMs);
  const owner = metadataFrom === null ? source : await openSource(metadataFrom, ownLimits);
  const metadata = readMetadata(owner, rules.metadata);
  const format = rules.format === 'same' ? writableFormat(source) : rules.format;
  const pixels =
    edits === null ? source : await edited(source, edits, { blobs, signal, onProgress });
  const frame = croppedSize(pixels, ratio);
  const encode = async ({ quality, longestSide }: Trial): Promise<Buffer> => {
    signal.throwIfAborted();
    return await decoding(
      encodeWithMetadata(framed(pixels, frame, longestSide), {
        format,
        metadata,
        encode: (pipeline) =>
          encodeFinally(pipeline, { options: { format, quality }, source: pixels }),
      }),
    );
  };
  const ownSide = Math.max(frame.width, frame.height);
  const from = {
    quality: rules.quality,
    longestSide: Math.min(rules.longestSide ?? ownSide, ownSide),
  };
  const { maxBytes } = rules;
  const bytes =
    maxBytes === null
      ? await encode(from)
      : await fitBytes({
          maxBytes,
          from,
          lossy: lossyFormats.has(format),
          encode,
          sizeOf: ({ length }) => length,
        });
  if (bytes === null) throw fail('file-too-large', { params: { limit: maxBytes ?? 0 } });
  const result = await openBytes(bytes, ownLimits);
  await decodeFully(result);
  signal.throwIfAborted();
  return {
    ...(await writeDurably(bytes, { outPath, temporaryPath })),
    facts: describeSource(result),
    sourceHash: sha256(source.bytes),
  };
}

/** The middle of an image, never larger than it was. */
function framed(
  source: Source,
  frame: { readonly width: number; readonly height: number },
  longestSide: number,
): Sharp {
  if (frame.width === source.width && frame.height === source.height) {
    return fitted(source, longestSide);
  }
  return ownColors(source).resize({ ...exportedSize(frame, longestSide), fit: 'cover' });
}

/** What can't be written becomes what loses least: a photo a JPEG, a drawing a PNG. */
function writableFormat({ format, metadata }: Source): OutputFormat {
  switch (format) {
    case 'jpeg':
    case 'png':
    case 'webp':
    case 'avif':
    case 'tiff':
      return format;
    case 'heif':
      return metadata.hasAlpha ? 'png' : 'jpeg';
    case 'gif':
    case 'svg':
      return 'png';
  }
}
