import { exifChunk, insertChunks, xmpChunk } from './png-chunks.ts';

interface Metadata {
  /** The TIFF structure, without a prefix. */
  readonly exif: Buffer | null;
  readonly xmp: Buffer | null;
  /** Image resources with IPTC-IIM among them: of JPEG alone. */
  readonly iptc: Buffer | null;
}

/** Formats whose files take metadata without being understood any further. */
export type SimpleContainer = 'jpeg' | 'png' | 'webp';

interface EncodedFile extends Metadata {
  readonly format: SimpleContainer;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Puts metadata into an encoded image that has none. */
export function writeMetadata(bytes: Buffer, file: EncodedFile): Buffer {
  switch (file.format) {
    case 'jpeg':
      return intoJpeg(bytes, file);
    case 'png':
      return intoPng(bytes, file);
    case 'webp':
      return intoWebp(bytes, file);
  }
}

function intoPng(png: Buffer, { exif, xmp }: Metadata): Buffer {
  const chunks = [exif === null ? [] : [exifChunk(exif)], xmp === null ? [] : [xmpChunk(xmp)]];
  return insertChunks(png, chunks.flat());
}

/** Of a JPEG segment: its length field counts itself. */
const maxSegment = 65_533;

/**
 * APP1 and APP13 segments after the JFIF header (Exif 3.0, 4.7; XMP part 3, 1.1.3). What is larger
 * than a segment is left out: the extended form of XMP is not written.
 */
function intoJpeg(jpeg: Buffer, { exif, xmp, iptc }: Metadata): Buffer {
  const segments = [
    ...segment(0xe1, 'Exif\0\0', exif),
    ...segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp),
    ...segment(0xed, '', iptc),
  ];
  const hasJfif = jpeg.readUInt16BE(2) === 0xffe0;
  const at = hasJfif ? 4 + jpeg.readUInt16BE(4) : 2;
  return Buffer.concat([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)]);
}

function segment(marker: number, name: string, content: Buffer | null): readonly Buffer[] {
  if (content === null) return [];
  const data = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  if (data.length > maxSegment) return [];
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return [Buffer.concat([head, data])];
}

const extendedFlags = { xmp: 0x04, exif: 0x08, alpha: 0x10 } as const;

/** EXIF and XMP chunks at the end, announced in the extended header (RFC 9649, 2.7). */
function intoWebp(webp: Buffer, { exif, xmp, width, height }: EncodedFile): Buffer {
  const body = webp.subarray(12, 8 + webp.readUInt32LE(4));
  const kind = body.toString('latin1', 0, 4);
  const extended = kind === 'VP8X';
  const header = extended ? Buffer.from(body.subarray(8, 18)) : Buffer.alloc(10);
  if (!extended) {
    header.writeUIntLE(width - 1, 4, 3);
    header.writeUIntLE(height - 1, 7, 3);
  }
  header[0] =
    (header[0] ?? 0) |
    (exif === null ? 0 : extendedFlags.exif) |
    (xmp === null ? 0 : extendedFlags.xmp) |
    (kind === 'VP8L' ? extendedFlags.alpha : 0);
  const chunks = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    riffChunk('VP8X', header),
    extended ? body.subarray(18) : body,
    ...(exif === null ? [] : [riffChunk('EXIF', exif)]),
    ...(xmp === null ? [] : [riffChunk('XMP ', xmp)]),
  ]);
  return riffChunk('RIFF', chunks);
}

/** Chunks have an even length; the padding is not counted. */
function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
