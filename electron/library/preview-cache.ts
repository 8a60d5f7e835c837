import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { toFileFailure } from './durable-file.ts';

/** Files that can be made again: beyond the limit those unused for longest go. */
export interface PreviewCache {
  /** Whether the file is there; it counts as used now. */
  use(file: string): Promise<boolean>;
  /** Renamed so that it is whole or absent; without a sync, since a cache may be lost. */
  moveIn(from: string, to: string): Promise<void>;
  /** Brings the cache below its limit. Reads every file's size: for quiet moments. */
  trim(): Promise<void>;
  /** How much it holds; reads every file's size. */
  bytes(): Promise<number>;
}

export interface PreviewCacheOptions {
  readonly folder: string;
  /** Bytes. */
  readonly limit: number;
}

/** Below the limit by so much, so that not every new file starts a trim. */
const trimTo = 0.9;

export function createPreviewCache({ folder, limit }: PreviewCacheOptions): PreviewCache {
  let addedSinceTrim = 0;
  let trimming: Promise<void> | null = null;

  async function trim(): Promise<void> {
    const files = await filesBelow(folder);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= limit) return;
    files.sort((left, right) => left.usedAt - right.usedAt);
    for (const { file, bytes } of files) {
      if (total <= limit * trimTo) return;
      await rm(file, { force: true });
      total -= bytes;
    }
  }

  function trimOnce(): Promise<void> {
    addedSinceTrim = 0;
    trimming ??= trim().finally(() => {
      trimming = null;
    });
    return trimming;
  }

  return {
    use: async (file) => {
      const now = new Date();
      return utimes(file, now, now).then(
        () => true,
        // A read-only folder can still be read.
        async () => (await stat(file).catch(() => null)) !== null,
      );
    },
    moveIn: async (from, to) => {
      try {
        addedSinceTrim += (await stat(from)).size;
        await mkdir(path.dirname(to), { recursive: true });
        await rename(from, to);
      } catch (error) {
        throw toFileFailure(error);
      }
      if (addedSinceTrim > limit * (1 - trimTo)) void trimOnce().catch(() => undefined);
    },
    trim: trimOnce,
    bytes: async () => (await filesBelow(folder)).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

interface CachedFile {
  readonly file: string;
  readonly bytes: number;
  readonly usedAt: number;
}

async function filesBelow(folder: string): Promise<CachedFile[]> {
  const files: CachedFile[] = [];
  const folders = [folder];
  for (const here of folders) {
    for (const entry of await readdir(here, { withFileTypes: true }).catch(() => [])) {
      const full = path.join(here, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else {
        const found = await stat(full).catch(() => null);
        if (found !== null) files.push({ file: full, bytes: found.size, usedAt: found.mtimeMs });
      }
    }
  }
  return files;
}
