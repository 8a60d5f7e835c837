import type { Sharp } from 'sharp';
import type { ExportOptions, OutputFormat } from '../../../contract/images.ts';
import { decode } from '../decode/decoder.ts';
import { withoutGps, withoutPrefix, withUprightOrientation } from './exif.ts';
import type { Source } from '../decode/source.ts';
import { writeMetadata } from './write-metadata.ts';

/** What travels with pixels. The profile always belongs to the pixels, never to another file. */
export interface CarriedMetadata {
  readonly exif: Buffer | null;
  readonly xmp: Buffer | null;
}

/** EXIF (orientation set upright) and XMP of a source, without places or without anything. */
export function readMetadata(source: Source, policy: ExportOptions['metadata']): CarriedMetadata {
  const { exif, xmp } = source.metadata;
  if (policy === 'strip') return { exif: null, xmp: null };
  const upright = exif === undefined ? null : withUprightOrientation(withoutPrefix(exif));
  const text = xmp ?? null;
  if (policy === 'keep') return { exif: upright, xmp: text };
  return {
    exif: upright === null ? null : withoutGps(upright),
    xmp: text === null ? null : withoutPlaces(text),
  };
}

/** XMP without its `exif:GPS…` properties, as attributes and as elements. */
function withoutPlaces(xmp: Buffer): Buffer {
  const text = xmp
    .toString('utf8')
    .replaceAll(/\s[\w-]+:GPS\w+\s*=\s*("[^"]*"|'[^']*')/g, '')
    .replaceAll(/<([\w-]+:GPS\w+)\b[^>]*?\/>/g, '')
    .replaceAll(/<([\w-]+:GPS\w+)\b[^>]*>[\s\S]*?<\/\1\s*>/g, '');
  return Buffer.from(text, 'utf8');
}

interface EncodingTask {
  readonly format: OutputFormat;
  readonly metadata: CarriedMetadata;
  encode(pixels: Sharp): Sharp;
}

/**
 * Encodes pixels with metadata of another file. sharp copies it from its own input only: so it is
 * put into JPEG, PNG and WebP afterwards, and AVIF and TIFF are made from an uncompressed PNG that
 * carries it. TIFF has no EXIF even then: libvips does not write it.
 */
export async function encodeWithMetadata(pixels: Sharp, task: EncodingTask): Promise<Buffer> {
  const { format, metadata } = task;
  if (metadata.exif === null && metadata.xmp === null) return await task.encode(pixels).toBuffer();
  switch (format) {
    case 'jpeg':
    case 'png':
    case 'webp': {
      const { data, info } = await task.encode(pixels).toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      return writeMetadata(data, { format, width, height, ...metadata });
    }
    case 'avif':
    case 'tiff': {
      const { data, info } = await pixels
        .png({ compressionLevel: 0 })
        .toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      const carrier = writeMetadata(data, { format: 'png', width, height, ...metadata });
      return await task.encode(decode(carrier).keepIccProfile().keepExif().keepXmp()).toBuffer();
    }
  }
}
