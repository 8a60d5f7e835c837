import type { OutputFormat } from '../../../contract/images.ts';
import { fail } from '../../../contract/app-error.ts';
import { ownLimits, svgDeadlineMs } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { type Trial, fitBytes } from '../compile/fit-bytes.ts';
import { decoding } from '../decode/decoding.ts';
import { describeSource } from '../decode/describe-source.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import type { JobContext } from '../job-context.ts';
import { encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { sha256, writeDurably } from '../write-file.ts';
import { encodeFinally, fitted } from './encode.ts';

const lossyFormats: ReadonlySet<OutputFormat> = new Set(['jpeg', 'webp', 'avif']);

/** A file of a recipe's output; checked by decoding it to the end before anybody sees it. */
export async function output(
  { path, metadataFrom, rules, outPath, temporaryPath }: JobInput<'output'>,
  { signal, shortenDeadline }: JobContext,
): Promise<JobOutput<'output'>> {
  const source = await openSource(path, ownLimits);
  if (source.format === 'svg') shortenDeadline(svgDeadlineMs);
  const owner = metadataFrom === null ? source : await openSource(metadataFrom, ownLimits);
  const metadata = readMetadata(owner, rules.metadata);
  const format = rules.format === 'same' ? writableFormat(source) : rules.format;
  const encode = async ({ quality, longestSide }: Trial): Promise<Buffer> => {
    signal.throwIfAborted();
    return await decoding(
      encodeWithMetadata(fitted(source, longestSide), {
        format,
        metadata,
        encode: (pixels) => encodeFinally(pixels, { options: { format, quality }, source }),
      }),
    );
  };
  const ownSide = Math.max(source.width, source.height);
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
