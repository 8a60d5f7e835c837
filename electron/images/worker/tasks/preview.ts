import type { PreviewSize } from '../../../contract/images.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { openSource } from '../decode/source.ts';
import { writeScratch } from '../write-file.ts';

/** One decode for all sizes: the largest is made from the file, each smaller one from the one before. */
export async function preview({
  path,
  sizes,
  outFolder,
}: JobInput<'preview'>): Promise<JobOutput<'preview'>> {
  const source = await openSource(path, ownLimits);
  const [largest = 256, ...smaller] = sizes.toSorted((a, b) => b - a);
  let { data, info } = await decoding(
    fit(source.open(), largest).raw().toBuffer({ resolveWithObject: true }),
  );
  const write = async (size: PreviewSize) => {
    const bytes = await fromPixels(data, info).webp({ quality: 82, effort: 2 }).toBuffer();
    return { ...(await writeScratch(bytes, { folder: outFolder, extension: 'webp' })), size };
  };
  const written = [await write(largest)];
  for (const size of smaller) {
    ({ data, info } = await fit(fromPixels(data, info), size)
      .raw()
      .toBuffer({ resolveWithObject: true }));
    written.push(await write(size));
  }
  return sizes.flatMap((size) => written.find((file) => file.size === size) ?? []);
}

function fit<Pipeline extends ReturnType<typeof fromPixels>>(
  pipeline: Pipeline,
  side: number,
): Pipeline {
  pipeline.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  pipeline.toColourspace('srgb');
  return pipeline;
}
