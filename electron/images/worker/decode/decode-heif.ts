import decodeHeic from 'heic-decode';
import type { Metadata } from 'sharp';
import type { ImageLimits } from '../../limits.ts';
import { fromPixels } from './decoder.ts';
import { insertChunks, profileChunk } from '../metadata/png-chunks.ts';
import { decoding, tooManyPixels } from './decoding.ts';

/**
 * HEIC pixels as an uncompressed PNG with the file's colour profile, so that the rest of the worker
 * knows one kind of source. libvips reads the header and cannot decode HEVC; libheif (wasm) can.
 * Rejects with `file-too-many-pixels` before and `file-truncated` after the decoder has begun.
 */
export async function decodeHeif(
  bytes: Buffer,
  { metadata, limits }: { readonly metadata: Metadata; readonly limits: ImageLimits },
): Promise<Buffer> {
  const images = await decoding(decodeHeic.all({ buffer: bytes }));
  try {
    const isPrimary = ({ width, height }: (typeof images)[number]) =>
      width === metadata.width && height === metadata.height;
    const image = images.find(isPrimary) ?? images[0];
    if (image === undefined || image.width * image.height > limits.maxPixels) {
      throw tooManyPixels(image?.width ?? 0, image?.height ?? 0, limits);
    }
    const { width, height, data } = await decoding(image.decode());
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const rgba = fromPixels(pixels, { width, height, channels: 4 });
    const opaque = metadata.hasAlpha ? rgba : rgba.removeAlpha();
    const png = await opaque.png({ compressionLevel: 0 }).toBuffer();
    return insertChunks(png, metadata.icc === undefined ? [] : [profileChunk(metadata.icc)]);
  } finally {
    images.dispose();
  }
}
