import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';

/** Where the database of a backup waits for the next start. */
export function restoredDatabase(dataFolder: string): string {
  return path.join(dataFolder, 'library.db.restored');
}

/**
 * Before the library is opened: a restored database takes the place of the present one, which stays
 * beside it. A crash in between is made good by the next start. Returns whether there was one.
 */
export function takeRestored(dataFolder: string, now: () => number): boolean {
  const restored = restoredDatabase(dataFolder);
  if (!existsSync(restored)) return false;
  const database = path.join(dataFolder, 'library.db');
  const kept = `${database}.before-restore-${now()}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(database + suffix)) renameSync(database + suffix, kept + suffix);
  }
  renameSync(restored, database);
  return true;
}
