import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

export interface PictureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Another number is another picture. */
  readonly seed?: number;
  /** Drawn in black on white, in lines. */
  readonly text?: readonly string[];
}

/** A picture with soft shapes, hard edges and grain: enough for every operation to have work. */
export async function makePicture(options: PictureOptions = {}): Promise<Sharp> {
  const { width = 480, height = 320, seed = 1, text } = options;
  const svg = text === undefined ? landscape({ width, height, seed }) : page(width, height, text);
  return sharp(Buffer.from(svg), { limitInputPixels: false }).flatten({ background: '#fff' });
}

/** Writes a picture; the file's extension names its format. Returns its path. */
export async function writePicture(file: string, options: PictureOptions = {}): Promise<string> {
  await (await makePicture(options)).toFile(file);
  return file;
}

/** Files that must be refused, each for a reason of its own. */
export async function writeBadFiles(folder: string): Promise<Readonly<Record<BadFile, string>>> {
  const at = (name: string): string => path.join(folder, name);
  const whole = await (await makePicture({ seed: 9 })).jpeg().toBuffer();
  const files = {
    truncated: at('truncated.jpg'),
    text: at('letter.jpg'),
    empty: at('empty.png'),
    bomb: at('bomb.png'),
    unsupported: at('layers.psd'),
  };
  await writeFile(files.truncated, whole.subarray(0, Math.floor(whole.length / 3)));
  await writeFile(files.text, 'Dear reader, this is a letter and not a picture.\n'.repeat(20));
  await writeFile(files.empty, '');
  await writeFile(files.bomb, bomb());
  await writeFile(
    files.unsupported,
    Buffer.concat([Buffer.from('8BPS\0\u0001'), Buffer.alloc(60)]),
  );
  return files;
}
export type BadFile = 'truncated' | 'text' | 'empty' | 'bomb' | 'unsupported';

/** 900 million pixels in a hundred kilobytes: a whole and valid PNG of one bit a pixel. */
function bomb(): Buffer {
  const side = 30_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = Buffer.alloc((1 + Math.ceil(side / 8)) * side);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), framed.length - 4);
  return framed;
}

function landscape({ width, height, seed }: Required<Omit<PictureOptions, 'text'>>): string {
  const hue = (seed * 67) % 360;
  const hills = [0.55, 0.68, 0.82].map((level, index) => {
    const y = height * level;
    const lift = height * 0.18 * Math.sin(seed + index * 2);
    return `<path d="M0 ${y} Q ${width * 0.3} ${y - lift} ${width * 0.55} ${y} T ${width} ${y - lift / 2} V ${height} H 0 Z" fill="hsl(${(hue + 90 + index * 20) % 360} 35% ${52 - index * 14}%)"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1">
      <stop offset="0" stop-color="hsl(${hue} 60% 45%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 70% 82%)"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * 0.72}" cy="${height * 0.3}" r="${height * 0.11}" fill="#fff6d8"/>
    ${hills.join('')}
  </svg>`;
}

function page(width: number, height: number, lines: readonly string[]): string {
  const size = Math.min(height / (lines.length * 1.8), width / 16);
  const texts = lines.map(
    (line, index) =>
      `<text x="${size}" y="${size * 1.7 * (index + 1)}" font-family="DejaVu Sans, sans-serif" font-size="${size}">${line}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${texts.join('')}</svg>`;
}
