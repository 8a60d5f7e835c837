import type { EditDocument } from '../../../contract/editing/document.ts';
import type { BlobHash } from '../../../contract/ids.ts';
import { ownLimits } from '../../limits.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { isDeep } from '../decode/own-colors.ts';
import { type Source, openBytes } from '../decode/source.ts';
import { insertChunks, profileChunk } from '../metadata/png-chunks.ts';
import { readNamed } from './read-named.ts';
import { render } from './render.ts';
import { profileOf, spaceOf, workingSamples } from './working-pixels.ts';

interface EditedControl {
  /** Where the blobs lie that the document names. */
  readonly blobs: Readonly<Record<BlobHash, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** An edit as the source of what comes next: in memory, lossless, with the depth of the original. */
export async function edited(
  source: Source,
  document: EditDocument,
  { blobs, ...control }: EditedControl,
): Promise<Source> {
  const deep = isDeep(source);
  const pixels = await workingSamples(source, source.open());
  const named = await readNamed(document, { blobs, original: pixels, space: spaceOf(source) });
  const picture = await render({ pixels, document, ...named }, { ...control, deep });
  const png = await decoding(
    fromPixels(picture.data, picture)
      .toColourspace(deep ? 'rgb16' : 'srgb')
      .png({ compressionLevel: 0 })
      .toBuffer(),
  );
  const profile = await profileOf(spaceOf(source));
  return await openBytes(
    profile === null ? png : insertChunks(png, [profileChunk(profile)]),
    ownLimits,
  );
}
