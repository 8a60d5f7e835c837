/**
 * A formula on numbers as data, written once: `emit.ts` turns it into a shader for the preview and
 * into the code that renders the full size, so that both compute the same.
 */
export type Scalar =
  | { readonly kind: 'constant'; readonly value: number }
  /** The pixel's red, green or blue; or where it is: 0 to 1 from the left and from the top. */
  | { readonly kind: 'input'; readonly name: 'r' | 'g' | 'b' | 'x' | 'y' }
  | { readonly kind: 'uniform'; readonly name: string }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Scalar[] }
  /** A value of a table with `tableSize` entries over 0 to 1, in between by straight lines. */
  | { readonly kind: 'table'; readonly name: string; readonly at: Scalar }
  /** A channel of a cube of colours, in between by tetrahedra; `at` runs from 0 to 1. */
  | {
      readonly kind: 'cube';
      readonly name: string;
      readonly at: Colour;
      readonly channel: 0 | 1 | 2;
    };

export type Colour = readonly [Scalar, Scalar, Scalar];

export const tableSize = 1024;
export const gamma = 2.2;

export type FunctionName =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'min'
  | 'max'
  /** The number to the power of 1/2.2, and back: what most of the stages count in. */
  | 'encoded'
  | 'decoded'
  /** Light to the number that a screen gets for it (IEC 61966-2-1), and back. */
  | 'shown'
  | 'lit'
  | 'exp2'
  | 'absolute'
  | 'fractionOf'
  | 'squareRoot'
  /** a < b ? 1 : 0 */
  | 'isLess';

const call = (name: FunctionName, ...args: readonly (Scalar | number)[]): Scalar => ({
  kind: 'call',
  name,
  args: args.map((arg) => (typeof arg === 'number' ? constant(arg) : arg)),
});

export function constant(value: number): Scalar {
  return { kind: 'constant', value };
}
export function uniform(name: string): Scalar {
  return { kind: 'uniform', name };
}
export function table(name: string, at: Scalar): Scalar {
  return { kind: 'table', name, at };
}

/** What a cube of colours has for a colour. */
export function cube(name: string, at: Colour): Colour {
  const channel = (index: 0 | 1 | 2): Scalar => ({ kind: 'cube', name, at, channel: index });
  return [channel(0), channel(1), channel(2)];
}

/** A formula's argument: a number stands for itself. */
export type Term = Scalar | number;

export const add = (a: Term, b: Term): Scalar => call('add', a, b);
export const subtract = (a: Term, b: Term): Scalar => call('subtract', a, b);
export const multiply = (a: Term, b: Term): Scalar => call('multiply', a, b);
export const divide = (a: Term, b: Term): Scalar => call('divide', a, b);
export const min = (a: Term, b: Term): Scalar => call('min', a, b);
export const max = (a: Term, b: Term): Scalar => call('max', a, b);
export const encoded = (a: Term): Scalar => call('encoded', a);
export const decoded = (a: Term): Scalar => call('decoded', a);
export const shown = (a: Term): Scalar => call('shown', a);
export const lit = (a: Term): Scalar => call('lit', a);
export const exp2 = (a: Term): Scalar => call('exp2', a);
export const absolute = (a: Term): Scalar => call('absolute', a);
export const fractionOf = (a: Term): Scalar => call('fractionOf', a);
export const squareRoot = (a: Term): Scalar => call('squareRoot', a);
export const isLess = (a: Term, b: Term): Scalar => call('isLess', a, b);

export function clamp(a: Term, low: Term, high: Term): Scalar {
  return min(max(a, low), high);
}

/** a at 0, b at 1. */
export function mix(a: Term, b: Term, at: Term): Scalar {
  return add(a, multiply(subtract(b, a), at));
}

/** Hermite's curve from 0 to 1 between two edges, as in GLSL. */
export function smoothstep([low, high]: readonly [Term, Term], value: Term): Scalar {
  const at = clamp(divide(subtract(value, low), subtract(high, low)), 0, 1);
  return multiply(multiply(at, at), subtract(3, multiply(2, at)));
}

/** `condition` is 1 or 0. */
export function select(condition: Scalar, then: Term, otherwise: Term): Scalar {
  return mix(otherwise, then, condition);
}

export const pixel: Colour = [
  { kind: 'input', name: 'r' },
  { kind: 'input', name: 'g' },
  { kind: 'input', name: 'b' },
];
export const across: Scalar = { kind: 'input', name: 'x' };
export const down: Scalar = { kind: 'input', name: 'y' };

export function each(colour: Colour, formula: (channel: Scalar) => Scalar): Colour {
  return [formula(colour[0]), formula(colour[1]), formula(colour[2])];
}

/** Relative luminance of linear sRGB primaries (IEC 61966-2-1, Rec. 709 weights). */
export function luminance([red, green, blue]: Colour): Scalar {
  return add(add(multiply(red, 0.2126), multiply(green, 0.7152)), multiply(blue, 0.0722));
}
