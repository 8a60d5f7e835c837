import { detailReach, noiseNumbers, sharpenNumbers } from '../../../contract/editing/detail.ts';
import type { EditDocument } from '../../../contract/editing/document.ts';
import { type Framing, croppedFraming, framingOf } from '../../../contract/editing/geometry.ts';
import type { ImageSize } from '../../../contract/editing/image-size.ts';
import type { Lut } from '../../../contract/editing/lut.ts';
import { lookOf } from '../../../contract/editing/stages.ts';
import { compileLook } from './compile-look.ts';
import { reduceNoise, sharpen } from './detail-kernels.ts';
import { type Mark, layMark } from './lay-mark.ts';
import { encodeLight, highestOf } from './light.ts';
import { resizeRows } from './resize-rows.ts';
import { type RowReader, readRows } from './sample-rows.ts';
import type { Samples, WorkingPixels } from './working-pixels.ts';

/** What a picture is made of: the image, the edit, and what the edit names. */
export interface RenderTask {
  readonly pixels: WorkingPixels;
  readonly document: EditDocument;
  readonly lut: Lut | null;
  readonly mark: Mark | null;
}

/** The edited picture, any rows of it. */
export interface Strips {
  readonly size: ImageSize;
  /** Rows that a strip best has. */
  readonly rows: number;
  /** Writes as many rows as `out` holds, from row `top` on. */
  render(top: number, out: Samples): void;
}

const stripPixels = 500_000;

/**
 * Framed, cleaned of noise, sharpened, then given its look in linear light, then its mark. Strips do
 * not depend on each other: each reads what it needs beyond its edges.
 */
export function stripsOf({ pixels, document, lut, mark }: RenderTask): Strips {
  const framing = framingOf(document, pixels);
  const { size, scale } = framing;
  const { width, height } = size;
  const { channels } = pixels;
  const reader = framedRows(pixels, document, framing);
  const noise = noiseNumbers(document.detail, scale);
  const sharpening = sharpenNumbers(document.detail, scale);
  const look = compileLook(lookOf(document, size, lut));
  const halo = detailReach(noise, sharpening);
  return {
    size,
    rows: Math.min(height, Math.max(16, Math.floor(stripPixels / width))),
    render: (top, out) => {
      const rows = out.length / (width * channels);
      let strip = { width, light: reader.light(top - halo, rows + 2 * halo) };
      if (noise !== null) strip = reduceNoise(strip, noise);
      if (sharpening !== null) strip = sharpen(strip, sharpening);
      look(strip.light, { left: 0, top, width, size });
      encodeLight(strip.light, out, channels);
      if (reader.alpha !== null) copyAlpha(reader.alpha(top, rows), out);
      if (mark !== null) layMark(mark, { settings: document.watermark, size, top, channels, out });
    },
  };
}

/** Straightened pixels are shrunk in one go, as the preview does; those with alpha one after the other. */
function framedRows(pixels: WorkingPixels, document: EditDocument, framing: Framing): RowReader {
  const isOneGo = framing.isSlanted && pixels.channels === 3;
  if (document.resize.by === 'none' || isOneGo) return readRows(pixels, framing);
  const cropped = croppedFraming(document.geometry, pixels);
  return resizeRows(readRows(pixels, cropped), cropped.size, framing.size);
}

function copyAlpha(alpha: Float32Array, out: Samples): void {
  const highest = highestOf(out);
  alpha.forEach((value, at) => {
    out[at * 4 + 3] = Math.trunc(value * highest + 0.5);
  });
}
