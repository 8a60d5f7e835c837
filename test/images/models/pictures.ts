import sharp from 'sharp';
import type { RawImage } from '../../../electron/images/worker/models/raw-image.ts';

/** Draws an SVG as pixels, with alpha where it is asked for. */
export async function draw(svg: string, { channels }: { channels: 3 | 4 }): Promise<RawImage> {
  const image = sharp(Buffer.from(svg)).toColourspace('srgb');
  const { data, info } = await (channels === 3 ? image.removeAlpha() : image.ensureAlpha())
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, data };
}

/** Smooth colour with crisp shapes on it. */
export function shapes(width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 96 64" preserveAspectRatio="none">
    <defs><linearGradient id="g" x2="1" y2="1">
      <stop offset="0" stop-color="#20406a"/><stop offset="1" stop-color="#f0c890"/>
    </linearGradient></defs>
    <rect width="96" height="64" fill="url(#g)"/>
    <circle cx="30" cy="30" r="17" fill="#f7f3ea"/>
    <path d="M52 56 L74 10 L90 50 Z" fill="#8a1f2b"/>
    <path d="M4 60 L92 6" stroke="#101418" stroke-width="2"/>
  </svg>`;
}

export async function resize(
  image: RawImage,
  size: { readonly width: number; readonly height: number },
  kernel: 'cubic' | 'lanczos3',
): Promise<RawImage> {
  const { width, height, channels } = image;
  const data = await sharp(image.data, { raw: { width, height, channels } })
    .resize(size.width, size.height, { fit: 'fill', kernel })
    .raw()
    .toBuffer();
  return { ...image, ...size, data };
}

/** Peak signal-to-noise ratio in decibels; infinite for equal bytes. */
export function psnr(one: RawImage, other: RawImage): number {
  const squares = one.data.reduce((sum, value, index) => sum + (value - at(other, index)) ** 2, 0);
  return 10 * Math.log10((255 * 255 * one.data.length) / squares);
}

export function largestDifference(one: RawImage, other: RawImage): number {
  return one.data.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - at(other, index))),
    0,
  );
}

function at(image: RawImage, index: number): number {
  return image.data[index] ?? Number.NaN;
}

/** The same colour everywhere. */
export function plain(width: number, height: number, colour: readonly number[]): RawImage {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, index) => colour[index % 3] ?? 0,
  );
  return { width, height, channels: 3, data };
}
