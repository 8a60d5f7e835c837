import type { Scope } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import type { AssetId } from '../contract/ids.ts';
import type { Library } from './library.ts';

/** The library as a window may see it: what belongs to another account is not found. */
export interface ScopedLibrary extends Pick<
  Library,
  | 'list'
  | 'details'
  | 'version'
  | 'rename'
  | 'remove'
  | 'restore'
  | 'erase'
  | 'mark'
  | 'missingCount'
  | 'words'
  | 'describe'
  | 'wordsBefore'
  | 'undoWords'
> {
  /** All that is in the trash. */
  trashed(): readonly AssetId[];
  has(assetId: AssetId): boolean;
}

export function scopeLibrary(library: Library, scope: () => Scope): ScopedLibrary {
  function requireShown(assetId: AssetId): void {
    if (library.scopeOf(assetId) !== scope())
      throw fail('not-found', { params: { what: 'asset' } });
  }

  function has(assetId: AssetId): boolean {
    try {
      return library.scopeOf(assetId) === scope();
    } catch {
      // Removed already.
      return false;
    }
  }

  return {
    has,
    list: (query) => library.list(query, scope()),
    details: (assetId) => {
      requireShown(assetId);
      return library.details(assetId);
    },
    version: (versionId) => {
      const version = library.version(versionId);
      requireShown(version.assetId);
      return version;
    },
    rename: (assetId, name) => {
      requireShown(assetId);
      library.rename(assetId, name);
    },
    remove: (assetIds) => library.remove(assetIds.filter(has)),
    restore: (assetIds) => library.restore(assetIds.filter(has)),
    words: (assetId) => {
      requireShown(assetId);
      return library.words(assetId);
    },
    describe: (assetId, words) => {
      requireShown(assetId);
      library.describe(assetId, words);
    },
    wordsBefore: (assetId) => {
      requireShown(assetId);
      return library.wordsBefore(assetId);
    },
    undoWords: (assetId) => {
      requireShown(assetId);
      return library.undoWords(assetId);
    },
    missingCount: () => library.missingCount(),
    erase: (assetIds) => library.erase(assetIds.filter(has)),
    trashed: () => library.trashed(scope(), Infinity),
    mark: (assetIds, marks) => library.mark(assetIds.filter(has), marks),
  };
}
