import { rm } from 'node:fs/promises';
import { fail } from '../contract/app-error.ts';
import type { BlobHash, VersionId } from '../contract/ids.ts';
import type { Version } from '../contract/library.ts';
import type { MaskState, MaskStep } from '../contract/masking/document.ts';
import type { ImageService, WrittenFile } from '../images/image-service.ts';
import type { Blobs } from '../library/blobs.ts';
import type { ScopedLibrary } from '../library/scoped-library.ts';
import type { MaskStore } from './mask-store.ts';

/** Masks of the versions of the shown library. Each throws `not-found` for any other version. */
export interface Masking {
  open(versionId: VersionId): MaskState;
  add(versionId: VersionId, done: number, step: MaskStep): void;
  goTo(versionId: VersionId, done: number): void;
  /** The people in the image, as a grey picture of its size. Rejects with `nothing-found`. */
  subject(versionId: VersionId): Promise<BlobHash>;
  /** The mask at full size, as a job takes it. Rejects with `mask-empty`. */
  render(versionId: VersionId): Promise<BlobHash>;
}

export interface MaskingParts {
  readonly masks: MaskStore;
  readonly scoped: Pick<ScopedLibrary, 'version'>;
  readonly blobs: Blobs;
  readonly images: Pick<ImageService, 'runModel' | 'canonicalMask' | 'paintMask'>;
}

export function createMasking({ masks, scoped, blobs, images }: MaskingParts): Masking {
  async function made(
    versionId: VersionId,
    make: (version: Version, outFolder: string) => Promise<WrittenFile>,
  ): Promise<BlobHash> {
    const version = scoped.version(versionId);
    const folder = await blobs.temporaryFolder();
    try {
      const { path, hash } = await make(version, folder);
      await blobs.adopt(path, hash);
      return hash;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    open: (versionId) => masks.state(scoped.version(versionId).id),
    add: (versionId, done, step) => masks.add(scoped.version(versionId).id, done, step),
    goTo: (versionId, done) => masks.goTo(scoped.version(versionId).id, done),
    subject: (versionId) =>
      made(versionId, async ({ blob, facts: { width, height } }, outFolder) => {
        const path = blobs.path(blob);
        const found = await images.runModel(
          { model: 'cut-out', path, outFolder },
          { urgent: true },
        );
        if (found.kind !== 'image') throw fail('internal', { cause: 'a cut-out is an image' });
        return await images.canonicalMask({ path: found.file.path, width, height, outFolder });
      }),
    render: (versionId) =>
      made(versionId, async ({ id, facts: { width, height } }, outFolder) => {
        const { steps, done } = masks.state(id);
        const drawn = steps.slice(0, done);
        const pictures = drawn.flatMap((step) =>
          step.kind === 'picture' ? [{ blob: step.blob, path: blobs.path(step.blob) }] : [],
        );
        const image = { width, height };
        return await images.paintMask({ steps: drawn, image, pictures, outFolder });
      }),
  };
}
