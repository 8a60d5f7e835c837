/** How often each of 64 levels occurs, by channel, and the part of the pixels at either end. */
export interface Histogram {
  readonly red: readonly number[];
  readonly green: readonly number[];
  readonly blue: readonly number[];
  /** Pixels of which a channel is black, or white: 0 to 1. */
  readonly blackClipped: number;
  readonly whiteClipped: number;
}

export const levels = 64;

/** `pixels`: RGBA; clear ones do not count. */
export function histogramOf(pixels: Uint8Array): Histogram {
  const counts = [0, 1, 2].map(() => Array.from({ length: levels }, () => 0));
  let [total, black, white] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 0) continue;
    total += 1;
    let [low, high] = [255, 0];
    counts.forEach((channel, index) => {
      const value = pixels[at + index] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
      const level = value >> 2;
      channel[level] = (channel[level] ?? 0) + 1;
    });
    if (low === 0) black += 1;
    if (high === 255) white += 1;
  }
  const part = (count: number): number => (total === 0 ? 0 : count / total);
  const [red = [], green = [], blue = []] = counts;
  return { red, green, blue, blackClipped: part(black), whiteClipped: part(white) };
}
