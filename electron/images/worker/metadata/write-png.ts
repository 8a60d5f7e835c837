import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import type { Append } from '../write-file.ts';
import { chunk, profileChunk } from './png-chunks.ts';

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** 16 bits a channel, not 8. */
  readonly deep: boolean;
  readonly profile: Uint8Array | null;
}

/** Interleaved channels of whole rows, as many as it holds. */
type Band = Uint8Array | Uint16Array;

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/**
 * Writes a PNG (PNG specification, third edition) whose pixels come in bands from the top: sharp takes and gives
 * whole pictures only, and two of the largest do not fit in a worker. A band is used up.
 */
export async function writePng(
  bands: AsyncIterable<Band>,
  header: PngHeader,
  append: Append,
): Promise<void> {
  const { profile } = header;
  await append(signature);
  await append(chunk('IHDR', headerData(header)));
  if (profile !== null) await append(profileChunk(profile));
  await pipeline(
    filtered(bands, header),
    createDeflate({ level: 4, chunkSize: 1 << 20 }),
    async (compressed: AsyncIterable<Buffer>) => {
      for await (const data of compressed) await append(chunk('IDAT', data));
    },
  );
  await append(chunk('IEND', Buffer.alloc(0)));
}

/** 11.2.1: size, depth, colour type (2: RGB, 6: with alpha), then the only methods there are. */
function headerData({ width, height, channels, deep }: PngHeader): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = deep ? 16 : 8;
  data[9] = channels === 4 ? 6 : 2;
  return data;
}

async function* filtered(bands: AsyncIterable<Band>, header: PngHeader): AsyncGenerator<Buffer> {
  const pixelBytes = header.channels * (header.deep ? 2 : 1);
  const rowBytes = header.width * pixelBytes;
  for await (const band of bands) yield filterRows(bigEndian(band), { pixelBytes, rowBytes });
}

/** 7.1: the more significant byte comes first. */
function bigEndian(band: Band): Buffer {
  const bytes = Buffer.from(band.buffer, band.byteOffset, band.byteLength);
  return band.BYTES_PER_ELEMENT === 2 ? bytes.swap16() : bytes;
}

/** 9.2, filter type 1: each byte less the one of the pixel before. Photos come out smaller by a fifth or more. */
function filterRows(
  bytes: Buffer,
  { pixelBytes, rowBytes }: { readonly pixelBytes: number; readonly rowBytes: number },
): Buffer {
  const rows = bytes.length / rowBytes;
  const lines = Buffer.allocUnsafe(rows * (rowBytes + 1));
  for (let row = 0; row < rows; row += 1) {
    const from = row * rowBytes;
    const to = row * (rowBytes + 1) + 1;
    lines[to - 1] = 1;
    bytes.copy(lines, to, from, from + pixelBytes);
    for (let at = pixelBytes; at < rowBytes; at += 1) {
      lines[to + at] = (bytes[from + at] ?? 0) - (bytes[from + at - pixelBytes] ?? 0);
    }
  }
  return lines;
}
