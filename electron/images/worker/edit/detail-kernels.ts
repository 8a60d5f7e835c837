import type { NoiseNumbers, SharpenNumbers } from '../../../contract/editing/detail.ts';
import { decoded, encoded } from './gamma.ts';

/** Rows of a picture in linear light, three numbers a pixel. */
export interface Rows {
  readonly width: number;
  readonly light: Float32Array;
}

const [redWeight, greenWeight, blueWeight] = [0.2126, 0.7152, 0.0722];

/** Noise reduction as contract/editing/detail.ts defines it; `reach` rows are lost above and below. */
export function reduceNoise({ width, light }: Rows, noise: NoiseNumbers): Rows {
  const { reach } = noise;
  const before = planesOf(light);
  const across = smoothed(before, noise, { width, step: 1, wraps: false });
  const planes = smoothed(across, noise, { width, step: width, wraps: true });
  const from = reach * width;
  const count = light.length / 3 - 2 * from;
  const out = new Float32Array(count * 3);
  for (let index = 0; index < count; index += 1) {
    const at = index + from;
    const [luma, red, blue] = [before.luma[at] ?? 0, before.red[at] ?? 0, before.blue[at] ?? 0];
    const smooth = luma + ((planes.luma[at] ?? 0) - luma) * noise.luma;
    const toRed = red + ((planes.red[at] ?? 0) - red) * noise.colour;
    const toBlue = blue + ((planes.blue[at] ?? 0) - blue) * noise.colour;
    // What is left of the luma once red and blue have had theirs.
    const toGreen = -(redWeight * toRed + blueWeight * toBlue) / greenWeight;
    out[index * 3] = decoded(smooth + toRed);
    out[index * 3 + 1] = decoded(smooth + toGreen);
    out[index * 3 + 2] = decoded(smooth + toBlue);
  }
  return { width, light: out };
}

/** Luma, and what red and blue have more than it, in gamma 2.2. */
interface Planes {
  readonly luma: Float32Array;
  readonly red: Float32Array;
  readonly blue: Float32Array;
}

function planesOf(light: Float32Array): Planes {
  const count = light.length / 3;
  const planes = {
    luma: new Float32Array(count),
    red: new Float32Array(count),
    blue: new Float32Array(count),
  };
  for (let at = 0; at < count; at += 1) {
    const red = encoded(light[at * 3] ?? 0);
    const green = encoded(light[at * 3 + 1] ?? 0);
    const blue = encoded(light[at * 3 + 2] ?? 0);
    const luma = redWeight * red + greenWeight * green + blueWeight * blue;
    planes.luma[at] = luma;
    planes.red[at] = red - luma;
    planes.blue[at] = blue - luma;
  }
  return planes;
}

interface Line {
  readonly width: number;
  /** From one neighbour to the next. */
  readonly step: number;
  /** Down the columns; what it finds above the first row and below the last is of no use. */
  readonly wraps: boolean;
}

function smoothed(planes: Planes, noise: NoiseNumbers, { width, step, wraps }: Line): Planes {
  const { reach, lumaRange, colourRange, falloff } = noise;
  const { luma, red, blue } = planes;
  const count = luma.length;
  const out = {
    luma: new Float32Array(count),
    red: new Float32Array(count),
    blue: new Float32Array(count),
  };
  const nearness = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-d * d * falloff));
  const [perLuma, perColour] = [1 / lumaRange, 1 / colourRange];
  const margin = wraps ? reach * width : 0;
  for (let at = margin; at < count - margin; at += 1) {
    const own = luma[at] ?? 0;
    const x = at % width;
    const first = wraps ? -reach : -Math.min(reach, x);
    const last = wraps ? reach : Math.min(reach, width - 1 - x);
    let lumaSum = 0;
    let lumaWeight = 0;
    let redSum = 0;
    let blueSum = 0;
    let colourWeight = 0;
    for (let away = first; away <= last; away += 1) {
      const from = at + away * step;
      const value = luma[from] ?? 0;
      const near = nearness[away < 0 ? -away : away] ?? 0;
      const lumaShare = near * biweight((value - own) * perLuma);
      const colourShare = near * biweight((value - own) * perColour);
      lumaSum += lumaShare * value;
      lumaWeight += lumaShare;
      redSum += colourShare * (red[from] ?? 0);
      blueSum += colourShare * (blue[from] ?? 0);
      colourWeight += colourShare;
    }
    out.luma[at] = lumaSum / lumaWeight;
    out.red[at] = redSum / colourWeight;
    out.blue[at] = blueSum / colourWeight;
  }
  return out;
}

/** Tukey's: 1 in the middle, 0 from 1 on. */
function biweight(at: number): number {
  const left = 1 - at * at;
  return left > 0 ? left * left : 0;
}

/** Unsharp mask as contract/editing/detail.ts defines it; its reach is lost above and below. */
export function sharpen({ width, light }: Rows, { strength, weights }: SharpenNumbers): Rows {
  const reach = weights.length - 1;
  const luma = new Float32Array(light.length / 3);
  for (let at = 0; at < luma.length; at += 1) {
    luma[at] = encoded(
      redWeight * (light[at * 3] ?? 0) +
        greenWeight * (light[at * 3 + 1] ?? 0) +
        blueWeight * (light[at * 3 + 2] ?? 0),
    );
  }
  const across = blurredAcross(luma, width, weights);
  const out = light.slice(reach * width * 3, light.length - reach * width * 3);
  for (let index = 0; index < out.length / 3; index += 1) {
    const middle = index + reach * width;
    let blurred = (weights[0] ?? 0) * (across[middle] ?? 0);
    for (let step = 1; step <= reach; step += 1) {
      blurred +=
        (weights[step] ?? 0) *
        ((across[middle - step * width] ?? 0) + (across[middle + step * width] ?? 0));
    }
    const own = luma[middle] ?? 0;
    const target = Math.max(0, own + strength * (own - blurred));
    const gain = Math.min(decoded(target) / Math.max(decoded(own), 1e-5), mostGain);
    for (let channel = index * 3; channel < index * 3 + 3; channel += 1) {
      out[channel] = (out[channel] ?? 0) * gain;
    }
  }
  return { width, light: out };
}

/** A dark pixel beside a bright one is not to burst. */
const mostGain = 4;

function blurredAcross(
  luma: Float32Array,
  width: number,
  weights: readonly number[],
): Float32Array {
  const out = new Float32Array(luma.length);
  for (let start = 0; start < luma.length; start += width) {
    for (let x = 0; x < width; x += 1) {
      let sum = (weights[0] ?? 0) * (luma[start + x] ?? 0);
      for (let step = 1; step < weights.length; step += 1) {
        const left = luma[start + Math.max(x - step, 0)] ?? 0;
        const right = luma[start + Math.min(x + step, width - 1)] ?? 0;
        sum += (weights[step] ?? 0) * (left + right);
      }
      out[start + x] = sum;
    }
  }
  return out;
}
