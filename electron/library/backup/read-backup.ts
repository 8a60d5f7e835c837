import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppFailure, fail } from '../../contract/app-error.ts';
import { blobHashSchema } from '../../contract/ids.ts';
import type { Blobs } from '../blobs.ts';
import { moveDurably, toFileFailure } from '../durable-file.ts';
import {
  type Manifest,
  blobFolder,
  databaseName,
  manifestName,
  manifestSchema,
  mostManifestBytes,
} from './manifest.ts';
import { restoredDatabase } from './take-restored.ts';
import { type TarEntry, readTarHeader, tarBlock, tarPadding } from './tar.ts';

export interface RestoreParts {
  readonly dataFolder: string;
  readonly blobs: Pick<Blobs, 'adopt' | 'temporaryFolder'>;
  /** Migrations that this app knows. */
  readonly schema: number;
}

export interface RestoreReport {
  readonly files: number;
  /** Left out: their bytes were not those that their name says. */
  readonly damaged: number;
}

/**
 * Reads a backup: every file is hashed before it joins the library's files, which it can only add to;
 * the database waits beside the present one, which the next start puts aside. Nothing changes where
 * the backup is not whole. Throws `invalid-request` for what is no backup, or one of a newer app.
 */
export async function readBackup(parts: RestoreParts, file: string): Promise<RestoreReport> {
  const folder = await parts.blobs.temporaryFolder();
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fail('file-unreadable', { params: { file: path.basename(file) }, cause: error });
  });
  try {
    return await takeAll({ ...parts, folder, tar: openTar(handle) });
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    if (error instanceof RangeError || error instanceof SyntaxError) throw notWhole(error);
    throw toFileFailure(error);
  } finally {
    await handle.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeAll(
  parts: RestoreParts & { readonly folder: string; readonly tar: Tar },
): Promise<RestoreReport> {
  const { blobs, folder, tar, dataFolder } = parts;
  const manifest = await readManifest(tar, parts.schema);
  const database = path.join(folder, databaseName);
  const entry = await tar.next();
  if (entry?.name !== databaseName || (await tar.save(entry, database)) !== manifest.databaseHash)
    throw notWhole('the database is not the one that was saved');
  let [files, damaged] = [0, 0];
  for (let next = await tar.next(); next !== null; next = await tar.next()) {
    const hash = blobHashSchema.safeParse(next.name.slice(blobFolder.length));
    if (!next.name.startsWith(blobFolder) || !hash.success) throw notWhole(next.name);
    const copy = path.join(folder, hash.data);
    if ((await tar.save(next, copy)) === hash.data) {
      await blobs.adopt(copy, hash.data);
      files += 1;
    } else {
      await rm(copy, { force: true });
      damaged += 1;
    }
  }
  await moveDurably(database, restoredDatabase(dataFolder));
  return { files, damaged };
}

async function readManifest(tar: Tar, schema: number): Promise<Manifest> {
  const entry = await tar.next();
  if (entry?.name !== manifestName || entry.size > mostManifestBytes) throw notWhole('no manifest');
  const manifest = manifestSchema.safeParse(JSON.parse((await tar.read(entry)).toString('utf8')));
  if (!manifest.success) throw notWhole(manifest.error);
  if (manifest.data.schema > schema) throw notWhole('it was made by a newer version');
  return manifest.data;
}

function notWhole(cause: unknown): AppFailure {
  return fail('invalid-request', { cause });
}

/** The files of a tar, one after the other; each has to be read or saved before the next. */
interface Tar {
  /** Null at the end. */
  next(): Promise<TarEntry | null>;
  read(entry: TarEntry): Promise<Buffer>;
  /** Returns the SHA-256 of what was saved. */
  save(entry: TarEntry, to: string): Promise<string>;
}

const chunkBytes = 1024 * 1024;

function openTar(handle: FileHandle): Tar {
  async function take(length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, null);
    if (bytesRead < length) throw new RangeError('the file ends too early');
    return buffer;
  }

  return {
    next: async () => readTarHeader(await take(tarBlock)),
    read: async ({ size }) => {
      const bytes = await take(size + tarPadding(size));
      return bytes.subarray(0, size);
    },
    save: async ({ size }, to) => {
      const hash = createHash('sha256');
      const out = await open(to, 'w');
      try {
        for (let left = size; left > 0; left -= chunkBytes) {
          const chunk = await take(Math.min(left, chunkBytes));
          hash.update(chunk);
          await out.write(chunk);
        }
      } finally {
        await out.close();
      }
      if (tarPadding(size) > 0) await take(tarPadding(size));
      return hash.digest('hex');
    },
  };
}
