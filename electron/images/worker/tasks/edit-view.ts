import { fail } from '../../../contract/app-error.ts';
import {
  type EditTile,
  editTileBox,
  editTileMargin,
  proxySide,
} from '../../../contract/editing/views.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { fromPixels } from '../decode/decoder.ts';
import { type Source, openSource } from '../decode/source.ts';
import { type Samples, workingSamples } from '../edit/working-pixels.ts';
import { writeScratch } from '../write-file.ts';

/**
 * What the editor's preview computes with, lossless: the whole image at `proxySide` pixels at most,
 * or a tile of its full size with its margin. The numbers are the working space's; the file does not
 * name it, so that no browser converts them.
 */
export async function editView({
  path,
  tile,
  outFolder,
}: JobInput<'edit-view'>): Promise<JobOutput<'edit-view'>> {
  const source = await openSource(path, ownLimits);
  const part = tile === null ? whole(source) : square(source, tile);
  const pixels = await workingSamples(source, part);
  const bytes = await fromPixels(atEightBits(pixels.data), pixels)
    .png({ compressionLevel: 1 })
    .toBuffer();
  return await writeScratch(bytes, { folder: outFolder, extension: 'png' });
}

function atEightBits(data: Samples): Uint8Array {
  return data instanceof Uint8Array ? data : Uint8Array.from(data, (sample) => sample / 257 + 0.5);
}

function whole(source: Source) {
  const box = { width: proxySide, height: proxySide };
  return source.open().resize({ ...box, fit: 'inside', withoutEnlargement: true });
}

function square(source: Source, tile: EditTile) {
  const own = editTileBox(tile, source);
  if (own.width === 0 || own.height === 0) throw fail('not-found', { params: { ...tile } });
  return source.open().extract(editTileBox(tile, source, editTileMargin));
}
