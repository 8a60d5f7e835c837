import { type Colour, type FunctionName, type Scalar, gamma, tableSize } from './expression.ts';

/** What a formula needs beside the pixel. */
export interface Needs {
  readonly uniforms: readonly string[];
  readonly tables: readonly string[];
}

interface Language {
  /** Begins a line that names a number. */
  readonly declare: string;
  number(value: number): string;
  call(name: FunctionName, args: readonly string[]): string;
  table(name: string, at: string): string;
}

export interface Emitted extends Needs {
  /** Statements, then the names of the three results. */
  readonly statements: string;
  readonly results: readonly [string, string, string];
}

/**
 * Writes a formula down, each part once however often it is used. `uniform` and the inputs r, g, b,
 * x, y are names that stand before it.
 */
export function emit(colour: Colour, language: Language): Emitted {
  const names = new Map<Scalar, string>();
  const lines: string[] = [];
  const uniforms = new Set<string>();
  const tables = new Set<string>();

  function nameOf(scalar: Scalar): string {
    const known = names.get(scalar);
    if (known !== undefined) return known;
    const name = write(scalar);
    names.set(scalar, name);
    return name;
  }

  function write(scalar: Scalar): string {
    switch (scalar.kind) {
      case 'constant':
        return language.number(scalar.value);
      case 'input':
        return scalar.name;
      case 'uniform':
        uniforms.add(scalar.name);
        return scalar.name;
      case 'call':
        return line(language.call(scalar.name, scalar.args.map(nameOf)));
      case 'table':
        tables.add(scalar.name);
        return line(language.table(scalar.name, nameOf(scalar.at)));
    }
  }

  function line(text: string): string {
    const name = `t${lines.length}`;
    lines.push(`${language.declare} ${name} = ${text};`);
    return name;
  }

  const results = [nameOf(colour[0]), nameOf(colour[1]), nameOf(colour[2])] as const;
  return { statements: lines.join('\n'), results, uniforms: [...uniforms], tables: [...tables] };
}

/** GLSL ES 3.00. A table is a sampler of one row, named like it, read through `lookUp`. */
export const glsl: Language = {
  declare: 'float',
  number: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)),
  table: (name, at) => `lookUp(${name}, ${at})`,
  call: (name, args) => {
    const [a = '', b = ''] = args;
    switch (name) {
      case 'add':
        return `${a} + ${b}`;
      case 'subtract':
        return `${a} - ${b}`;
      case 'multiply':
        return `${a} * ${b}`;
      case 'divide':
        return `${a} / ${b}`;
      case 'min':
        return `min(${a}, ${b})`;
      case 'max':
        return `max(${a}, ${b})`;
      case 'encoded':
        return `pow(max(${a}, 0.0), ${1 / gamma})`;
      case 'decoded':
        return `pow(max(${a}, 0.0), ${gamma})`;
      case 'exp2':
        return `exp2(${a})`;
      case 'absolute':
        return `abs(${a})`;
      case 'fractionOf':
        return `fract(${a})`;
      case 'squareRoot':
        return `sqrt(max(${a}, 0.0))`;
      case 'isLess':
        return `(${a} < ${b} ? 1.0 : 0.0)`;
    }
  },
};

/** The same table for a shader: entry i stands at the middle of texel i. */
export const glslLookUp = `float lookUp(highp sampler2D table, float at) {
  float place = clamp(at, 0.0, 1.0) * ${tableSize - 1}.0;
  float left = floor(place);
  float a = texelFetch(table, ivec2(int(left), 0), 0).r;
  float b = texelFetch(table, ivec2(min(int(left) + 1, ${tableSize - 1}), 0), 0).r;
  return a + (b - a) * (place - left);
}`;

/** JavaScript. A table is a Float32Array, named like it, read through `lookUp`; `encoded` and `decoded` stand beside it. */
export const javascript: Language = {
  declare: 'const',
  number: String,
  table: (name, at) => `lookUp(${name}, ${at})`,
  call: (name, args) => {
    const [a = '', b = ''] = args;
    switch (name) {
      case 'add':
        return `${a} + ${b}`;
      case 'subtract':
        return `${a} - ${b}`;
      case 'multiply':
        return `${a} * ${b}`;
      case 'divide':
        return `${a} / ${b}`;
      case 'min':
        return `Math.min(${a}, ${b})`;
      case 'max':
        return `Math.max(${a}, ${b})`;
      case 'encoded':
        return `encoded(${a})`;
      case 'decoded':
        return `decoded(${a})`;
      case 'exp2':
        return `Math.pow(2, ${a})`;
      case 'absolute':
        return `Math.abs(${a})`;
      case 'fractionOf':
        return `${a} - Math.floor(${a})`;
      case 'squareRoot':
        return `Math.sqrt(Math.max(${a}, 0))`;
      case 'isLess':
        return `(${a} < ${b} ? 1 : 0)`;
    }
  },
};

export const javascriptLookUp = `function lookUp(table, at) {
  const place = Math.min(Math.max(at, 0), 1) * ${tableSize - 1};
  const left = Math.floor(place);
  const a = table[left];
  return a + (table[Math.min(left + 1, ${tableSize - 1})] - a) * (place - left);
}`;
