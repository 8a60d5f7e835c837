import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { decoding } from '../decode/decoding.ts';
import { openSource } from '../decode/source.ts';

const columns = 9;
const rows = 8;

/**
 * The difference hash of an image, upright and on white: in a grey copy of 9 × 8 pixels each of the 64
 * bits says whether a pixel is darker than its right neighbour (N. Krawetz, "Kind of Like That", 2013).
 * Alike images differ in few bits, whatever their size and format.
 */
export async function look({ path }: JobInput<'look'>): Promise<JobOutput<'look'>> {
  const source = await openSource(path, ownLimits);
  const grey = source
    .open()
    .flatten({ background: 'white' })
    .resize({ width: columns, height: rows, fit: 'fill' })
    .toColourspace('b-w');
  return differenceHash(await decoding(grey.raw().toBuffer()));
}

/** Of 9 × 8 grey values, row by row: the upper four rows are the high half. */
function differenceHash(grey: Uint8Array): JobOutput<'look'> {
  const half = (firstRow: number): number => {
    let bits = 0;
    for (let row = firstRow; row < firstRow + rows / 2; row += 1) {
      for (let column = 0; column < columns - 1; column += 1) {
        const at = row * columns + column;
        const isDarker = (grey[at] ?? 0) < (grey[at + 1] ?? 0);
        bits = bits * 2 + (isDarker ? 1 : 0);
      }
    }
    return bits;
  };
  return { high: half(0), low: half(rows / 2) };
}
