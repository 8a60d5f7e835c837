import { readFile } from 'node:fs/promises';
import { fail } from '../../../contract/app-error.ts';
import { type Lut, decodeLut } from '../../../contract/editing/lut.ts';

/** A table that was taken in before. Throws `file-missing`, or `file-truncated` where it is damaged. */
export async function readLut(path: string): Promise<Lut> {
  const bytes = await readFile(path).catch((error: unknown): never => {
    throw fail('file-missing', { cause: error });
  });
  const lut = decodeLut(bytes);
  if (lut === null) throw fail('file-truncated');
  return lut;
}
