import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import { bleedColour } from './bleed-colour.ts';
import { loadOnce } from './load-once.ts';
import type { RawImage } from './raw-image.ts';
import { toTensor } from './tensor-runtime.ts';
import { type Area, grow, tileGrid } from './tile-grid.ts';
import {
  loadUpscaleNetwork,
  receptiveMargin,
  type UpscaleFactor,
  type UpscaleNetwork,
} from './upscale-network.ts';

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

/** Side of a tile: large enough that the margin costs a fifth, small enough to abort soon. */
const tileSide = 192;

const networks = {
  2: loadOnce(() => loadUpscaleNetwork(2)),
  4: loadOnce(() => loadUpscaleNetwork(4)),
} as const;

/** Loads ESRGAN-slim for a factor, once a process. */
export async function loadUpscaler({ scale }: { scale: UpscaleFactor }): Promise<Upscaler> {
  const network = await networks[scale]();
  return {
    upscale: (image, options) => upscaleTiled({ image, network, scale, tileSide }, options),
  };
}

interface UpscaleTask {
  readonly image: RawImage;
  readonly network: UpscaleNetwork;
  readonly scale: UpscaleFactor;
  readonly tileSide: number;
}

/** Runs the network tile by tile, giving the event loop a turn after each. */
export async function upscaleTiled(task: UpscaleTask, options: UpscaleOptions): Promise<RawImage> {
  const { image, scale } = task;
  const { channels } = image;
  const [width, height] = [image.width * scale, image.height * scale];
  const source: RawImage = { ...image, channels: 3, data: bleedColour(image, receptiveMargin) };
  const data = new Uint8Array(width * height * channels);
  const tiles = tileGrid(image, task.tileSide);
  for (const [index, tile] of tiles.entries()) {
    options.signal.throwIfAborted();
    const enlarged = runTile(task.network, source, tile);
    placeTile({ data, width, channels }, enlarged, { tile, scale });
    options.onProgress((index + 1) / tiles.length);
    await nextTurn();
  }
  options.signal.throwIfAborted();
  if (channels === 4) placeAlpha(data, await enlargeAlpha(image, scale));
  return { width, height, channels, data };
}

/** The enlarged tile with its margin, RGB in 0…1. */
function runTile(network: UpscaleNetwork, source: RawImage, tile: Area): Float32Array {
  const area = grow(tile, receptiveMargin);
  const input = toTensor(cropRepeatingEdges(source, area), area, 1 / 255);
  const output = network(input);
  const values = output.dataSync<'float32'>();
  input.dispose();
  output.dispose();
  return values;
}

/**
 * RGB of an area that may reach beyond the image: there its outermost pixels go on. The network
 * itself would see black there, and draw dark corners and a grid along the borders.
 */
function cropRepeatingEdges(image: RawImage, area: Area): Uint8Array {
  const cropped = new Uint8Array(area.width * area.height * 3);
  let to = 0;
  for (let y = area.top; y < area.top + area.height; y += 1) {
    const row = Math.min(image.height - 1, Math.max(0, y)) * image.width;
    for (let x = area.left; x < area.left + area.width; x += 1) {
      const from = (row + Math.min(image.width - 1, Math.max(0, x))) * 3;
      cropped[to] = image.data[from] ?? 0;
      cropped[to + 1] = image.data[from + 1] ?? 0;
      cropped[to + 2] = image.data[from + 2] ?? 0;
      to += 3;
    }
  }
  return cropped;
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
  for (const [pixel, value] of alpha.entries()) rgba[pixel * 4 + 3] = value;
}
