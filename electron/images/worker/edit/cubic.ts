/** Cubic convolution (Keys, 1981, a = −1/2): the weight of a pixel that far away. */
function cubic(away: number): number {
  if (away >= 2) return 0;
  const square = away * away;
  return away < 1
    ? 1.5 * square * away - 2.5 * square + 1
    : -0.5 * square * away + 2.5 * square - 4 * away + 2;
}

/**
 * Weights of the pixels about a place, widened to shrink; their sum is 1. `weights` has room for
 * twice its reach, ⌈2 · stretch⌉ pixels to either side. Returns the first pixel.
 */
export function cubicAbout(place: number, stretch: number, weights: Float64Array): number {
  const first = Math.floor(place) - weights.length / 2 + 1;
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap += 1) {
    sum += weights[tap] = cubic(Math.abs(first + tap - place) / stretch);
  }
  for (let tap = 0; tap < weights.length; tap += 1) weights[tap] = (weights[tap] ?? 0) / sum;
  return first;
}
