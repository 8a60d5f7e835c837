import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AppFailure, fail } from '../../contract/app-error.ts';
import type { JobOutput } from '../protocol.ts';

type WrittenFile = JobOutput<'tile'>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface NewFile {
  /** Made if need be. */
  readonly folder: string;
  readonly extension: string;
}

/** Writes a result under a new name, durably: a job may be recorded as done once it is there. */
export async function writeNew(bytes: Uint8Array, file: NewFile): Promise<WrittenFile> {
  const outPath = newPath(file);
  return await writeDurably(bytes, { outPath, temporaryPath: `${outPath}.part` });
}

/** Takes the next bytes of a file. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/** As `writeNew`, for what is never whole in memory: `make` hands it over piece by piece. */
export async function writeNewInParts(
  make: (append: Append) => Promise<void>,
  file: NewFile,
): Promise<WrittenFile> {
  const outPath = newPath(file);
  return await writeParts(make, { outPath, temporaryPath: `${outPath}.part` });
}

/** Writes what can be made again (a preview, an input for a provider) without waiting for the disk. */
export async function writeScratch(bytes: Uint8Array, file: NewFile): Promise<WrittenFile> {
  const outPath = newPath(file);
  try {
    await mkdir(file.folder, { recursive: true });
    await writeFile(outPath, bytes);
  } catch (error) {
    await rm(outPath, { force: true }).catch(() => undefined);
    throw storageFailure(error);
  }
  return { path: outPath, hash: sha256(bytes), bytes: bytes.length };
}

function newPath({ folder, extension }: NewFile): string {
  return path.join(folder, `${randomUUID()}.${extension}`);
}

interface Target {
  readonly outPath: string;
  readonly temporaryPath: string;
}

/**
 * Temporary file, fsync, rename, fsync of the folder: whoever sees `outPath` sees all of it, also
 * after a power cut. Rejects with `disk-full` or `storage-failed`, and leaves no temporary file.
 */
export async function writeDurably(bytes: Uint8Array, target: Target): Promise<WrittenFile> {
  return await writeParts(async (append) => await append(bytes), target);
}

/** Also rejects with what befell `make`. */
async function writeParts(
  make: (append: Append) => Promise<void>,
  { outPath, temporaryPath }: Target,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    await storing(mkdir(path.dirname(outPath), { recursive: true }));
    const file = await storing(open(temporaryPath, 'w'));
    try {
      await make(async (bytes) => {
        hash.update(bytes);
        length += bytes.length;
        await storing(file.writeFile(bytes));
      });
      await storing(file.sync());
    } finally {
      await file.close();
    }
    await storing(rename(temporaryPath, outPath));
    await storing(syncFolder(path.dirname(outPath)));
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw error;
  }
  return { path: outPath, hash: hash.digest('hex'), bytes: length };
}

/** Windows cannot open a folder, and does not need to: its rename is journalled. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function storing<Value>(work: Promise<Value>): Promise<Value> {
  return await work.catch((error: unknown): never => {
    throw storageFailure(error);
  });
}

function storageFailure(error: unknown): AppFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return fail(full ? 'disk-full' : 'storage-failed', { cause: error });
}
