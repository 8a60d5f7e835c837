import type { SimpleContainer } from './write-metadata.ts';

/**
 * An encoded image without its EXIF, XMP, IPTC and signed statements, byte for byte the same
 * otherwise: pixels, profile and whatever else it holds. What can't be followed stays as it is.
 */
export function withoutMetadata(bytes: Buffer, format: SimpleContainer): Buffer {
  switch (format) {
    case 'jpeg':
      return withoutSegments(bytes);
    case 'png':
      return withoutChunks(bytes);
    case 'webp':
      return withoutRiffChunks(bytes);
  }
}

/** By marker: how the segments begin that go. A statement's boxes lie in APP11 (C2PA 2.2, A.3.1). */
const segments: Readonly<Record<number, readonly string[]>> = {
  0xe1: ['Exif\0', 'http://ns.adobe.com/xap/1.0/\0'],
  0xeb: ['JP'],
  0xed: ['Photoshop 3.0'],
};
const startOfScan = 0xda;

function withoutSegments(jpeg: Buffer): Buffer {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== startOfScan) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const begins = jpeg.toString('latin1', at + 4, Math.min(end, at + 40));
    const goes = segments[jpeg[at + 1] ?? 0]?.some((name) => begins.startsWith(name)) ?? false;
    if (!goes) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, jpeg.subarray(at)]);
}

const pngSignature = 8;
const xmpKeyword = 'XML:com.adobe.xmp\0';

function withoutChunks(png: Buffer): Buffer {
  const kept = [png.subarray(0, pngSignature)];
  let at = pngSignature;
  while (at + 12 <= png.length) {
    const end = at + 12 + png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const isXmp =
      type === 'iTXt' && png.toString('latin1', at + 8, at + 8 + xmpKeyword.length) === xmpKeyword;
    if (type !== 'eXIf' && type !== 'caBX' && !isXmp) kept.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

const riffHeader = 12;
/** EXIF and XMP, in the extended header (RFC 9649, 2.7). */
const announced = 0x0c;

function withoutRiffChunks(webp: Buffer): Buffer {
  const kept: Buffer[] = [];
  let at = riffHeader;
  while (at + 8 <= webp.length) {
    const length = webp.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    const type = webp.toString('latin1', at, at + 4);
    if (type !== 'EXIF' && type !== 'XMP ' && type !== 'C2PA') {
      const chunk = Buffer.from(webp.subarray(at, end));
      if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~announced;
      kept.push(chunk);
    }
    at = end;
  }
  const whole = Buffer.concat([webp.subarray(0, riffHeader), ...kept]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}
