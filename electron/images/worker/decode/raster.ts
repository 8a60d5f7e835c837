import { decoding } from './decoding.ts';
import { type Source } from './source.ts';

/** Decoded pixels: sRGB, upright, RGBA with straight alpha, 8 bits a channel, rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 4;
  readonly data: Uint8Array;
}

export async function readRaster(source: Source): Promise<Raster> {
  const { width, height } = source;
  const pipeline = source.open().toColourspace('srgb').ensureAlpha();
  return { width, height, channels: 4, data: await decoding(pipeline.raw().toBuffer()) };
}

export function isOpaque({ data }: Raster): boolean {
  for (let index = 3; index < data.length; index += 4) if (data[index] !== 255) return false;
  return true;
}
