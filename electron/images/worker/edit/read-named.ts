import { fail } from '../../../contract/app-error.ts';
import type { EditDocument } from '../../../contract/editing/document.ts';
import { framingOf } from '../../../contract/editing/geometry.ts';
import type { ImageSize } from '../../../contract/editing/image-size.ts';
import { isMarked } from '../../../contract/editing/watermark.ts';
import type { WorkingSpace } from '../../../contract/editing/working-space.ts';
import type { BlobHash } from '../../../contract/ids.ts';
import { drawMark } from './draw-mark.ts';
import { readLut } from './read-lut.ts';
import type { RenderTask } from './strips.ts';

interface Given {
  /** Where the blobs lie that the document names. */
  readonly blobs: Readonly<Record<BlobHash, string>>;
  readonly original: ImageSize;
  readonly space: WorkingSpace;
}

/** What the document names, read and drawn. Throws `file-missing`. */
export async function readNamed(
  document: EditDocument,
  { blobs, original, space }: Given,
): Promise<Pick<RenderTask, 'lut' | 'mark'>> {
  const pathOf = (hash: BlobHash): string => {
    const found = blobs[hash];
    if (found === undefined) throw fail('file-missing', { cause: hash });
    return found;
  };
  const { watermark, effects } = document;
  const { table } = effects.lut;
  const lut = table === null ? null : await readLut(pathOf(table.blob));
  if (!isMarked(watermark)) return { lut, mark: null };
  const picture = framingOf(document, original).size;
  const drawing = { mark: watermark, picture, scale: 1, space };
  const image = watermark.kind === 'image' ? watermark.image : null;
  return { lut, mark: await drawMark(drawing, image === null ? null : pathOf(image.blob)) };
}
