import { constants } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AssetId, BlobHash, VersionId } from '../contract/ids.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from './blobs.ts';
import type { FileStates } from './file-states.ts';
import type { Previews } from './previews.ts';
import type { ScopedLibrary } from './scoped-library.ts';
import type { Store } from './store.ts';

/** What has a file beside its row. */
export interface LibraryFiles {
  /** Forgets what is in the shown library's trash and deletes the files that only it used. */
  eraseAssets(ids: readonly AssetId[]): Promise<void>;
  /** Erases the shown library's trash; returns how many images went. */
  emptyTrash(): Promise<number>;
  /**
   * Puts files in the place of those that are missing: their bytes, or what they become when they are
   * taken in, have to be the same. Returns how many missing files were found.
   */
  findFiles(paths: readonly string[]): Promise<number>;
  /** Deletes files that nothing refers to any more. */
  removeFiles(hashes: readonly BlobHash[]): Promise<void>;
  /** A canvas' PNG → the canonical mask of a version, as the blob that a job request names. */
  addMask(versionId: VersionId, png: Uint8Array): Promise<BlobHash>;
  /** Moves a small file in, which is kept under the owner's name: an account's picture. */
  keepImage(owner: string, file: string): Promise<BlobHash>;
  /** The file goes with the next clearing up. */
  dropImage(owner: string): void;
}

export interface LibraryFilesParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly previews: Previews;
  readonly images: Pick<ImageService, 'inspect' | 'normalise' | 'canonicalMask'>;
  readonly library: ScopedLibrary;
  readonly states: FileStates;
}

/** Other work gets its turn in between. */
const erasedAtOnce = 100;

export function createLibraryFiles(parts: LibraryFilesParts): LibraryFiles {
  const { store, blobs, previews, images, library, states } = parts;

  async function removeFiles(hashes: readonly BlobHash[]): Promise<void> {
    for (const hash of hashes) {
      await blobs.remove(hash);
      await previews.forget(hash);
    }
  }

  /** Whether the file was missing. */
  async function takeBack(file: string): Promise<boolean> {
    const folder = await blobs.temporaryFolder();
    try {
      // The copy is what is hashed: the file itself may change meanwhile.
      const copy = path.join(folder, 'copy');
      await copyFile(file, copy, constants.COPYFILE_FICLONE);
      const { hash } = await images.inspect(copy);
      const found = states.isMissing(hash)
        ? { path: copy, hash }
        : await images.normalise({ path: copy, outFolder: folder });
      if (found === null || !states.isMissing(found.hash)) return false;
      await blobs.adopt(found.path, found.hash);
      states.fileCame(found.hash);
      return true;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    findFiles: async (paths) => {
      let found = 0;
      for (const file of paths) {
        // What is no image is not one of those that are missing.
        if (await takeBack(file).catch(() => false)) found += 1;
      }
      return found;
    },
    eraseAssets: (ids) => removeFiles(library.erase(ids)),
    emptyTrash: async () => {
      const ids = library.trashed();
      for (let from = 0; from < ids.length; from += erasedAtOnce) {
        await removeFiles(library.erase(ids.slice(from, from + erasedAtOnce)));
      }
      return ids.length;
    },
    removeFiles,
    addMask: async (versionId, png) => {
      const { facts } = library.version(versionId);
      const folder = await blobs.temporaryFolder();
      try {
        const drawn = path.join(folder, 'drawn.png');
        await writeFile(drawn, png);
        const { width, height } = facts;
        const mask = await images.canonicalMask({ path: drawn, width, height, outFolder: folder });
        await blobs.adopt(mask.path, mask.hash);
        return mask.hash;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    keepImage: async (owner, file) => {
      const { hash } = await images.inspect(file);
      await blobs.adopt(file, hash);
      store.run('insert or replace into kept_blobs (owner, hash) values (?, ?)', owner, hash);
      return hash;
    },
    dropImage: (owner) => {
      store.run('delete from kept_blobs where owner = ?', owner);
    },
  };
}
