import {
  type Entry,
  type Reader,
  entriesOf,
  openTiff,
  writeU16,
  writeU32,
} from './tiff-structure.ts';

/** A value that takes the place of the one with its tag, or joins the others. */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** In the byte order of the file that it goes into. */
  readonly data: Buffer;
}

export const fieldTypes = { byte: 1, ascii: 2, long: 4, undefined: 7 } as const;

/**
 * Puts fields into the first folder of a TIFF structure and takes others out. Nothing that is there
 * moves: the folder is written anew at the end, so that what other values point to stays true. Old
 * values are overwritten with zeros.
 * What is no such structure comes back as it is.
 */
export function withFields(
  bytes: Buffer,
  fields: readonly Field[],
  removed: readonly number[] = [],
): Buffer {
  const reader = openTiff(bytes);
  if (reader === null) return bytes;
  const start = reader.u32(4);
  const gone = new Set([...fields.map(({ tag }) => tag), ...removed]);
  const entries = entriesOf(reader, start);
  const kept = entries.filter(({ tag }) => !gone.has(tag));
  const next = nextFolder(reader, start);
  const { bytes: longer, at } = appendFolder(bytes, { kept, fields, next });
  writeU32(longer, 4, at);
  for (const { tag, valueAt, valueBytes } of entries)
    if (gone.has(tag)) longer.fill(0, valueAt, valueAt + valueBytes);
  return longer;
}

interface Folder {
  /** Entries that stay as they are. */
  readonly kept: readonly Entry[];
  readonly fields: readonly Field[];
  /** Where the next folder of the chain is; 0: nowhere. */
  readonly next: number;
}

/** The structure with one more folder at its end, and where that begins. */
export function appendFolder(
  bytes: Buffer,
  { kept, fields, next }: Folder,
): { readonly bytes: Buffer; readonly at: number } {
  const at = bytes.length + (bytes.length % 2);
  const count = kept.length + fields.length;
  const folder = Buffer.alloc(2 + count * 12 + 4);
  // The byte order is read off the first two bytes: the folder has none of its own.
  const order = bytes.subarray(0, 2);
  const put16 = (to: number, value: number): void => put(folder, { order, to, value, size: 2 });
  const put32 = (to: number, value: number): void => put(folder, { order, to, value, size: 4 });
  put16(0, count);
  put32(folder.length - 4, next);

  const values: Buffer[] = [];
  let valueAt = at + folder.length;
  const all = [...kept, ...fields].sort((one, other) => one.tag - other.tag);
  for (const [index, item] of all.entries()) {
    const to = 2 + index * 12;
    if (!('data' in item)) {
      bytes.copy(folder, to, item.at, item.at + 12);
      continue;
    }
    put16(to, item.tag);
    put16(to + 2, item.type);
    put32(to + 4, item.count);
    if (item.data.length <= 4) {
      item.data.copy(folder, to + 8);
      continue;
    }
    put32(to + 8, valueAt);
    const padded = Buffer.concat([item.data, Buffer.alloc(item.data.length % 2)]);
    values.push(padded);
    valueAt += padded.length;
  }
  return {
    bytes: Buffer.concat([bytes, Buffer.alloc(bytes.length % 2), folder, ...values]),
    at,
  };
}

interface Put {
  readonly order: Buffer;
  readonly to: number;
  readonly value: number;
  readonly size: 2 | 4;
}

function put(folder: Buffer, { order, to, value, size }: Put): void {
  const scratch = Buffer.concat([order, Buffer.alloc(4)]);
  if (size === 2) writeU16(scratch, 2, value);
  else writeU32(scratch, 2, value);
  scratch.copy(folder, to, 2, 2 + size);
}

/** A text as EXIF writes it; UTF-8 by the advice of the Metadata Working Group (2.0, 5.2). */
export function asciiField(tag: number, text: string): Field {
  const data = Buffer.from(`${text}\0`, 'utf8');
  return { tag, type: fieldTypes.ascii, count: data.length, data };
}

/** One that points to a folder. */
export function pointerField(tag: number, at: number, littleEndian: boolean): Field {
  const data = Buffer.alloc(4);
  if (littleEndian) data.writeUInt32LE(at);
  else data.writeUInt32BE(at);
  return { tag, type: fieldTypes.long, count: 1, data };
}

function nextFolder(reader: Reader, start: number): number {
  if (start < 8 || start + 2 > reader.bytes.length) return 0;
  const at = start + 2 + reader.u16(start) * 12;
  return at + 4 > reader.bytes.length ? 0 : reader.u32(at);
}
