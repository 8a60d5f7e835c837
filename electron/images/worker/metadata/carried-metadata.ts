import type { Sharp } from 'sharp';
import { type ImageWords, noWords } from '../../../contract/image-words.ts';
import type { ExportOptions, OutputFormat } from '../../../contract/images.ts';
import type { ImageNotes } from '../../../contract/metadata.ts';
import { decode } from '../decode/decoder.ts';
import type { Source } from '../decode/source.ts';
import { withExifWords } from './exif-words.ts';
import { withoutGps, withoutPrefix, withUprightOrientation } from './exif.ts';
import { readIim, withIimWords, withoutIimPlaces } from './iim.ts';
import { iimOf, withIim } from './photoshop-blocks.ts';
import { exifOfTiff, intoTiff } from './tiff-exif.ts';
import { writeMetadata } from './write-metadata.ts';
import { readXmpWords, withNotes, withoutXmpPlaces } from './xmp-words.ts';

/**
 * What travels with pixels. The profile always belongs to the pixels, never to another file. A block
 * that is damaged too badly to be changed is left out: it never keeps an image from being written.
 */
export interface CarriedMetadata {
  readonly exif: Buffer | null;
  readonly xmp: Buffer | null;
  /** The image resources of JPEG, with IPTC-IIM among them; or that alone, as TIFF has it. */
  readonly iptc: Buffer | null;
}

const noMetadata: CarriedMetadata = { exif: null, xmp: null, iptc: null };

/**
 * EXIF, XMP and IPTC-IIM of a source, without places or without anything. Its orientation is set
 * upright, unless the pixels stay as they lie in the file.
 */
export function readMetadata(
  source: Source,
  policy: ExportOptions['metadata'],
  { upright }: { readonly upright: boolean } = { upright: true },
): CarriedMetadata {
  if (policy === 'strip') return noMetadata;
  const { xmp = null, iptc = null } = source.metadata;
  const carried = {
    exif: upright ? changed(exifOf(source), withUprightOrientation) : exifOf(source),
    xmp,
    iptc,
  };
  return policy === 'keep' ? carried : withoutPlaces(carried);
}

/** The same with what the user says of the image, in each block that has a place for it. */
export function described(carried: CarriedMetadata, notes: ImageNotes): CarriedMetadata {
  const { words } = notes;
  const iim = carried.iptc === null ? null : iimOf(carried.iptc);
  return {
    exif: changed(carried.exif, (exif) => withExifWords(exif, words)),
    xmp: withNotes(carried.xmp, notes),
    iptc:
      iim === null
        ? carried.iptc
        : changed(carried.iptc, (iptc) => withIim(iptc, withIimWords(iim, words))),
  };
}

export function exifOf({ format, bytes, metadata }: Source): Buffer | null {
  if (format === 'tiff') return changed(bytes, exifOfTiff);
  return metadata.exif === undefined ? null : withoutPrefix(metadata.exif);
}

function withoutPlaces({ exif, xmp, iptc }: CarriedMetadata): CarriedMetadata {
  const iim = iptc === null ? null : iimOf(iptc);
  return {
    exif: changed(exif, withoutGps),
    xmp: changed(xmp, withoutXmpPlaces),
    iptc: iim === null ? iptc : changed(iptc, (block) => withIim(block, withoutIimPlaces(iim))),
  };
}

/** Null where there was nothing, and where nothing can be made of it. */
function changed(block: Buffer | null, change: (block: Buffer) => Buffer | null): Buffer | null {
  if (block === null) return null;
  try {
    return change(block);
  } catch {
    return null;
  }
}

interface EncodingTask {
  readonly format: OutputFormat;
  readonly metadata: CarriedMetadata;
  encode(pixels: Sharp): Sharp;
}

/**
 * Encodes pixels with metadata of another file. sharp copies it from its own input only: so it is
 * put into the encoded file afterwards, and AVIF is made from an uncompressed PNG that carries it.
 */
export async function encodeWithMetadata(pixels: Sharp, task: EncodingTask): Promise<Buffer> {
  const { format } = task;
  const metadata = inItsPlaces(task.metadata, format);
  const { exif, xmp, iptc } = metadata;
  if (exif === null && xmp === null && iptc === null) return await task.encode(pixels).toBuffer();
  switch (format) {
    case 'jpeg':
    case 'png':
    case 'webp': {
      const { data, info } = await task.encode(pixels).toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      return writeMetadata(data, { format, width, height, ...metadata });
    }
    case 'tiff':
      return intoTiff(await task.encode(pixels).toBuffer(), {
        ...metadata,
        iptc: iptc === null ? null : iimOf(iptc),
      });
    case 'avif': {
      const { data, info } = await pixels
        .png({ compressionLevel: 0 })
        .toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      const carrier = writeMetadata(data, { format: 'png', width, height, ...metadata });
      return await task.encode(decode(carrier).keepIccProfile().keepExif().keepXmp()).toBuffer();
    }
  }
}

/** Only JPEG and TIFF have a place for IPTC-IIM: in another format its words are XMP's. */
function inItsPlaces(carried: CarriedMetadata, format: OutputFormat): CarriedMetadata {
  const { iptc, xmp } = carried;
  if (iptc === null) return carried;
  const iim = iimOf(iptc);
  if (format === 'jpeg') return { ...carried, iptc: withIim(iptc, iim) };
  if (format === 'tiff') return carried;
  const said = iim === null ? {} : readIim(iim);
  const known = xmp === null ? {} : readXmpWords(xmp);
  const words: ImageWords = { ...noWords, ...said, ...blank(known) };
  const notes = { words, rating: 0, label: null, source: null, edited: false };
  return { ...carried, xmp: withNotes(xmp, notes), iptc: null };
}

/** What is known already is not said again. */
function blank(known: Partial<ImageWords>): Partial<ImageWords> {
  return Object.fromEntries(
    Object.keys(known).map((name) => [name, name === 'keywords' ? [] : '']),
  );
}
