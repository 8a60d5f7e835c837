import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { seeded } from './seeded.ts';

export type Sort = 'good' | 'truncated' | 'flipped' | 'hostile' | 'not an image';

export interface MadeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sort: Sort;
}

export const rasterFormats = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const;
export type RasterFormat = (typeof rasterFormats)[number];

/** A picture with noise in it, so that its bytes lie all over the file; another one for each seed. */
export async function picture(format: RasterFormat, seed: number): Promise<Buffer> {
  const width = 160;
  const height = 120;
  const random = seeded(seed);
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, () => random() * 256));
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return image.toFormat(format, format === 'avif' ? { effort: 0 } : {}).toBuffer();
}

/** The file cut off at so many places between its head and its end. */
export function truncated(name: string, bytes: Buffer, cuts: number): readonly MadeFile[] {
  return Array.from({ length: cuts }, (_, index) => {
    const length = Math.floor((bytes.length * (index + 0.5)) / cuts);
    return { name: `cut-${index}-${name}`, bytes: bytes.subarray(0, length), sort: 'truncated' };
  });
}

/** One bit of the file flipped, so many times over. */
export function flipped(
  name: string,
  bytes: Buffer,
  { flips, random }: { readonly flips: number; readonly random: () => number },
): readonly MadeFile[] {
  return Array.from({ length: flips }, (_, index) => {
    const changed = Buffer.from(bytes);
    const at = Math.floor(random() * changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return { name: `flip-${index}-${name}`, bytes: changed, sort: 'flipped' };
  });
}

/** Small files that unpack to very much, draw for very long or reach out. */
export function hostile(listeningUrl: string): readonly MadeFile[] {
  const make = (name: string, bytes: Uint8Array | string): MadeFile => ({
    name,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    sort: 'hostile',
  });
  return [
    make('pixel-bomb.png', emptyPng(12_000, 12_000)),
    make('long-side.png', emptyPng(40_000, 64)),
    make('header-only.png', emptyPng(60_000, 60_000).subarray(0, 64)),
    make('frame-bomb.gif', manyFrames(4_000)),
    make('slow.svg', svg(slowDrawing)),
    make('laughing.svg', laughing()),
    make('reads-a-file.svg', svg('<image href="file:///etc/hostname" width="9" height="9"/>')),
    make('asks-the-network.svg', svg(`<image href="${listeningUrl}" width="9" height="9"/>`)),
    make('huge.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"/>'),
  ];
}

const slowDrawing = `<filter id="f" width="100%" height="100%"><feTurbulence baseFrequency="0.01"
  numOctaves="99"/><feGaussianBlur stdDeviation="90"/></filter>${'<rect width="4000" height="4000" filter="url(#f)"/>'.repeat(99)}`;

export function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000">${content}</svg>`;
}

function laughing(): string {
  const entities = Array.from(
    { length: 12 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  );
  return `<!DOCTYPE svg [<!ENTITY l0 "ha">${entities.join('')}]>${svg('<text>&l12;</text>')}`;
}

/** A black 1-bit PNG of any size, in a few kilobytes. */
function emptyPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = Buffer.alloc(height * (Math.ceil(width / 8) + 1));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A GIF of 4,000 × 4,000 pixels with many frames of one pixel each. */
function manyFrames(frames: number): Buffer {
  const screen = Buffer.from(
    'GIF89a\xa0\x0f\xa0\x0f\x80\x00\x00\x00\x00\x00\xff\xff\xff',
    'latin1',
  );
  const frame = Buffer.from(
    '!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00',
    'latin1',
  );
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}
