import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, appError, toAppError } from '../contract/app-error.ts';
import { toReadFailure } from './read-failure.ts';

/** The most files that one dropped folder may hold; beyond it is no set of photos but a whole disk. */
export const folderCap = 10_000;

/** What dropped paths led to: files to try, and paths refused before any file was opened. */
export interface FoundFiles {
  readonly files: readonly string[];
  readonly refused: readonly { readonly path: string; readonly error: AppError }[];
}

/**
 * Follows dropped paths to files. A folder is walked to its end, in name order; hidden and system
 * entries and symbolic links in it are skipped (what a link within the folder points to is found by
 * itself). A folder above the cap is refused whole: taking its first files would be a guess.
 */
export async function findFiles(
  paths: readonly string[],
  signal: AbortSignal,
  cap: number = folderCap,
): Promise<FoundFiles> {
  const files: string[] = [];
  const refused: { path: string; error: AppError }[] = [];
  for (const dropped of paths) {
    signal.throwIfAborted();
    try {
      const found = await stat(dropped);
      if (!found.isDirectory()) {
        files.push(dropped);
        continue;
      }
      const inside = await walk(dropped, signal, cap);
      if (inside === null) {
        refused.push({
          path: dropped,
          error: appError('folder-too-large', { params: { file: path.basename(dropped), limit: cap } }),
        });
      } else files.push(...inside);
    } catch (error) {
      signal.throwIfAborted();
      refused.push({ path: dropped, error: toAppError(toReadFailure(error, dropped)) });
    }
  }
  return { files: [...new Set(files)], refused };
}

/** The files below a folder, or null where there are more entries than the cap. */
async function walk(root: string, signal: AbortSignal, cap: number): Promise<string[] | null> {
  const files: string[] = [];
  const folders = [root];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(folder)) {
      if (isSkipped(entry)) continue;
      seen += 1;
      if (seen > cap) return null;
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else files.push(full);
    }
  }
  return files;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

const systemNames = new Set(['thumbs.db', 'desktop.ini', '__macosx', '$recycle.bin', 'system volume information']);

function isSkipped(entry: Dirent): boolean {
  return entry.isSymbolicLink() || entry.name.startsWith('.') || systemNames.has(entry.name.toLowerCase());
}
