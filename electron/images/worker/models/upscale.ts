import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import { bleedColour } from './bleed-colour.ts';
import type { RawImage } from './raw-image.ts';
import { type Area, grow, tileGrid } from './tile-grid.ts';
import { startTileRunners, type TilePixels, type TileRunner } from './tile-runner.ts';
import { receptiveMargin, type UpscaleFactor } from './upscale-network.ts';

export interface UpscaleOptions {
  /** Called after every tile with the share done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  /** Looked at between tiles; rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export interface Upscaler {
  /** Enlarges by the loaded factor. RGBA stays RGBA: alpha is enlarged apart, by Lanczos. */
  upscale(image: RawImage, options: UpscaleOptions): Promise<RawImage>;
}

/** Small tiles bound the memory and stop soon; larger ones would spend less on margins. */
const tileSide = 128;

/** Prepares ESRGAN-slim for a factor; its weights are loaded once a process. */
export async function loadUpscaler({ scale }: { scale: UpscaleFactor }): Promise<Upscaler> {
  return {
    upscale: async (image, options) => {
      const runners = await startTileRunners(scale, {
        tiles: tileGrid(image, tileSide).length,
        bytes: image.data.length * (2 + scale * scale),
      });
      try {
        return await upscaleTiled({ image, runners, scale, tileSide }, options);
      } finally {
        await Promise.all(runners.map((runner) => runner.close()));
      }
    },
  };
}

interface UpscaleTask {
  readonly image: RawImage;
  readonly runners: readonly TileRunner[];
  readonly scale: UpscaleFactor;
  readonly tileSide: number;
}

/** Lets every runner take tile after tile, giving the event loop a turn after each. */
export async function upscaleTiled(task: UpscaleTask, options: UpscaleOptions): Promise<RawImage> {
  const { image, scale } = task;
  const { channels } = image;
  const [width, height] = [image.width * scale, image.height * scale];
  const source: RawImage = { ...image, channels: 3, data: bleedColour(image, receptiveMargin) };
  const data = new Uint8Array(width * height * channels);
  const tiles = tileGrid(image, task.tileSide);
  const waiting = tiles.values();
  let done = 0;
  await Promise.all(
    task.runners.map(async (runner) => {
      for (const tile of waiting) {
        options.signal.throwIfAborted();
        const enlarged = await runner.run(cropRepeatingEdges(source, grow(tile, receptiveMargin)));
        placeTile({ data, width, channels }, enlarged, { tile, scale });
        done += 1;
        options.onProgress(done / tiles.length);
        await nextTurn();
      }
    }),
  );
  options.signal.throwIfAborted();
  if (channels === 4) placeAlpha(data, await enlargeAlpha(image, scale));
  return { width, height, channels, data };
}

/**
 * An area that may reach beyond the image: there its outermost pixels go on. The network itself
 * would see black there, and draw dark corners and a grid along the borders.
 */
function cropRepeatingEdges(image: RawImage, area: Area): TilePixels {
  const rgb = new Uint8Array(area.width * area.height * 3);
  let to = 0;
  for (let y = area.top; y < area.top + area.height; y += 1) {
    const row = Math.min(image.height - 1, Math.max(0, y)) * image.width;
    for (let x = area.left; x < area.left + area.width; x += 1) {
      const from = (row + Math.min(image.width - 1, Math.max(0, x))) * 3;
      rgb[to] = image.data[from] ?? 0;
      rgb[to + 1] = image.data[from + 1] ?? 0;
      rgb[to + 2] = image.data[from + 2] ?? 0;
      to += 3;
    }
  }
  return { width: area.width, height: area.height, rgb };
}

interface Canvas {
  readonly data: Uint8Array;
  readonly width: number;
  readonly channels: 3 | 4;
}

/** Writes an enlarged tile without its margin to its place in the result. */
function placeTile(
  canvas: Canvas,
  enlarged: Float32Array,
  { tile, scale }: { readonly tile: Area; readonly scale: number },
): void {
  const margin = receptiveMargin * scale;
  const stride = tile.width * scale + 2 * margin;
  for (let row = 0; row < tile.height * scale; row += 1) {
    let from = ((margin + row) * stride + margin) * 3;
    let to = ((tile.top * scale + row) * canvas.width + tile.left * scale) * canvas.channels;
    for (let column = 0; column < tile.width * scale; column += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (enlarged[from + channel] ?? 0) * 255;
        canvas.data[to + channel] = Math.round(Math.min(255, Math.max(0, value)));
      }
      from += 3;
      to += canvas.channels;
    }
  }
}

async function enlargeAlpha(image: RawImage, scale: number): Promise<Uint8Array> {
  const { width, height } = image;
  return await sharp(image.data, { raw: { width, height, channels: 4 } })
    .extractChannel(3)
    .resize(width * scale, height * scale, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
}

function placeAlpha(rgba: Uint8Array, alpha: Uint8Array): void {
  for (let pixel = 0; pixel < alpha.length; pixel += 1) rgba[pixel * 4 + 3] = alpha[pixel] ?? 0;
}
