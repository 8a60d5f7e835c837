import { type Reader, entriesOf, find, openTiff, textOf, writeU16 } from './tiff-structure.ts';

/**
 * The few things we read from EXIF, and what leaves with a place (Exif 3.0, a TIFF 6.0 structure).
 * Everything else stays byte for byte, maker notes included. A damaged structure reads as empty.
 */
export interface ExifFacts {
  readonly takenAt: string | null;
  readonly camera: string | null;
  readonly hasGps: boolean;
}

const tags = {
  make: 0x010f,
  model: 0x0110,
  newSubfileType: 0x00fe,
  subFolders: 0x014a,
  dngVersion: 0xc612,
  orientation: 0x0112,
  dateTime: 0x0132,
  exifFolder: 0x8769,
  gpsFolder: 0x8825,
  dateTimeOriginal: 0x9003,
} as const;

/** Drops the "Exif\0\0" that JPEG puts before the TIFF structure. */
export function withoutPrefix(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
}

export function readExif(exif: Buffer): ExifFacts {
  const reader = openTiff(exif);
  const main = reader === null ? [] : entriesOf(reader, reader.u32(4));
  if (reader === null) return { takenAt: null, camera: null, hasGps: false };
  const folder = find(main, tags.exifFolder);
  const details = folder === undefined ? [] : entriesOf(reader, reader.u32(folder.valueAt));
  const gps = find(main, tags.gpsFolder);
  const [make, model] = [
    textOf(reader, find(main, tags.make)),
    textOf(reader, find(main, tags.model)),
  ];
  const camera =
    model?.startsWith(make ?? '') === true ? model : [make, model].filter(Boolean).join(' ');
  const taken = find(details, tags.dateTimeOriginal) ?? find(main, tags.dateTime);
  return {
    takenAt: textOf(reader, taken)?.slice(0, 40) ?? null,
    camera: camera === '' ? null : camera.slice(0, 200),
    hasGps: gps !== undefined && entriesOf(reader, reader.u32(gps.valueAt)).length > 0,
  };
}

/**
 * Camera RAW files are TIFF files whose first image is a thumbnail: DNG says so, NEF and ARW mark
 * it as a reduced copy with the real one in a sub-folder, CR2 has its own mark.
 */
export function isCameraRaw(tiff: Buffer): boolean {
  const reader = openTiff(tiff);
  if (reader === null) return false;
  if (tiff.toString('latin1', 8, 10) === 'CR') return true;
  const main = entriesOf(reader, reader.u32(4));
  const subfileType = find(main, tags.newSubfileType);
  const isReduced = subfileType !== undefined && reader.u32(subfileType.valueAt) === 1;
  return (
    find(main, tags.dngVersion) !== undefined ||
    (isReduced && find(main, tags.subFolders) !== undefined)
  );
}

/** A copy whose orientation is 1, for pixels that were turned upright. */
export function withUprightOrientation(exif: Buffer): Buffer {
  const copy = Buffer.from(exif);
  const reader = openTiff(copy);
  if (reader === null) return copy;
  const orientation = find(entriesOf(reader, reader.u32(4)), tags.orientation);
  if (orientation !== undefined) {
    writeU16(copy, orientation.valueAt, 1);
  }
  return copy;
}

/** A copy without the GPS folder: its values are zeroed, and nothing points to it any more. */
export function withoutGps(exif: Buffer): Buffer {
  const copy = Buffer.from(exif);
  const reader = openTiff(copy);
  if (reader === null) return copy;
  const main = entriesOf(reader, reader.u32(4));
  const pointer = find(main, tags.gpsFolder);
  if (pointer === undefined) return copy;
  const folderAt = reader.u32(pointer.valueAt);
  const folder = entriesOf(reader, folderAt);
  for (const entry of folder) copy.fill(0, entry.valueAt, entry.valueAt + entry.valueBytes);
  copy.fill(0, folderAt, Math.min(copy.length, folderAt + 2 + folder.length * 12 + 4));
  removeEntry(copy, reader, pointer.at);
  return copy;
}

/** Moves the entries after this one (and the link to the next folder) up by one place. */
function removeEntry(bytes: Buffer, reader: Reader, entryAt: number): void {
  const start = reader.u32(4);
  const count = reader.u16(start);
  const end = start + 2 + count * 12 + 4;
  if (count === 0 || end > bytes.length) return;
  bytes.copyWithin(entryAt, entryAt + 12, end);
  bytes.fill(0, end - 12, end);
  writeU16(bytes, start, count - 1);
}
