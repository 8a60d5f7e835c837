import { type Field, appendFolder, fieldTypes, pointerField, withFields } from './tiff-append.ts';
import {
  type Entry,
  type Reader,
  entriesOf,
  openTiff,
  subFolder,
  valueOf,
} from './tiff-structure.ts';

/** Of the first folder, what describes the picture and not how its pixels lie (Exif 3.0, 4.6.4). */
const describing = [0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x8298];
const pointers = { exif: 0x8769, gps: 0x8825 } as const;
/** They hold places in the file they came from, which a copy can't keep: maker notes, a sub-folder. */
const bound = [0x927c, 0xa005];
const blocks = { xmp: 0x02bc, iptc: 0x83bb } as const;

/** A structure of nothing but an empty folder. */
const nothing = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** The EXIF of a TIFF file, as a structure of its own; null where it tells nothing. */
export function exifOfTiff(tiff: Buffer): Buffer | null {
  const exif = withExif(nothing, tiff);
  return exif.length === nothing.length ? null : exif;
}

interface TiffMetadata {
  readonly exif: Buffer | null;
  readonly xmp: Buffer | null;
  /** The blocks of JPEG's APP13, or IPTC-IIM alone: TIFF holds the latter. */
  readonly iptc: Buffer | null;
}

/** Puts metadata into an encoded TIFF; libvips writes none but the profile and XMP. */
export function intoTiff(tiff: Buffer, { exif, xmp, iptc }: TiffMetadata): Buffer {
  const described = exif === null ? tiff : withExif(tiff, exif);
  const fields = [
    ...(xmp === null ? [] : [blockField(blocks.xmp, fieldTypes.byte, xmp)]),
    ...(iptc === null ? [] : [blockField(blocks.iptc, fieldTypes.undefined, iptc)]),
  ];
  return fields.length === 0 ? described : withFields(described, fields);
}

/** One structure with what another one says of the picture, in its own order of bytes. */
function withExif(target: Buffer, from: Buffer): Buffer {
  const reader = openTiff(from);
  const order = openTiff(target);
  if (reader === null || order === null) return target;
  const { littleEndian } = order;
  const main = entriesOf(reader, reader.u32(4));
  let bytes = target;
  const fields = copies(reader, main, littleEndian).filter(({ tag }) => describing.includes(tag));
  for (const tag of Object.values(pointers)) {
    const entries = subFolder(reader, main, tag).filter((entry) => !bound.includes(entry.tag));
    if (entries.length === 0) continue;
    const folder = { kept: [], fields: copies(reader, entries, littleEndian), next: 0 };
    const appended = appendFolder(bytes, folder);
    bytes = appended.bytes;
    fields.push(pointerField(tag, appended.at, littleEndian));
  }
  return fields.length === 0 ? target : withFields(bytes, fields);
}

function copies(reader: Reader, entries: readonly Entry[], littleEndian: boolean): Field[] {
  return entries.map((entry) => ({
    tag: entry.tag,
    type: entry.type,
    count: entry.count,
    data: valueOf(reader, entry, littleEndian),
  }));
}

function blockField(tag: number, type: number, data: Buffer): Field {
  return { tag, type, count: data.length, data };
}
