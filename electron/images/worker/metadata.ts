import type { Sharp } from 'sharp';
import type { ExportOptions } from '../../contract/images.ts';
import { decode } from './decoder.ts';
import { withoutGps, withoutPrefix, withUprightOrientation } from './exif.ts';
import { exifChunk, insertChunks, xmpChunk } from './png-chunks.ts';
import type { Source } from './source.ts';

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

/**
 * A pipeline over the same pixels that writes this metadata into any format. sharp copies EXIF from
 * its input only, so the pixels travel through an uncompressed PNG that carries it.
 */
export async function carryMetadata(pixels: Sharp, metadata: CarriedMetadata): Promise<Sharp> {
  const chunks = [
    ...(metadata.exif === null ? [] : [exifChunk(metadata.exif)]),
    ...(metadata.xmp === null ? [] : [xmpChunk(metadata.xmp)]),
  ];
  if (chunks.length === 0) return pixels;
  const png = await pixels.png({ compressionLevel: 0 }).toBuffer();
  return decode(insertChunks(png, chunks)).keepIccProfile().keepExif().keepXmp();
}
