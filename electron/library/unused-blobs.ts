import { unlinkSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';

export interface UnusedBlobs {
  /** Of the blobs: a folder for each hash's first two digits. */
  readonly root: string;
  /** Synchronous: between its answer and the deletion nothing else may happen. */
  readonly isNeeded: (hash: BlobHash) => boolean;
  /** Younger files may be about to be named: milliseconds since 1970. */
  readonly before: number;
  readonly signal: AbortSignal;
}

/** Deletes old files that nothing names; returns how many. Other files in the folders are left alone. */
export async function removeUnusedBlobs(unused: UnusedBlobs): Promise<number> {
  const { root, isNeeded, before, signal } = unused;
  let removed = 0;
  for (const folder of await readdir(root)) {
    for (const name of await readdir(path.join(root, folder)).catch(() => [])) {
      if (signal.aborted) return removed;
      const hash = blobHashSchema.safeParse(folder + name);
      if (!hash.success || isNeeded(hash.data)) continue;
      const file = path.join(root, folder, name);
      if ((await lastTouched(file)) >= before || !isUnlinked(file, () => isNeeded(hash.data))) {
        continue;
      }
      removed += 1;
    }
  }
  return removed;
}

/** In one step: whoever adopts the file now either finds it needed, or finds it gone. */
function isUnlinked(file: string, isNeeded: () => boolean): boolean {
  if (isNeeded()) return false;
  try {
    unlinkSync(file);
    return true;
  } catch {
    // Open in another program, or gone: the next start tries again.
    return false;
  }
}

/** Written or moved into place, whichever came last; the future where it can't be told. */
async function lastTouched(file: string): Promise<number> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true ? Math.max(found.mtimeMs, found.ctimeMs) : Infinity;
}
