import type { StorageUse } from '../contract/library-channels.ts';
import type { Blobs } from './blobs.ts';
import { type RestoreReport, readBackup } from './backup/read-backup.ts';
import { type BackupReport, writeBackup } from './backup/write-backup.ts';
import type { Previews } from './previews.ts';
import { measureStorage } from './storage.ts';
import type { Store } from './store.ts';

/** What all libraries of this device take on the disk, and their way into one file and back. */
export interface LibraryStorage {
  measure(): Promise<StorageUse>;
  clearPreviews(): Promise<void>;
  backUp(outPath: string): Promise<BackupReport>;
  /** Takes effect with the next start. */
  restore(file: string): Promise<RestoreReport>;
}

export interface LibraryStorageParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly previews: Previews;
  readonly dataFolder: string;
  readonly now: () => number;
}

export function createLibraryStorage(parts: LibraryStorageParts): LibraryStorage {
  return {
    measure: () => measureStorage(parts),
    clearPreviews: () => parts.previews.clear(),
    backUp: (outPath) => writeBackup(parts, outPath),
    restore: (file) => readBackup({ ...parts, schema: parts.store.schema() }, file),
  };
}
