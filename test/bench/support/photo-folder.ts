import { link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

export interface PhotoFolder {
  readonly folder: string;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

const differentPhotos = 20;

/** JPEGs with the grain of photos; each of a few, under many names. */
export async function makePhotos({ folder, count, width, height }: PhotoFolder): Promise<void> {
  await mkdir(folder);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = {
    width: width / 2,
    height: height / 2,
    channels: 3,
    background: 'black',
  } as const;
  const grain = await sharp({ create: { ...create, noise } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const named = (index: number): string =>
    path.join(folder, `photo-${String(index).padStart(5, '0')}.jpg`);
  for (let index = 0; index < count; index += 1) {
    if (index >= differentPhotos) await link(named(index % differentPhotos), named(index));
    else {
      await sharp(grain)
        .resize(width, height, { fit: 'fill' })
        .linear(0.7 + index / 50)
        .jpeg({ quality: 85 })
        .toFile(named(index));
    }
  }
}
