import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { BlobHash } from '../contract/ids.ts';
import { moveDurably, syncFolder, toFileFailure } from './durable-file.ts';
import { type UnusedBlobs, removeUnusedBlobs } from './unused-blobs.ts';

/** The library's files, named by the SHA-256 of their bytes: written once, never changed. */
export interface Blobs {
  /** Where a blob lies, whether it exists or not. */
  path(hash: BlobHash): string;
  has(hash: BlobHash): Promise<boolean>;
  /** Of the blobs whose hash begins with two digits, those that are on the disk. */
  present(digits: string): Promise<ReadonlySet<string>>;
  /** Takes a file over for good. A file that is already there wins: the bytes are the same. */
  adopt(file: string, hash: BlobHash): Promise<void>;
  remove(hash: BlobHash): Promise<void>;
  /** Deletes old files that are not needed, nor adopted since the start; returns how many. */
  removeUnused(unused: Omit<UnusedBlobs, 'root'>): Promise<number>;
  /** Makes a folder on the blobs' own volume; the caller removes it. Without a name, a new one. */
  temporaryFolder(...name: readonly string[]): Promise<string>;
  removeTemporary(name: string): Promise<void>;
  /** Removes what an earlier run left behind, but for the folders of these names. */
  cleanTemporary(keep: ReadonlySet<string>): Promise<void>;
}

export async function openBlobs(dataFolder: string): Promise<Blobs> {
  const root = path.join(dataFolder, 'blobs');
  const temporary = path.join(dataFolder, 'temporary');
  await mkdir(root, { recursive: true });
  await mkdir(temporary, { recursive: true });

  /** Its row may still be on its way into the database. */
  const adopted = new Set<BlobHash>();
  const blobPath = (hash: BlobHash): string => path.join(root, hash.slice(0, 2), hash.slice(2));
  const has = async (hash: BlobHash): Promise<boolean> => {
    const found = await stat(blobPath(hash)).catch(() => null);
    return found !== null && found.size > 0;
  };

  return {
    path: blobPath,
    has,
    present: async (digits) => {
      const names = await readdir(path.join(root, digits)).catch(() => []);
      return new Set(names.map((name) => digits + name));
    },
    adopt: async (file, hash) => {
      adopted.add(hash);
      if (file === blobPath(hash)) return;
      if (await has(hash)) {
        await rm(file, { force: true });
        return;
      }
      try {
        const made = await mkdir(path.dirname(blobPath(hash)), { recursive: true });
        if (made !== undefined) await syncFolder(root);
        await moveDurably(file, blobPath(hash));
      } catch (error) {
        // Two jobs that shared one answer adopt the same file: the other one was first.
        if (!(await has(hash))) throw toFileFailure(error);
      }
    },
    remove: (hash) => rm(blobPath(hash), { force: true }),
    removeUnused: (unused) =>
      removeUnusedBlobs({
        ...unused,
        root,
        isNeeded: (hash) => adopted.has(hash) || unused.isNeeded(hash),
      }),
    temporaryFolder: async (...name) => {
      const folder = path.join(temporary, ...(name.length === 0 ? [randomUUID()] : name));
      await mkdir(folder, { recursive: true });
      return folder;
    },
    removeTemporary: (name) => rm(path.join(temporary, name), { recursive: true, force: true }),
    cleanTemporary: async (keep) => {
      for (const name of await readdir(temporary)) {
        if (!keep.has(name)) await rm(path.join(temporary, name), { recursive: true, force: true });
      }
    },
  };
}
