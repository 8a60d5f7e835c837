import { noiseNumbers, sharpenNumbers } from '../../../contract/editing/detail.ts';
import type { EditDocument } from '../../../contract/editing/document.ts';
import { framingOf } from '../../../contract/editing/geometry.ts';
import { lookOf } from '../../../contract/editing/stages.ts';
import { compileLook } from './compile-look.ts';
import { reduceNoise, sharpen } from './detail-kernels.ts';
import { encodeLight } from './light.ts';
import { readRows } from './sample-rows.ts';
import type { WorkingPixels } from './working-pixels.ts';

interface RenderControl {
  /** 16 bits a channel come out, not 8. */
  readonly deep: boolean;
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

const stripPixels = 1_000_000;

/**
 * The picture that a document makes of an image, at full size: framed, cleaned of noise, sharpened,
 * then given its look, strip by strip in linear light. Alpha is the image's own.
 */
export async function render(
  pixels: WorkingPixels,
  document: EditDocument,
  { deep, signal, onProgress }: RenderControl,
): Promise<WorkingPixels> {
  const framing = framingOf(document.geometry, pixels);
  const { width, height } = framing.size;
  const { channels } = pixels;
  const reader = readRows(pixels, framing);
  const noise = noiseNumbers(document.detail, 1);
  const sharpening = sharpenNumbers(document.detail, 1);
  const look = compileLook(lookOf(document, framing.size));
  const halo = (noise?.reach ?? 0) + (sharpening === null ? 0 : sharpening.weights.length - 1);
  const Kind = deep ? Uint16Array : Uint8Array;
  const data = new Kind(width * height * channels);
  const stripRows = Math.max(16, Math.floor(stripPixels / width));
  for (let top = 0; top < height; top += stripRows) {
    const rows = Math.min(stripRows, height - top);
    let strip = { width, light: reader.light(top - halo, rows + 2 * halo) };
    if (noise !== null) strip = reduceNoise(strip, noise);
    if (sharpening !== null) strip = sharpen(strip, sharpening);
    look(strip.light, { left: 0, top, width, size: framing.size });
    const out = data.subarray(top * width * channels, (top + rows) * width * channels);
    encodeLight(strip.light, out, channels);
    if (channels === 4) reader.copyAlpha(top, out);
    onProgress((top + rows) / height);
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
  return { width, height, channels, data };
}
