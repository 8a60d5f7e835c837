import { fail } from '../../../contract/app-error.ts';
import { tileSide } from '../../../contract/images.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { decoding } from '../decode/decoding.ts';
import { openSource } from '../decode/source.ts';
import { writeScratch } from '../write-file.ts';

/** A square of the full-resolution image; the last ones of a row or column are smaller. */
export async function tile({
  path,
  column,
  row,
  outFolder,
}: JobInput<'tile'>): Promise<JobOutput<'tile'>> {
  const source = await openSource(path, ownLimits);
  const [left, top] = [column * tileSide, row * tileSide];
  const width = Math.min(tileSide, source.width - left);
  const height = Math.min(tileSide, source.height - top);
  if (width <= 0 || height <= 0) throw fail('not-found', { params: { column, row } });
  const bytes = await decoding(
    source.open().extract({ left, top, width, height }).webp({ quality: 92, effort: 1 }).toBuffer(),
  );
  return await writeScratch(bytes, { folder: outFolder, extension: 'webp' });
}
