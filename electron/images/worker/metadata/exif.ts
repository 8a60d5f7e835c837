/**
 * The few things we read from EXIF, and the two we change (Exif 3.0, a TIFF 6.0 structure).
 * Everything else stays byte for byte, maker notes included. A damaged structure reads as empty.
 */
export interface ExifFacts {
  readonly takenAt: string | null;
  readonly camera: string | null;
  readonly hasGps: boolean;
}

interface Entry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the value is: inside the entry when it fits into four bytes. */
  readonly valueAt: number;
  readonly valueBytes: number;
}

interface Reader {
  readonly bytes: Buffer;
  u16(at: number): number;
  u32(at: number): number;
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

/** Bytes of one value by TIFF type: BYTE, ASCII, SHORT, LONG, RATIONAL, … */
const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

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

function openTiff(bytes: Buffer): Reader | null {
  if (bytes.length < 14) return null;
  const order = bytes.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const little = order === 'II';
  return {
    bytes,
    u16: (at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32: (at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  };
}

function writeU16(bytes: Buffer, at: number, value: number): void {
  if (bytes[0] === 0x49) bytes.writeUInt16LE(value, at);
  else bytes.writeUInt16BE(value, at);
}

function entriesOf(reader: Reader, folderAt: number): readonly Entry[] {
  const { length } = reader.bytes;
  if (folderAt < 8 || folderAt + 2 > length) return [];
  const count = reader.u16(folderAt);
  if (folderAt + 2 + count * 12 > length) return [];
  return Array.from({ length: count }, (_, index) =>
    entryAt(reader, folderAt + 2 + index * 12),
  ).filter((entry) => entry.valueAt + entry.valueBytes <= length);
}

function entryAt(reader: Reader, at: number): Entry {
  const [tag, type, count] = [reader.u16(at), reader.u16(at + 2), reader.u32(at + 4)];
  const valueBytes = (typeSizes[type] ?? 0) * count;
  const valueAt = valueBytes <= 4 ? at + 8 : reader.u32(at + 8);
  return { at, tag, type, count, valueAt, valueBytes };
}

function find(entries: readonly Entry[], tag: number): Entry | undefined {
  return entries.find((entry) => entry.tag === tag);
}

function textOf(reader: Reader, entry: Entry | undefined): string | null {
  if (entry === undefined) return null;
  const text = reader.bytes.toString('utf8', entry.valueAt, entry.valueAt + entry.valueBytes);
  return text.split('\0')[0]?.trim() ?? null;
}
