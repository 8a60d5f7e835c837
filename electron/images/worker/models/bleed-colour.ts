import type { RawImage } from './raw-image.ts';

/**
 * Gives fully transparent pixels near visible ones the mean colour of their visible neighbours,
 * `steps` pixels far. What lies under transparency is arbitrary, mostly black, and a filter that
 * looks around itself would draw it into the edges.
 *
 * @returns the RGB bytes; alpha is left out.
 */
export function bleedColour(image: RawImage, steps: number): Uint8Array {
  const { width, height, channels, data } = image;
  const pixels = width * height;
  const rgb = new Uint8Array(pixels * 3);
  const known = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      rgb[pixel * 3 + channel] = data[pixel * channels + channel] ?? 0;
    }
    known[pixel] = channels === 3 || (data[pixel * 4 + 3] ?? 0) > 0 ? 1 : 0;
  }

  let unknown = channels === 3 ? new Uint32Array() : indicesOf(known, 0);
  for (let step = 0; step < steps && unknown.length > 0; step += 1) {
    const reached = unknown.filter((pixel) => fill(pixel));
    for (const pixel of reached) known[pixel] = 1;
    unknown = unknown.filter((pixel) => known[pixel] === 0);
  }
  return rgb;

  function fill(pixel: number): boolean {
    const x = pixel % width;
    let count = 0;
    const sum: [number, number, number] = [0, 0, 0];
    for (const [dx, dy] of neighbours) {
      const other = pixel + dy * width + dx;
      if (x + dx < 0 || x + dx >= width || known[other] !== 1) continue;
      count += 1;
      for (const channel of [0, 1, 2] as const) sum[channel] += rgb[other * 3 + channel] ?? 0;
    }
    for (const channel of [0, 1, 2] as const) {
      if (count > 0) rgb[pixel * 3 + channel] = Math.round(sum[channel] / count);
    }
    return count > 0;
  }
}

const neighbours = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;

function indicesOf(values: Uint8Array, wanted: number): Uint32Array {
  const indices = new Uint32Array(values.length);
  let count = 0;
  for (let index = values.indexOf(wanted); index >= 0; index = values.indexOf(wanted, index + 1)) {
    indices[count] = index;
    count += 1;
  }
  return indices.slice(0, count);
}
