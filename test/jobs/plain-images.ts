import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../../electron/contract/app-error.ts';
import { blobHashSchema } from '../../electron/contract/ids.ts';
import type { ImageFacts } from '../../electron/contract/images.ts';
import type { ImageService, WrittenImage } from '../../electron/images/image-service.ts';

export const facts: ImageFacts = {
  format: 'png',
  width: 64,
  height: 48,
  bytes: 1,
  hasAlpha: false,
  frames: 1,
  orientation: 1,
  colorProfile: null,
  bitsPerChannel: 8,
  takenAt: null,
  camera: null,
  hasGps: false,
};

/** Stands in for the workers where only the way of the files matters: any bytes are a small PNG. */
export function plainImages(changes: Partial<ImageService> = {}): ImageService {
  const describe = async (file: string): Promise<WrittenImage> => {
    const bytes = await readFile(file);
    const hash = blobHashSchema.parse(createHash('sha256').update(bytes).digest('hex'));
    return { path: file, hash, bytes: bytes.length, facts: { ...facts, bytes: bytes.length } };
  };
  const copy = async (from: string, outFolder: string, name: string): Promise<WrittenImage> => {
    const to = path.join(outFolder, name);
    await copyFile(from, to);
    return describe(to);
  };
  return {
    inspect: describe,
    normalise: () => Promise.resolve(null),
    preview: async ({ path: file, sizes, outFolder }) => [
      { ...(await copy(file, outFolder, 'preview.webp')), size: sizes[0] ?? 256 },
    ],
    look: () => Promise.resolve({ high: 0, low: 0 }),
    metadata: () => Promise.resolve({ entries: [], words: {}, place: null, credentials: null }),
    tile: ({ path: file, outFolder }) => copy(file, outFolder, 'tile.webp'),
    prepare: async ({ path: file, outFolder }) => {
      const { path: prepared, hash, bytes } = await copy(file, outFolder, 'prepared.png');
      const { width, height } = facts;
      return {
        image: { path: prepared, format: 'png', mediaType: 'image/png', width, height, bytes },
        mask: null,
        pixelHash: hash,
      };
    },
    canonicalMask: ({ path: file, outFolder }) => copy(file, outFolder, 'mask.png'),
    paintMask: () => Promise.reject(fail('internal')),
    verify: ({ path: file, outFolder }) => copy(file, outFolder, 'verified.png'),
    encode: async ({ path: file, outPath }) => {
      await writeFile(outPath, await readFile(file));
      return { ...(await describe(outPath)), warnings: [] };
    },
    inscribe: () => Promise.resolve(null),
    output: async ({ path: file, outPath }) => {
      await mkdir(path.dirname(outPath), { recursive: true });
      await writeFile(outPath, await readFile(file));
      const written = await describe(outPath);
      return { ...written, sourceHash: written.hash, warnings: [] };
    },
    editView: ({ path: file, outFolder }) => copy(file, outFolder, 'view.png'),
    renderEdit: async ({ path: file, outFolder }) => {
      const { path: written } = await copy(file, outFolder, 'edited.png');
      return describe(written);
    },
    takeLut: ({ path: file, outFolder }) => copy(file, outFolder, 'table.lut'),
    drawMark: async ({ imagePath, outFolder }) => ({
      ...(await copy(imagePath ?? outFolder, outFolder, 'mark.png')),
      scale: 1,
    }),
    runModel: () => Promise.reject(fail('internal')),
    close: () => Promise.resolve(),
    ...changes,
  };
}
