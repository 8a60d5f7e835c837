import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../contract/app-error.ts';
import type { EditTile } from '../contract/editing/views.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { PreviewSize } from '../contract/images.ts';
import type { ImageService, WrittenFile } from '../images/image-service.ts';
import type { Blobs } from './blobs.ts';
import { createPreviewCache } from './preview-cache.ts';

/** What the window shows of blobs: WebP files made by a worker on first demand and kept in a cache. */
export interface Previews {
  /** Path of the preview; throws `not-found` for a blob that is not there. */
  preview(hash: BlobHash, size: PreviewSize): Promise<string>;
  tile(hash: BlobHash, column: number, row: number): Promise<string>;
  /** What an edit is previewed on: all of it, or a tile of its full size. */
  editView(hash: BlobHash, tile: EditTile | null): Promise<string>;
  /** Takes an image that is no blob (a partial result) in; its preview is served under this hash. */
  addTransient(file: string, size: PreviewSize): Promise<BlobHash>;
  forget(hash: BlobHash): Promise<void>;
  /** Deletes those unused for longest where the cache is too large; for a quiet moment. */
  trim(): Promise<void>;
  bytes(): Promise<number>;
  /** Empties the cache: what is looked at is made again. */
  clear(): Promise<void>;
}

export interface PreviewsOptions {
  readonly cacheFolder: string;
  /** Bytes that the cache may hold. */
  readonly cacheLimit?: number;
  readonly blobs: Blobs;
  readonly images: ImageService;
}

/** Some ten thousand images as they were last looked at. */
const defaultCacheLimit = 2 * 1024 ** 3;

export function createPreviews(options: PreviewsOptions): Previews {
  const { cacheFolder, blobs, images, cacheLimit = defaultCacheLimit } = options;
  const cache = createPreviewCache({ folder: cacheFolder, limit: cacheLimit });
  const inFlight = new Map<string, Promise<string>>();
  /** Previews of images that are no blobs: they last as long as this run of the app. */
  const transients = new Map<BlobHash, string>();
  const folderOf = (hash: BlobHash): string =>
    path.join(cacheFolder, hash.slice(0, 2), hash.slice(2));

  /** The cached file, or the one that `make` writes; two askers share one making. */
  async function cached(
    target: string,
    make: (outFolder: string) => Promise<WrittenFile>,
  ): Promise<string> {
    if (await cache.use(target)) return target;
    const running = inFlight.get(target);
    if (running !== undefined) return running;
    const making = (async () => {
      const outFolder = await blobs.temporaryFolder();
      try {
        const file = await make(outFolder);
        await cache.moveIn(file.path, target);
        return target;
      } finally {
        await rm(outFolder, { recursive: true, force: true });
        inFlight.delete(target);
      }
    })();
    inFlight.set(target, making);
    return making;
  }

  async function source(hash: BlobHash): Promise<string> {
    if (!(await blobs.has(hash))) throw fail('not-found', { params: { what: 'image' } });
    return blobs.path(hash);
  }

  async function render(file: string, size: PreviewSize, outFolder: string): Promise<WrittenFile> {
    const [made] = await images.preview({ path: file, sizes: [size], outFolder }, { urgent: true });
    if (made === undefined) throw fail('internal', { cause: 'the worker made no preview' });
    return made;
  }

  return {
    preview: async (hash, size) =>
      transients.get(hash) ??
      cached(path.join(folderOf(hash), `${size}.webp`), async (outFolder) =>
        render(await source(hash), size, outFolder),
      ),
    tile: (hash, column, row) =>
      cached(path.join(folderOf(hash), `${column}-${row}.webp`), async (outFolder) =>
        images.tile({ path: await source(hash), column, row, outFolder }, { urgent: true }),
      ),
    editView: (hash, tile) => {
      const name = tile === null ? 'edit.png' : `edit-tile-${tile.column}-${tile.row}.png`;
      return cached(path.join(folderOf(hash), name), async (outFolder) =>
        images.editView({ path: await source(hash), tile, outFolder }, { urgent: true }),
      );
    },
    addTransient: async (file, size) => {
      const made = await render(file, size, await blobs.temporaryFolder('partial-images'));
      transients.set(made.hash, made.path);
      return made.hash;
    },
    forget: (hash) => rm(folderOf(hash), { recursive: true, force: true }),
    trim: cache.trim,
    bytes: cache.bytes,
    clear: () => rm(cacheFolder, { recursive: true, force: true }),
  };
}
