import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, expect } from 'vitest';
import type { AppError, AppErrorKind } from '../../electron/contract/app-error.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import type { ImageService } from '../../electron/images/image-service.ts';
import type { PoolLimits } from '../../electron/images/limits.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** The worker runs from source: Node 24 strips its types. */
export const program = {
  nodePath: path.join(root, 'node_modules/node/bin/node'),
  workerPath: path.join(root, 'electron/images/worker/main.ts'),
};

/** A folder of this test file's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'images-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real service over real worker processes, closed after the file's tests. */
export function startService(limits: Partial<PoolLimits> = {}): ImageService {
  const service = createImageService({ ...program, size: 2, limits });
  afterAll(async () => await service.close());
  return service;
}

export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(AppFailure);
  return (outcome as AppFailure).error;
}

export async function failureKind(work: Promise<unknown>): Promise<AppErrorKind> {
  return (await failureOf(work)).kind;
}

export async function save(
  folder: string,
  name: string,
  bytes: Uint8Array | string,
): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Colourful noise that no codec can flatten; the same for the same size. */
export function noise({ width, height }: Size, channels: 1 | 3 | 4 = 3): Sharp {
  const data = new Uint8Array(width * height * channels);
  let state = width * 31 + height;
  for (let index = 0; index < data.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[index] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels } });
}

/** Smooth colours, as in a photo: red grows to the right, green downwards. */
export function gradient({ width, height }: Size): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let index = 0, pixel = 0; pixel < width * height; pixel += 1, index += 3) {
    data[index] = Math.round(((pixel % width) / width) * 255);
    data[index + 1] = Math.round((Math.floor(pixel / width) / height) * 255);
    data[index + 2] = 90;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Grey PNG, white inside the box. */
export async function boxMask(
  { width, height }: Size,
  box: Size & { readonly left: number; readonly top: number },
): Promise<Buffer> {
  const data = new Uint8Array(width * height);
  for (let y = box.top; y < box.top + box.height; y += 1) {
    data.fill(255, y * width + box.left, y * width + box.left + box.width);
  }
  return await sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** The samples of a file as they are, without any colour conversion. */
export async function samplesOf(file: string | Buffer, depth: 'uchar' | 'ushort' = 'uchar') {
  const pipeline = sharp(file).keepIccProfile().autoOrient();
  const deep = depth === 'ushort' ? pipeline.toColourspace('rgb16') : pipeline;
  const { data, info } = await deep.raw({ depth }).toBuffer({ resolveWithObject: true });
  const samples =
    depth === 'ushort' ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return { samples, channels: info.channels, width: info.width, height: info.height };
}

/** A PNG of black pixels, one bit each, that is tiny on disk whatever its size. */
export function hugePng({ width, height }: Size): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

/** 1.7 kB that draw for minutes. */
export function slowSvg(): string {
  const filters = Array.from(
    { length: 12 },
    (_, index) =>
      `<feTurbulence baseFrequency="0.0${index + 1}" numOctaves="9"/><feMorphology operator="dilate" radius="60"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000">
    <filter id="f" x="0" y="0" width="1" height="1">${filters.join('')}</filter>
    <rect width="4000" height="4000" filter="url(#f)"/></svg>`;
}

/**
 * 64 × 40 HEVC with EXIF (Acme Pocket 1): orange, a blue box of 20 × 10 at the top left. No encoder
 * for it exists in npm, so these bytes were made once by libheif's own `heif-enc`.
 */
export const heic = Buffer.from(
  [
    'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAeFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA',
    'AAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAKAAAAExpbG9jAQAAAERAAAMAAQAAAAAAAAIFAAEA',
    'AAAAAAAAjgACAAEAAAAAAAAAAQAAAAAAAAAIAAMAAAAAAAACkwABAAAAAAAAAOAAAABNaWluZgAAAAAAAwAAABVp',
    'bmZlAgAAAQABAABodmMxAAAAABVpbmZlAgAAAAACAABncmlkAAAAABVpbmZlAgAAAQADAABFeGlmAAAAANVpcHJw',
    'AAAAs2lwY28AAABzaHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66',
    'AkAhAAEAJ0IBAQNwAAADAJAAAAMAAAMAHqAggQWW6uSmubAgAAADACAAAAMAISIAAQAGRAHBc8CJAAAAFGlzcGUA',
    'AAAAAAAAQAAAAEAAAAAUaXNwZQAAAAAAAABAAAAAKAAAABBwaXhpAAAAAAMICAgAAAAaaXBtYQAAAAAAAAACAAEC',
    'gQIAAgIDhAAAAChpcmVmAAAAAAAAAA5kaW1nAAIAAQABAAAADmNkc2MAAwABAAIAAAF2bWRhdAAAAIooAa8J4BVb',
    'pP/rFDX93R/+4Uswqi7f0sIWNBvSI2HMxlQyixNievIrKA002+39d9WY3jqRo6DWRjG73hqw94xcojdyCJBcV75U',
    'hHLHvdlfR3qEA5YFWw+tmyplPyfEv6S4EyESr//vEZVGhhg5/rsuf0c//d0xptaRBVHMo5QF0bVY+wfzZiMCQvAA',
    'AAAASUkqAAgAAAAIAA8BAgAFAAAAiAAAABABAgAJAAAAfgAAABIBAwABAAAAAQAAABoBBQABAAAAbgAAABsBBQAB',
    'AAAAdgAAACgBAwABAAAAAgAAABMCAwABAAAAAQAAAGmHBAABAAAAjgAAAAAAAAA4YwAA6AMAADhjAADoAwAAUG9j',
    'a2V0IDEAAEFjbWUAAAYAAJAHAAQAAAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAE',
    'AAEAAABAAAAAA6AEAAEAAAAoAAAAAAAAAA==',
  ].join(''),
  'base64',
);
