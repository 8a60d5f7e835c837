import { encodeLut } from '../../../contract/editing/lut.ts';
import { lutLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { readImageFile } from '../decode/read-image-file.ts';
import { parseCube } from '../edit/parse-cube.ts';
import { writeNew } from '../write-file.ts';

/** A .cube file as the library keeps it: numbers only, so that the same table is the same blob. */
export async function takeLut({
  path,
  outFolder,
}: JobInput<'take-lut'>): Promise<JobOutput<'take-lut'>> {
  const bytes = await readImageFile(path, lutLimits);
  const lut = parseCube(bytes.toString('latin1'));
  return await writeNew(encodeLut(lut), { folder: outFolder, extension: 'lut' });
}
