import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, appError, toAppError } from '../contract/app-error.ts';
import { toReadFailure } from './read-failure.ts';
import { sortByName } from './sort-by-name.ts';

/** The most files that one dropped folder may hold; beyond it is no set of photos but a whole disk. */
const folderCap = 10_000;

interface Refusal {
  readonly path: string;
  readonly error: AppError;
}

/** What dropped paths led to: files to try, and paths refused before any file was opened. */
export interface FoundFiles {
  readonly files: readonly string[];
  readonly refused: readonly Refusal[];
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
  const refused: Refusal[] = [];
  for (const dropped of paths) {
    signal.throwIfAborted();
    try {
      if (!(await stat(dropped)).isDirectory()) {
        files.push(dropped);
        continue;
      }
    } catch (error) {
      refused.push(unreadable(dropped, error));
      continue;
    }
    const inside = await walk(dropped, signal, cap);
    if (inside === null) {
      const params = { file: path.basename(dropped), limit: cap };
      refused.push({ path: dropped, error: appError('folder-too-large', { params }) });
    } else {
      files.push(...inside.files);
      refused.push(...inside.refused);
    }
  }
  return { files: [...new Set(files)], refused };
}

/** What lies below a folder, or null where there are more entries than the cap. */
async function walk(root: string, signal: AbortSignal, cap: number): Promise<FoundFiles | null> {
  const files: string[] = [];
  const refused: Refusal[] = [];
  const folders = [root];
  let seen = 0;
  for (const folder of folders) {
    signal.throwIfAborted();
    try {
      for (const entry of await entriesOf(folder)) {
        if (isSkipped(entry)) continue;
        seen += 1;
        if (seen > cap) return null;
        const full = path.join(folder, entry.name);
        (entry.isDirectory() ? folders : files).push(full);
      }
    } catch (error) {
      refused.push(unreadable(folder, error));
    }
  }
  return { files, refused };
}

function unreadable(file: string, error: unknown): Refusal {
  return { path: file, error: toAppError(toReadFailure(error, file)) };
}

/** In name order. */
export async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return await sortByName(await readdir(folder, { withFileTypes: true }));
}

const systemNames = new Set([
  'thumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'system volume information',
]);

/** Hidden, a link, or the system's own. */
export function isSkipped(entry: Dirent): boolean {
  return (
    entry.isSymbolicLink() ||
    entry.name.startsWith('.') ||
    systemNames.has(entry.name.toLowerCase())
  );
}
