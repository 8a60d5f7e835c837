import type { Sharp } from 'sharp';
import type { ExportOptions } from '../../../contract/images.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { withCredentials } from '../credentials/write-credentials.ts';
import type { JobContext } from '../job-context.ts';
import { describeSource } from '../decode/describe-source.ts';
import { described, encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { isDeep, ownColors } from '../decode/own-colors.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import { writeDurably } from '../write-file.ts';

/** The final file, proven to decode before it gets its name. */
export async function encode(
  input: JobInput<'encode'>,
  { signal }: JobContext,
): Promise<JobOutput<'encode'>> {
  const { options, notes } = input;
  const source = await openSource(input.path, ownLimits);
  const owner =
    input.metadataFrom === null ? source : await openSource(input.metadataFrom, ownLimits);
  const carried = readMetadata(owner, options.metadata);
  const metadata =
    notes === undefined || options.metadata === 'strip' ? carried : described(carried, notes);
  const encoded = await decoding(
    encodeWithMetadata(fitted(source, options.longestSide), {
      format: options.format,
      metadata,
      encode: (pixels) => encodeFinally(pixels, { options, source }),
    }),
  );
  const { bytes, warnings } = await withCredentials(encoded, {
    format: options.format,
    policy: options.metadata,
    notes,
    picture: source,
    original: owner,
  });
  const result = await openBytes(bytes, ownLimits);
  await decodeFully(result);
  signal.throwIfAborted();
  return { ...(await writeDurably(bytes, input)), facts: describeSource(result), warnings };
}

/** Never larger than before. */
export function fitted(source: Source, longestSide: number | null): Sharp {
  const pipeline = ownColors(source);
  if (longestSide === null) return pipeline;
  const box = { width: longestSide, height: longestSide };
  return pipeline.resize({ ...box, fit: 'inside', withoutEnlargement: true });
}

interface FinalEncoding {
  readonly options: Pick<ExportOptions, 'format' | 'quality'>;
  readonly source: Source;
}

/** Optimised Huffman tables save 3 % and hold six bytes a pixel in memory. */
function isModest({ width, height }: Source): boolean {
  return width * height <= 32_000_000;
}

/** 16 bits stay 16 bits where the format has them. */
export function encodeFinally(pipeline: Sharp, { options, source }: FinalEncoding): Sharp {
  const { quality } = options;
  const chromaSubsampling = quality >= 90 ? '4:4:4' : '4:2:0';
  const deep = isDeep(source) ? pipeline.toColourspace('rgb16') : pipeline;
  switch (options.format) {
    case 'jpeg':
      return pipeline
        .flatten({ background: 'white' })
        .jpeg({ quality, chromaSubsampling, optimiseCoding: isModest(source) });
    case 'png':
      return deep.png();
    case 'webp':
      return pipeline.webp({ quality });
    case 'avif':
      return pipeline.avif({ quality, chromaSubsampling, effort: 3 });
    case 'tiff':
      return deep.tiff({ compression: 'lzw', predictor: 'horizontal' });
  }
}
