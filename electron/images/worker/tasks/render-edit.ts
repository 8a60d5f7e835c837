import type { OutputFormat } from '../../../contract/images.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { describeSource } from '../decode/describe-source.ts';
import { isDeep } from '../decode/own-colors.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import { readNamed } from '../edit/read-named.ts';
import { render } from '../edit/render.ts';
import { profileOf, spaceOf, workingSamples } from '../edit/working-pixels.ts';
import type { JobContext } from '../job-context.ts';
import { encodeWithMetadata, readMetadata } from '../metadata/carried-metadata.ts';
import { withJpegProfile } from '../metadata/jpeg-profile.ts';
import { insertChunks, profileChunk } from '../metadata/png-chunks.ts';
import { writeNew } from '../write-file.ts';

/** An edit at full size as a file: PNG with the depth of the source, JPEG where that was one. */
export async function renderEdit(
  { path, document, blobs, outFolder }: JobInput<'render-edit'>,
  { signal, onProgress }: JobContext,
): Promise<JobOutput<'render-edit'>> {
  const source = await openSource(path, ownLimits);
  const deep = isDeep(source);
  const pixels = await workingSamples(source, source.open());
  const named = await readNamed(document, { blobs, original: pixels, space: spaceOf(source) });
  const task = { pixels, document, ...named };
  const picture = await render(task, { deep, signal, onProgress });
  const format = isPhoto(source) ? 'jpeg' : 'png';
  const encoded = await decoding(
    encodeWithMetadata(fromPixels(picture.data, picture).toColourspace(deep ? 'rgb16' : 'srgb'), {
      format,
      metadata: readMetadata(source, 'keep'),
      encode: (pixels) =>
        format === 'jpeg'
          ? pixels.jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
          : pixels.png({ compressionLevel: 4 }),
    }),
  );
  const bytes = withProfile(encoded, format, await profileOf(spaceOf(source)));
  const result = await openBytes(bytes, ownLimits);
  await decodeFully(result);
  signal.throwIfAborted();
  const extension = format === 'jpeg' ? 'jpg' : 'png';
  return {
    ...(await writeNew(bytes, { folder: outFolder, extension })),
    facts: describeSource(result),
  };
}

/** Eight bits that were lossy before: at this quality another generation is not seen. */
function isPhoto(source: Source): boolean {
  const { format, metadata } = source;
  return (format === 'jpeg' || format === 'heif') && !metadata.hasAlpha && !isDeep(source);
}

function withProfile(bytes: Buffer, format: OutputFormat, profile: Buffer | null): Buffer {
  if (profile === null) return bytes;
  return format === 'jpeg'
    ? withJpegProfile(bytes, profile)
    : insertChunks(bytes, [profileChunk(profile)]);
}
