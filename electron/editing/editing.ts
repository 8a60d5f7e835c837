import { rm } from 'node:fs/promises';
import { fail } from '../contract/app-error.ts';
import { type EditDiff, diffOf } from '../contract/editing/diff.ts';
import { type EditDocument, unedited } from '../contract/editing/document.ts';
import type { EditState } from '../contract/editing/session.ts';
import type { VersionId } from '../contract/ids.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Library } from '../library/library.ts';
import type { ScopedLibrary } from '../library/scoped-library.ts';
import { blobPaths } from './blob-paths.ts';
import type { EditStore } from './edit-store.ts';

/** Edits of the versions of the shown library. Each throws `not-found` for any other version. */
export interface Editing {
  open(versionId: VersionId): EditState;
  change(versionId: VersionId, diff: EditDiff, merge: boolean): EditState;
  undo(versionId: VersionId): EditState;
  redo(versionId: VersionId): EditState;
  goTo(versionId: VersionId, sequence: number): EditState;
  paste(versionIds: readonly VersionId[], document: EditDocument): void;
  keepSnapshot(versionId: VersionId, name: string): EditState;
  removeSnapshot(versionId: VersionId, id: string): EditState;
  /** The edit at full size as a new version beside the one it is of. */
  save(versionId: VersionId): Promise<VersionId>;
}

export interface EditingParts {
  readonly edits: EditStore;
  readonly scoped: ScopedLibrary;
  readonly library: Pick<Library, 'addEdited'>;
  readonly blobs: Blobs;
  readonly images: Pick<ImageService, 'renderEdit'>;
  /** Throws `disk-full`. */
  readonly requireFreeSpace: () => Promise<void>;
}

export function createEditing(parts: EditingParts): Editing {
  const { edits, scoped, library, blobs, images, requireFreeSpace } = parts;

  function after(versionId: VersionId, work: () => void): EditState {
    scoped.version(versionId);
    work();
    return edits.state(versionId);
  }

  return {
    open: (versionId) => after(versionId, () => undefined),
    change: (versionId, diff, merge) =>
      after(versionId, () => edits.change(versionId, diff, merge)),
    undo: (versionId) => after(versionId, () => edits.undo(versionId)),
    redo: (versionId) => after(versionId, () => edits.redo(versionId)),
    goTo: (versionId, sequence) => after(versionId, () => edits.goTo(versionId, sequence)),
    paste: (versionIds, document) => {
      for (const versionId of versionIds) {
        after(versionId, () => edits.paste(versionId, document));
      }
    },
    keepSnapshot: (versionId, name) => after(versionId, () => edits.keepSnapshot(versionId, name)),
    removeSnapshot: (versionId, id) => after(versionId, () => edits.removeSnapshot(versionId, id)),
    save: async (versionId) => {
      const version = scoped.version(versionId);
      const document = edits.document(versionId);
      if (diffOf(unedited, document).length === 0) {
        throw fail('invalid-request', { cause: 'nothing is edited' });
      }
      await requireFreeSpace();
      const outFolder = await blobs.temporaryFolder();
      try {
        const path = blobs.path(version.blob);
        const made = await images.renderEdit(
          { path, document, blobs: blobPaths(document, blobs), outFolder },
          { urgent: true },
        );
        await blobs.adopt(made.path, made.hash);
        return library.addEdited({
          parent: { assetId: version.assetId, versionId },
          image: { hash: made.hash, facts: made.facts },
          document,
        });
      } finally {
        await rm(outFolder, { recursive: true, force: true });
      }
    },
  };
}
