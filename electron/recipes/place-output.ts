import { constants } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BlobHash } from '../contract/ids.ts';
import type { RecipeOutput } from '../contract/recipes.ts';
import { errorCode, toFileFailure } from '../library/durable-file.ts';
import { hashFile } from './hash-file.ts';
import { numbered } from './output-name.ts';

export interface StagedOutput {
  /** Finished, on the output folder's own disk, and ours to move. */
  readonly staged: string;
  readonly hash: BlobHash;
  readonly outFolder: string;
  /** Below the output folder. */
  readonly file: string;
  readonly collision: RecipeOutput['collision'];
}

/**
 * Gives an output its name. Nobody else's file is ever written over but by `replace`: a name is
 * taken by a link, which fails where there is a file already. A file that has the very same bytes is
 * the output: it was made before a crash, or twice. Throws `disk-full` or `storage-failed`.
 */
export async function placeOutput({
  staged,
  hash,
  outFolder,
  file,
  collision,
}: StagedOutput): Promise<{ readonly file: string; readonly kept: boolean }> {
  try {
    await mkdir(path.dirname(path.join(outFolder, file)), { recursive: true });
    if (collision === 'replace') {
      await rename(staged, path.join(outFolder, file));
      return { file, kept: false };
    }
    for (let number = 1; ; number += 1) {
      const name = numbered(file, number);
      const target = path.join(outFolder, name);
      if (await take(staged, target)) return { file: name, kept: false };
      if (collision === 'skip') return { file: name, kept: true };
      if ((await hashFile(target)) === hash) return { file: name, kept: false };
    }
  } catch (error) {
    throw toFileFailure(error);
  } finally {
    await rm(staged, { force: true }).catch(() => undefined);
  }
}

/** False where the name is taken. */
async function take(staged: string, target: string): Promise<boolean> {
  try {
    await link(staged, target);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!noLinks.has(errorCode(error) ?? '')) throw error;
  }
  // Memory cards and some network disks have no links; a copy can't fail half-way unnoticed there.
  try {
    await copyFile(staged, target, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    await rm(target, { force: true }).catch(() => undefined);
    throw error;
  }
}

const noLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
]);

/** Whether the outputs are there as they were written. */
export async function areThere(
  outFolder: string,
  outputs: readonly { readonly file: string; readonly hash: BlobHash; readonly bytes: number }[],
): Promise<boolean> {
  for (const { file, hash, bytes } of outputs) {
    const target = path.join(outFolder, file);
    const size = await stat(target).then(
      (found) => found.size,
      () => null,
    );
    if (size !== bytes || (await hashFile(target)) !== hash) return false;
  }
  return true;
}
