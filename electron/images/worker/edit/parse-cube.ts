import { type AppFailure, fail } from '../../../contract/app-error.ts';
import { type Lut, mostCubeSide, mostCurveEntries } from '../../../contract/editing/lut.ts';

const longestLine = 512;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
type Triple = readonly [number, number, number];

/**
 * A .cube file (Adobe's Cube LUT Specification 1.0, and the input ranges that Resolve writes):
 * parsed strictly, since it comes from anywhere. Values beyond 0 to 1 are cut off: no screen shows
 * them. Throws `file-unsupported` with the line that is wrong.
 */
export function parseCube(text: string): Lut {
  const found: { dimensions?: 1 | 3; size?: number; low?: Triple; high?: Triple } = {};
  let values: Float32Array | null = null;
  let filled = 0;
  let at = 0;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    at += 1;
    if (raw.length > longestLine) throw wrong(at, 'is too long');
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [word = '', ...rest] = line.split(/\s+/);
    if (number.test(word)) {
      values ??= room(found, at);
      if (filled === values.length) throw wrong(at, 'is one more than the size says');
      for (const value of triple([word, ...rest], at)) {
        values[filled] = Math.min(1, Math.max(0, value));
        filled += 1;
      }
      continue;
    }
    if (values !== null) throw wrong(at, 'stands among the colours');
    switch (word) {
      case 'TITLE':
        break;
      case 'LUT_1D_SIZE':
      case 'LUT_3D_SIZE':
        if (found.size !== undefined) throw wrong(at, 'gives a second size');
        found.dimensions = word === 'LUT_1D_SIZE' ? 1 : 3;
        found.size = sizeOf(rest, found.dimensions, at);
        break;
      case 'DOMAIN_MIN':
        if (found.low !== undefined) throw wrong(at, 'gives a second range');
        found.low = triple(rest, at);
        break;
      case 'DOMAIN_MAX':
        if (found.high !== undefined) throw wrong(at, 'gives a second range');
        found.high = triple(rest, at);
        break;
      case 'LUT_1D_INPUT_RANGE':
      case 'LUT_3D_INPUT_RANGE': {
        if (found.low !== undefined || found.high !== undefined) {
          throw wrong(at, 'gives a second range');
        }
        const [low = Number.NaN, high = Number.NaN] = numbers(rest, 2, at);
        found.low = [low, low, low];
        found.high = [high, high, high];
        break;
      }
      default:
        throw wrong(at, 'is not known');
    }
  }
  const { dimensions, size, low = [0, 0, 0], high = [1, 1, 1] } = found;
  if (values === null || dimensions === undefined || size === undefined) {
    throw wrong(at, 'ends without colours');
  }
  if (filled !== values.length) throw wrong(at, 'ends before all colours are there');
  if (!low.every((from, channel) => from < (high[channel] ?? from))) {
    throw wrong(at, 'has a range that is empty');
  }
  return { dimensions, size, low, high, values };
}

function room(found: { dimensions?: 1 | 3; size?: number }, at: number): Float32Array {
  if (found.size === undefined || found.dimensions === undefined) {
    throw wrong(at, 'has a colour before the size');
  }
  return new Float32Array(found.size ** found.dimensions * 3);
}

function sizeOf(rest: readonly string[], dimensions: 1 | 3, at: number): number {
  const most = dimensions === 3 ? mostCubeSide : mostCurveEntries;
  const [size = 0] = numbers(rest, 1, at);
  if (!Number.isInteger(size) || size < 2 || size > most) {
    throw wrong(at, `has a size that is not 2 to ${most}`);
  }
  return size;
}

function triple(words: readonly string[], at: number): Triple {
  const [red = 0, green = 0, blue = 0] = numbers(words, 3, at);
  return [red, green, blue];
}

function numbers(words: readonly string[], count: number, at: number): readonly number[] {
  if (words.length !== count || !words.every((word) => number.test(word))) {
    throw wrong(at, `does not have ${count === 1 ? 'one number' : `${count} numbers`}`);
  }
  const values = words.map(Number);
  if (!values.every((value) => Math.abs(value) <= 1e6))
    throw wrong(at, 'has a number out of range');
  return values;
}

function wrong(line: number, what: string): AppFailure {
  return fail('file-unsupported', { params: { format: '.cube' }, cause: `line ${line} ${what}` });
}
