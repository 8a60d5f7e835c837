import { crc32, deflateSync } from 'node:zlib';

const signatureAndHeader = 8 + 25;

/**
 * A PNG with chunks put in right after its header (PNG specification, 5.3 and 5.6: iCCP and eXIf
 * belong before the pixels). Existing chunks of those types are the caller's affair.
 */
export function insertChunks(png: Buffer, chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 0) return png;
  return Buffer.concat([
    png.subarray(0, signatureAndHeader),
    ...chunks,
    png.subarray(signatureAndHeader),
  ]);
}

/** The colour profile. */
export function profileChunk(profile: Uint8Array): Buffer {
  return chunk('iCCP', Buffer.concat([Buffer.from('ICC\0\0', 'latin1'), deflateSync(profile)]));
}

/** EXIF: the TIFF structure without the "Exif" prefix that JPEG needs. */
export function exifChunk(tiff: Uint8Array): Buffer {
  return chunk('eXIf', tiff);
}

/** XMP: an international text without compression. */
export function xmpChunk(xmp: Uint8Array): Buffer {
  return chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), xmp]));
}

/** Any chunk (5.3): its length, its type, what it holds, and a sum over both. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
