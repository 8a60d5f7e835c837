import { type FileHandle, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { AppFailure, fail } from '../contract/app-error.ts';

/**
 * Moves a finished file into place so that it survives a power cut: its bytes are synced, then its
 * name, then the folder that holds the name. Both paths lie on one volume.
 * Throws `disk-full` or `storage-failed`.
 */
export async function moveDurably(from: string, to: string): Promise<void> {
  try {
    await syncPath(from, 'r+');
    await rename(from, to);
    await syncFolder(path.dirname(to));
  } catch (error) {
    throw toFileFailure(error);
  }
}

/** The bytes of a file are on disk afterwards. */
export async function syncFile(file: string): Promise<void> {
  try {
    await syncPath(file, 'r+');
  } catch (error) {
    throw toFileFailure(error);
  }
}

/** Windows can't sync a folder and doesn't need to: NTFS journals names. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(folder, 'r');
}

async function syncPath(file: string, flags: 'r' | 'r+'): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, flags);
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

/** The system's code of an error ("ENOENT"), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** A failed write of our own files, as the window shows it. */
export function toFileFailure(error: unknown): AppFailure {
  if (error instanceof AppFailure) return error;
  const code = errorCode(error);
  return fail(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'storage-failed', {
    cause: error,
  });
}
