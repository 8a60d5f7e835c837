import { constants } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../contract/app-error.ts';
import type { EditImage } from '../contract/editing/image-name.ts';
import type { LutName } from '../contract/editing/lut.ts';
import { type MarkDrawing, isMarked } from '../contract/editing/watermark.ts';
import type { BlobHash } from '../contract/ids.ts';
import { safeStem } from '../ingest/file-name.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from '../library/blobs.ts';

/** What edits need beside their image, kept as blobs; the library's cleaning asks the edits for them. */
export interface EditFiles {
  /** Throws `file-unsupported` where the file is no table of colours. */
  takeLut(file: string): Promise<LutName>;
  /** An image for a watermark. Throws as the library does for a file that it refuses. */
  takeMark(file: string): Promise<EditImage>;
  /** What `decodeLut` reads; throws `file-missing`. */
  lut(hash: BlobHash): Promise<Uint8Array<ArrayBuffer>>;
  /** A watermark for the preview: a PNG, and its pixels per pixel of the picture. */
  drawMark(drawing: MarkDrawing): Promise<DrawnMark>;
}

export interface DrawnMark {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly scale: number;
}

interface EditFilesParts {
  readonly blobs: Blobs;
  readonly images: Pick<ImageService, 'takeLut' | 'drawMark' | 'inspect' | 'normalise'>;
}

export function createEditFiles({ blobs, images }: EditFilesParts): EditFiles {
  async function within<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
    const folder = await blobs.temporaryFolder();
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The copy is what is read: the file itself may change meanwhile. */
  async function copied(file: string, folder: string): Promise<string> {
    const copy = path.join(folder, 'copy');
    await copyFile(file, copy, constants.COPYFILE_FICLONE).catch((error: unknown): never => {
      throw toReadFailure(error, file);
    });
    return copy;
  }

  return {
    takeLut: (file) =>
      within(async (outFolder) => {
        const made = await images.takeLut({ path: await copied(file, outFolder), outFolder });
        await blobs.adopt(made.path, made.hash);
        return { blob: made.hash, name: safeStem(file) };
      }),
    takeMark: (file) =>
      within(async (outFolder) => {
        const copy = await copied(file, outFolder);
        const { hash } = await images.inspect(copy);
        const made = (await images.normalise({ path: copy, outFolder })) ?? { path: copy, hash };
        await blobs.adopt(made.path, made.hash);
        return { blob: made.hash, name: safeStem(file) };
      }),
    lut: async (hash) => {
      const file = blobs.path(hash);
      const bytes = await readFile(file).catch((error: unknown): never => {
        throw toReadFailure(error, file);
      });
      return new Uint8Array(bytes);
    },
    drawMark: (drawing) =>
      within(async (outFolder) => {
        const { mark } = drawing;
        if (!isMarked(mark)) throw fail('invalid-request', { cause: 'there is no mark' });
        const imagePath =
          mark.kind === 'image' && mark.image !== null ? blobs.path(mark.image.blob) : null;
        const made = await images.drawMark({ drawing, imagePath, outFolder }, { urgent: true });
        return { png: new Uint8Array(await readFile(made.path)), scale: made.scale };
      }),
  };
}
