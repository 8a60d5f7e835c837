import type { Sharp } from 'sharp';
import { ownLimits } from '../../limits.ts';
import { decoding } from '../decode/decoding.ts';
import { openSource } from '../decode/source.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** One byte a pixel, rows from the top; resampled to the size without over- or undershoot. */
export async function greyMask(pipeline: Sharp, { width, height }: Size): Promise<Uint8Array> {
  return await pipeline
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/** Reads a canonical mask at a size: 255 = change here, 0 = keep. */
export async function readMask(path: string, size: Size): Promise<Uint8Array> {
  const source = await openSource(path, ownLimits);
  return await decoding(greyMask(source.open(), size));
}
