import { gamma } from '../../../contract/editing/expression.ts';

/*
 * Powers are what an edit's time goes into: between 0 and 2 they are read from tables, by straight
 * lines. The lower one runs over the square root, near which it is almost straight: both are right to
 * 2e-5, a third of a step of 16 bits.
 */
const steps = 8192;
const reach = 2;
const rootReach = Math.sqrt(reach);

const encodings = Float64Array.from(
  { length: steps + 2 },
  (_, index) => ((index / steps) * rootReach) ** (2 / gamma),
);
const decodings = Float64Array.from(
  { length: steps + 2 },
  (_, index) => ((index / steps) * reach) ** gamma,
);

/** x to the power of 1/2.2; 0 below zero. */
export function encoded(x: number): number {
  if (!(x > 0)) return 0;
  if (x > reach) return x ** (1 / gamma);
  return read(encodings, Math.sqrt(x) * (steps / rootReach));
}

/** x to the power of 2.2; 0 below zero. */
export function decoded(x: number): number {
  if (!(x > 0)) return 0;
  if (x > reach) return x ** gamma;
  return read(decodings, x * (steps / reach));
}

function read(table: Float64Array, place: number): number {
  const left = Math.trunc(place);
  const a = table[left] ?? 0;
  return a + ((table[left + 1] ?? 0) - a) * (place - left);
}
