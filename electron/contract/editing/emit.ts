import { type Colour, type FunctionName, type Scalar, gamma, tableSize } from './expression.ts';

/** What a formula needs beside the pixel. */
export interface Needs {
  readonly uniforms: readonly string[];
  readonly tables: readonly string[];
  readonly cubes: readonly string[];
}

interface Language {
  /** Begins a line that names a number. */
  readonly declare: string;
  number(value: number): string;
  call(name: FunctionName, args: readonly string[]): string;
  table(name: string, at: string): string;
  /** Begins a line that names three numbers. */
  readonly declareColour: string;
  cube(name: string, at: readonly string[]): string;
  channel(colour: string, index: 0 | 1 | 2): string;
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
  const cubes = new Set<string>();
  const colours = new Map<Colour, string>();

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
      case 'cube':
        cubes.add(scalar.name);
        return language.channel(colourAt(scalar.name, scalar.at), scalar.channel);
    }
  }

  function colourAt(name: string, at: Colour): string {
    const known = colours.get(at);
    if (known !== undefined) return known;
    const given = language.cube(name, at.map(nameOf));
    const made = `c${lines.length}`;
    lines.push(`${language.declareColour} ${made} = ${given};`);
    colours.set(at, made);
    return made;
  }

  function line(text: string): string {
    const name = `t${lines.length}`;
    lines.push(`${language.declare} ${name} = ${text};`);
    return name;
  }

  const results = [nameOf(colour[0]), nameOf(colour[1]), nameOf(colour[2])] as const;
  return {
    statements: lines.join('\n'),
    results,
    uniforms: [...uniforms],
    tables: [...tables],
    cubes: [...cubes],
  };
}

/** GLSL ES 3.00. A table is a sampler of one row, named like it, read through `lookUp`; a cube one of three dimensions. */
export const glsl: Language = {
  declare: 'float',
  number: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)),
  table: (name, at) => `lookUp(${name}, ${at})`,
  declareColour: 'vec3',
  cube: (name, at) => `cubeAt(${name}, vec3(${at.join(', ')}))`,
  channel: (colour, index) => `${colour}.${'rgb'.charAt(index)}`,
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
      case 'shown':
        return `shown(${a})`;
      case 'lit':
        return `lit(${a})`;
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

/**
 * A cube's colour by tetrahedral interpolation (Sakamoto and Itooka, 1981): from the darkest corner
 * of a cell to the brightest, along the largest part first.
 */
export const glslCubeAt = `vec3 cubeAt(highp sampler3D cube, vec3 at) {
  int last = textureSize(cube, 0).x - 1;
  vec3 place = clamp(at, 0.0, 1.0) * float(last);
  ivec3 low = min(ivec3(place), ivec3(last - 1));
  vec3 part = place - vec3(low);
  const ivec3 red = ivec3(1, 0, 0), green = ivec3(0, 1, 0), blue = ivec3(0, 0, 1);
  ivec3 most = part.r >= part.g ? (part.r >= part.b ? red : blue) : (part.g >= part.b ? green : blue);
  ivec3 least = part.r < part.g ? (part.r < part.b ? red : blue) : (part.g < part.b ? green : blue);
  float large = max(max(part.r, part.g), part.b);
  float small = min(min(part.r, part.g), part.b);
  float middle = part.r + part.g + part.b - large - small;
  return texelFetch(cube, low, 0).rgb * (1.0 - large)
    + texelFetch(cube, low + most, 0).rgb * (large - middle)
    + texelFetch(cube, low + 1 - least, 0).rgb * (middle - small)
    + texelFetch(cube, low + 1, 0).rgb * small;
}`;

/** JavaScript. A table is a Float32Array, named like it, read through `lookUp`; `cubeAt` and the functions between light and numbers stand beside it. */
export const javascript: Language = {
  declare: 'const',
  number: String,
  table: (name, at) => `lookUp(${name}, ${at})`,
  declareColour: 'const',
  cube: (name, at) => `cubeAt(${name}, ${at.join(', ')})`,
  channel: (colour, index) => `${colour}[${index}]`,
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
      case 'shown':
        return `shown(${a})`;
      case 'lit':
        return `lit(${a})`;
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

/** The same as `glslCubeAt`. What it returns holds until it is called again. */
export const javascriptCubeAt = `const found = new Float64Array(3);
function cubeAt({ size, values }, r, g, b) {
  const last = size - 1;
  const x = Math.min(Math.max(r, 0), 1) * last;
  const y = Math.min(Math.max(g, 0), 1) * last;
  const z = Math.min(Math.max(b, 0), 1) * last;
  const left = Math.min(Math.trunc(x), last - 1);
  const top = Math.min(Math.trunc(y), last - 1);
  const front = Math.min(Math.trunc(z), last - 1);
  const red = x - left, green = y - top, blue = z - front;
  const [stepRed, stepGreen, stepBlue] = [3, size * 3, size * size * 3];
  const most = red >= green ? (red >= blue ? stepRed : stepBlue) : green >= blue ? stepGreen : stepBlue;
  const least = red < green ? (red < blue ? stepRed : stepBlue) : green < blue ? stepGreen : stepBlue;
  const large = Math.max(red, green, blue);
  const small = Math.min(red, green, blue);
  const middle = red + green + blue - large - small;
  const low = left * stepRed + top * stepGreen + front * stepBlue;
  const high = low + stepRed + stepGreen + stepBlue;
  for (let channel = 0; channel < 3; channel += 1) {
    found[channel] = values[low + channel] * (1 - large)
      + values[low + most + channel] * (large - middle)
      + values[high - least + channel] * (middle - small)
      + values[high + channel] * small;
  }
  return found;
}`;
