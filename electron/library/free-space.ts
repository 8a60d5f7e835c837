import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { fail } from '../contract/app-error.ts';

/** A large result, its previews and the rows about it. */
const leastFreeBytes = 64 * 1024 * 1024;

/** In blocks of so many bytes. */
type DiskSpace = Pick<StatsFs, 'blocks' | 'bavail' | 'bsize'>;

/**
 * Throws `disk-full` where a result would hardly fit: what a provider was paid for must not be lost
 * because it can't be written. Where the system doesn't tell, there is room.
 */
export async function requireFreeSpace(
  folder: string,
  ask: (folder: string) => Promise<DiskSpace> = statfs,
): Promise<void> {
  const found = await ask(folder).catch(() => null);
  if (found === null || found.blocks === 0) return;
  const free = found.bavail * found.bsize;
  if (free < leastFreeBytes) {
    throw fail('disk-full', { params: { bytes: free, limit: leastFreeBytes } });
  }
}
