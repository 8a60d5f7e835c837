import type { Sharp } from 'sharp';
import { exportedSize } from '../../../contract/export-name.ts';
import type { OutputFormat } from '../../../contract/images.ts';
import { fail } from '../../../contract/app-error.ts';
import type { FileWarning } from '../../../contract/metadata.ts';
import { croppedSize } from '../../../contract/ratio.ts';
import { ownLimits, svgDeadlineMs } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { type Trial, fitBytes } from '../compile/fit-bytes.ts';
import { decoding } from '../decode/decoding.ts';
import { ownColors } from '../decode/own-colors.ts';
import type { Finished } from '../credentials/statement.ts';
import { type Credited, withCredentials } from '../credentials/write-credentials.ts';
import { describeSource } from '../decode/describe-source.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import type { JobContext } from '../job-context.ts';
import { described, encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { sha256, writeDurably } from '../write-file.ts';
import { edited } from '../edit/edited.ts';
import { encodeFinally, fitted } from './encode.ts';

const lossyFormats: ReadonlySet<OutputFormat> = new Set(['jpeg', 'webp', 'avif']);

/** A file of a recipe's output; checked by decoding it to the end before anybody sees it. */
export async function output(
  input: JobInput<'output'>,
  { signal, onProgress, shortenDeadline }: JobContext,
): Promise<JobOutput<'output'>> {
  const { path, metadataFrom, rules, edits, blobs, ratio, notes, outPath, temporaryPath } = input;
  const source = await openSource(path, ownLimits);
  if (source.format === 'svg') shortenDeadline(svgDeadlineMs);
  const owner = metadataFrom === null ? source : await openSource(metadataFrom, ownLimits);
  const carried = readMetadata(owner, rules.metadata);
  const metadata =
    notes === undefined || rules.metadata === 'strip' ? carried : described(carried, notes);
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
  const policy = rules.metadata;
  const finished: Finished = { format, policy, notes, picture: source, original: owner };
  const { bytes, warnings } = await fitting({
    maxBytes: rules.maxBytes,
    from,
    lossy: lossyFormats.has(format),
    encode,
    finished,
  });
  const result = await openBytes(bytes, ownLimits);
  await decodeFully(result);
  signal.throwIfAborted();
  return {
    ...(await writeDurably(bytes, { outPath, temporaryPath })),
    facts: describeSource(result),
    warnings,
    sourceHash: sha256(source.bytes),
  };
}

interface Fitting {
  readonly maxBytes: number | null;
  readonly from: Trial;
  readonly lossy: boolean;
  encode(trial: Trial): Promise<Buffer>;
  readonly finished: Finished;
}

const incomplete: readonly FileWarning[] = ['credentials-incomplete'];

/** Credentials count; where they would take more than half of the bytes, they are given up, with a warning. */
async function fitting({ maxBytes, from, lossy, encode, finished }: Fitting): Promise<Credited> {
  const plain = await encode(from);
  const best = await withCredentials(plain, finished);
  if (maxBytes === null || best.bytes.length <= maxBytes) return best;
  const keepsThem = best.bytes.length - plain.length <= maxBytes / 2;
  const found = await fitBytes({
    maxBytes,
    from,
    lossy,
    encode: async (trial) => {
      const bytes = await encode(trial);
      return keepsThem ? await withCredentials(bytes, finished) : { bytes, warnings: incomplete };
    },
    sizeOf: ({ bytes }) => bytes.length,
  });
  if (found === null) throw fail('file-too-large', { params: { limit: maxBytes } });
  return found;
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
