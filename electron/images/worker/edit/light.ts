import type { Samples } from './working-pixels.ts';

/** sRGB's transfer function (IEC 61966-2-1), which Display P3 shares. */
function toLight(value: number): number {
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLight(value: number): number {
  return value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

export function highestOf(data: Samples): number {
  return data.BYTES_PER_ELEMENT === 1 ? 0xff : 0xffff;
}

/** Sample → linear light, 0 to 1. */
export function lightTable(data: Samples): Float32Array {
  const highest = highestOf(data);
  return Float32Array.from({ length: highest + 1 }, (_, sample) => toLight(sample / highest));
}

const steps = 65_536;
const encodings = Float32Array.from({ length: steps + 2 }, (_, index) => fromLight(index / steps));

/** Light → the number that a screen gets for it, both 0 to 1. */
export function shown(light: number): number {
  const place = Math.min(1, Math.max(0, light)) * steps;
  const left = Math.trunc(place);
  const a = encodings[left] ?? 0;
  return a + ((encodings[left + 1] ?? 0) - a) * (place - left);
}

const lights = Float64Array.from({ length: steps + 2 }, (_, index) => toLight(index / steps));

/** And back. */
export function lit(number: number): number {
  const place = Math.min(1, Math.max(0, number)) * steps;
  const left = Math.trunc(place);
  const a = lights[left] ?? 0;
  return a + ((lights[left + 1] ?? 0) - a) * (place - left);
}

/** Linear light, 0 to 1 → samples, rounded; every sample's own light leads back to it. */
export function encodeLight(light: Float32Array, out: Samples, channels: 3 | 4): void {
  const highest = highestOf(out);
  for (let from = 0, to = 0; from < light.length; from += 3, to += channels) {
    for (let channel = 0; channel < 3; channel += 1) {
      out[to + channel] = Math.trunc(shown(light[from + channel] ?? 0) * highest + 0.5);
    }
  }
}
