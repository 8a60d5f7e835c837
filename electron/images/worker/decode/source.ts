import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { fail } from '../../../contract/app-error.ts';
import type { ImageFormat } from '../../../contract/providers.ts';
import type { ImageLimits } from '../../limits.ts';
import { decode } from './decoder.ts';
import { decodeHeif } from './decode-heif.ts';
import { decoding, tooManyPixels } from './decoding.ts';
import { inertSvg } from './inert-svg.ts';
import { readImageFile } from './read-image-file.ts';
import { sniff } from './sniff.ts';

/** An image whose header was read and found within the limits; nothing is decoded yet. */
export interface Source {
  readonly format: ImageFormat;
  /** The file as it is. */
  readonly bytes: Buffer;
  /** Of the file; its width and height are before orientation. */
  readonly metadata: Metadata;
  /** Upright. */
  readonly width: number;
  readonly height: number;
  /** 1 to 8. HEIF and AVIF turn themselves, so theirs is always 1. */
  readonly orientation: number;
  readonly frames: number;
  /** A fresh pipeline over the first frame, upright. It converts to sRGB unless told otherwise. */
  open(): Sharp;
}

/** Reads and checks a file's header. Rejects with a `file-*` failure. */
export async function openSource(path: string, limits: ImageLimits): Promise<Source> {
  return await openBytes(await readImageFile(path, limits), limits);
}

/** The same for bytes in memory. */
export async function openBytes(bytes: Buffer, limits: ImageLimits): Promise<Source> {
  const format = acceptedFormat(bytes);
  const isSvg = format === 'svg';
  const decodable = isSvg ? inertSvg(bytes) : bytes;
  const options = isSvg ? { density: svgDensity(await readHeader(decodable, {})) } : {};
  const metadata = await readHeader(decodable, options);
  const frames = metadata.pages ?? 1;
  checkLimits(metadata, frames, limits);
  const turnsItself = format === 'heif' || format === 'avif';
  const orientation = turnsItself ? 1 : (metadata.orientation ?? 1);
  const { width, height } = turnsItself ? metadata : metadata.autoOrient;
  const pixels = format === 'heif' ? await decodeHeif(bytes, { metadata, limits }) : decodable;
  return {
    format,
    bytes,
    metadata,
    width,
    height,
    orientation,
    frames,
    open: () =>
      orientation === 1 ? decode(pixels, options) : decode(pixels, options).autoOrient(),
  };
}

/** Decodes down to the last row, so that a file cut off anywhere is found out. */
export async function decodeFully(source: Source): Promise<void> {
  const { width, height } = source;
  const lastRow = { left: 0, top: height - 1, width, height: 1 };
  await decoding(source.open().extract(lastRow).raw().toBuffer());
}

function acceptedFormat(bytes: Buffer): ImageFormat {
  const sniffed = sniff(bytes);
  switch (sniffed.kind) {
    case 'image':
      return sniffed.format;
    case 'unsupported':
      throw fail('file-unsupported', { params: { format: sniffed.name } });
    case 'unknown':
      throw fail('file-not-an-image');
  }
}

async function readHeader(bytes: Buffer, options: SharpOptions): Promise<Metadata> {
  return await decoding(decode(bytes, options).metadata());
}

function checkLimits(header: Metadata, frames: number, limits: ImageLimits): void {
  const { width, height } = header;
  const pixels = width * height;
  if (Math.max(width, height) > limits.maxSide || pixels > limits.maxPixels) {
    throw tooManyPixels(width, height, limits);
  }
  if (pixels * frames > limits.maxFramePixels) {
    throw fail('file-too-many-pixels', {
      params: { width, height, frames, maxPixels: limits.maxFramePixels },
    });
  }
}

const svgLongestSide = 2048;
const cssDensity = 72;

/** Draws a small SVG larger: its longest side becomes 2048 pixels, a larger one keeps its size. */
function svgDensity(header: Metadata): number {
  const scale = svgLongestSide / Math.max(header.width, header.height);
  return Math.min(Math.max(cssDensity, cssDensity * scale), 10_000);
}
