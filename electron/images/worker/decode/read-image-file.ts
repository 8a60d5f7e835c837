import { type FileHandle, open } from 'node:fs/promises';
import { fail } from '../../../contract/app-error.ts';
import type { ImageLimits } from '../../limits.ts';

/**
 * The bytes of a file within the limits. Throws `file-missing`, `file-unreadable`, `file-empty`,
 * `file-too-large`; the size is read from the open file, so that it cannot grow in between.
 */
export async function readImageFile(
  path: string,
  limits: Pick<ImageLimits, 'maxBytes'>,
): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat().then((stats) => {
      if (!stats.isFile()) throw fail('file-unreadable', { cause: 'not a regular file' });
      return stats;
    });
    if (size === 0) throw fail('file-empty');
    if (size > limits.maxBytes) {
      throw fail('file-too-large', { params: { bytes: size, maxBytes: limits.maxBytes } });
    }
    const bytes = Buffer.allocUnsafeSlow(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw fail(missing ? 'file-missing' : 'file-unreadable', { cause: error });
  }
}
