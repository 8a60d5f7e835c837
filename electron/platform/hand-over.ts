import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A copy of a blob under the name that the user expects, for dragging out and "show in folder".
 * A copy (a clone where the file system can), never a link: another program may write into it,
 * and the library's own file must not change. The folder is emptied at each start.
 */
export async function handOver(folder: string, blobPath: string, name: string): Promise<string> {
  const target = join(folder, name);
  await mkdir(folder, { recursive: true });
  await copyFile(blobPath, target, constants.COPYFILE_FICLONE);
  return target;
}
