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

/**
 * Temporary file, fsync, rename, fsync of the folder: whoever sees `outPath` sees all of it, also
 * after a power cut. Rejects with `disk-full` or `storage-failed`, and leaves no temporary file.
 */
export async function writeDurably(
  bytes: Uint8Array,
  { outPath, temporaryPath }: { readonly outPath: string; readonly temporaryPath: string },
): Promise<WrittenFile> {
  try {
    await mkdir(path.dirname(outPath), { recursive: true });
    await writeAndSync(bytes, temporaryPath);
    await rename(temporaryPath, outPath);
    await syncFolder(path.dirname(outPath));
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw storageFailure(error);
  }
  return { path: outPath, hash: sha256(bytes), bytes: bytes.length };
}

async function writeAndSync(bytes: Uint8Array, target: string): Promise<void> {
  const file = await open(target, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
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

function storageFailure(error: unknown): AppFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return fail(full ? 'disk-full' : 'storage-failed', { cause: error });
}
