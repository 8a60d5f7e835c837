/** TIFF's folders of tagged values (TIFF 6.0), in which EXIF lies too. What is damaged reads as empty. */
export interface Entry {
  readonly at: number;
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the value is: inside the entry when it fits into four bytes. */
  readonly valueAt: number;
  readonly valueBytes: number;
}

export interface Reader {
  readonly bytes: Buffer;
  readonly littleEndian: boolean;
  u16(at: number): number;
  u32(at: number): number;
}

/** Bytes of one value by TIFF type: BYTE, ASCII, SHORT, LONG, RATIONAL, … */
const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** Bytes that belong together in one: of a RATIONAL, two times four. */
const wordSizes = [1, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4];

export function openTiff(bytes: Buffer): Reader | null {
  if (bytes.length < 14) return null;
  const order = bytes.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const littleEndian = order === 'II';
  return {
    bytes,
    littleEndian,
    u16: (at) => (littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32: (at) => (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  };
}

export function writeU16(bytes: Buffer, at: number, value: number): void {
  if (bytes[0] === 0x49) bytes.writeUInt16LE(value, at);
  else bytes.writeUInt16BE(value, at);
}

export function writeU32(bytes: Buffer, at: number, value: number): void {
  if (bytes[0] === 0x49) bytes.writeUInt32LE(value, at);
  else bytes.writeUInt32BE(value, at);
}

export function entriesOf(reader: Reader, folderAt: number): readonly Entry[] {
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

/** The entries of the folder that an entry of another one points to. */
export function subFolder(
  reader: Reader,
  entries: readonly Entry[],
  pointerTag: number,
): readonly Entry[] {
  const pointer = find(entries, pointerTag);
  return pointer === undefined || pointer.valueBytes < 4
    ? []
    : entriesOf(reader, reader.u32(pointer.valueAt));
}

export function find(entries: readonly Entry[], tag: number): Entry | undefined {
  return entries.find((entry) => entry.tag === tag);
}

export function textOf(reader: Reader, entry: Entry | undefined): string | null {
  if (entry === undefined) return null;
  const text = reader.bytes.toString('utf8', entry.valueAt, entry.valueAt + entry.valueBytes);
  return text.split('\0')[0]?.trim() ?? null;
}

/** A copy of an entry's value in one order of bytes or the other. */
export function valueOf(reader: Reader, entry: Entry, littleEndian: boolean): Buffer {
  const data = Buffer.from(reader.bytes.subarray(entry.valueAt, entry.valueAt + entry.valueBytes));
  const word = wordSizes[entry.type] ?? 1;
  if (littleEndian === reader.littleEndian || word === 1) return data;
  for (let at = 0; at + word <= data.length; at += word) data.subarray(at, at + word).reverse();
  return data;
}
