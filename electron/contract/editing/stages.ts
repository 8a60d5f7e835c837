import type { EditDocument } from './document.ts';
import {
  type Colour,
  type Scalar,
  absolute,
  across,
  add,
  clamp,
  constant,
  decoded,
  divide,
  down,
  each,
  encoded,
  exp2,
  fractionOf,
  isLess,
  luminance,
  max,
  min,
  mix,
  multiply,
  pixel,
  select,
  smoothstep,
  squareRoot,
  subtract,
  table,
  uniform,
} from './expression.ts';
import type { ImageSize } from './image-size.ts';
import type { Lut } from './lut.ts';
import { channelLut, cubeLut } from './lut-stages.ts';
import type { Stage } from './stage.ts';
import { type Table, curveTable, hueTable, toneReach, toneTable } from './tables.ts';
import { whiteBalanceGains } from './white-balance.ts';

const least = 1e-6;

const scaled = (colour: Colour, gain: Scalar): Colour =>
  each(colour, (channel) => multiply(channel, gain));

const gains: Stage = {
  name: 'gains',
  isIdle: ({ light, colour }) =>
    light.exposure === 0 && colour.temperature === 0 && colour.tint === 0,
  formula: ([red, green, blue]) => [
    multiply(red, uniform('gainRed')),
    multiply(green, uniform('gainGreen')),
    multiply(blue, uniform('gainBlue')),
  ],
  uniforms: ({ light, colour }) => {
    const [red, green, blue] = whiteBalanceGains(colour.temperature, colour.tint);
    const exposure = 2 ** light.exposure;
    return { gainRed: red * exposure, gainGreen: green * exposure, gainBlue: blue * exposure };
  },
};

/** The luminance goes through the table, the colour with it: hues stay. */
const tone: Stage = {
  name: 'tone',
  isIdle: ({ light: { contrast, highlights, shadows, whites, blacks } }) =>
    [contrast, highlights, shadows, whites, blacks].every((value) => value === 0),
  formula: (colour) => {
    const before = max(luminance(colour), least);
    const after = decoded(table('tone', divide(encoded(before), toneReach)));
    return scaled(colour, divide(after, before));
  },
  tables: ({ light }) => ({ tone: toneTable(light) }),
};

/** Away from grey of the same luminance; vibrance moves dull colours more than vivid ones. */
const saturation: Stage = {
  name: 'saturation',
  isIdle: ({ colour }) => colour.saturation === 0 && colour.vibrance === 0,
  formula: (colour) => {
    const [red, green, blue] = colour;
    const grey = luminance(colour);
    const most = max(max(red, green), blue);
    const vivid = divide(subtract(most, min(min(red, green), blue)), max(most, least));
    const dull = subtract(1, smoothstep([0, 0.9], vivid));
    const factor = multiply(uniform('saturation'), add(1, multiply(uniform('vibrance'), dull)));
    return each(colour, (channel) => max(mix(grey, channel, factor), 0));
  },
  uniforms: ({ colour }) => ({
    saturation: 1 + colour.saturation / 100,
    vibrance: colour.vibrance / 100,
  }),
};

/** Turns that a band's hue slider moves its colours at most. */
const mostHueShift = 30 / 360;

/** Hue, saturation and value (Smith, 1978) of the encoded colour, moved by tables over the hue. */
const hues: Stage = {
  name: 'hues',
  isIdle: (document) =>
    Object.values(document.hues).every(
      ({ hue, saturation, luminance }) => hue === 0 && saturation === 0 && luminance === 0,
    ),
  formula: (colour) => {
    const [red, green, blue] = each(colour, encoded);
    const most = max(max(red, green), blue);
    const chroma = subtract(most, min(min(red, green), blue));
    const divisor = max(chroma, least);
    const isRed = subtract(1, isLess(red, most));
    const isGreen = subtract(1, isLess(green, most));
    const sixths = select(
      isRed,
      divide(subtract(green, blue), divisor),
      select(
        isGreen,
        add(2, divide(subtract(blue, red), divisor)),
        add(4, divide(subtract(red, green), divisor)),
      ),
    );
    const hue = fractionOf(divide(add(sixths, 6), 6));
    const strength = divide(chroma, max(most, least));
    // Greys have no hue that could be meant.
    const weight = smoothstep([0, 0.15], strength);
    const turned = fractionOf(
      add(add(hue, 1), multiply(multiply(table('hueShift', hue), weight), mostHueShift)),
    );
    const vivid = clamp(
      multiply(strength, add(1, multiply(table('hueSaturation', hue), weight))),
      0,
      1,
    );
    const value = multiply(most, exp2(multiply(table('hueLuminance', hue), multiply(weight, 0.7))));
    const channel = (offset: number): Scalar => {
      const sixth = multiply(fractionOf(divide(add(multiply(turned, 6), offset), 6)), 6);
      const gone = clamp(min(sixth, subtract(4, sixth)), 0, 1);
      return decoded(multiply(value, subtract(1, multiply(vivid, gone))));
    };
    return [channel(5), channel(3), channel(1)];
  },
  tables: (document) => ({
    hueShift: hueTable(document.hues, 'hue'),
    hueSaturation: hueTable(document.hues, 'saturation'),
    hueLuminance: hueTable(document.hues, 'luminance'),
  }),
};

const curves: Stage = {
  name: 'curves',
  isIdle: ({ curves: { all, red, green, blue } }) =>
    [all, red, green, blue].every((curve) => JSON.stringify(curve) === '[[0,0],[1,1]]'),
  formula: ([red, green, blue]) => [
    decoded(table('curveRed', encoded(red))),
    decoded(table('curveGreen', encoded(green))),
    decoded(table('curveBlue', encoded(blue))),
  ],
  tables: ({ curves: { all, red, green, blue } }) => ({
    curveRed: curveTable(all, red),
    curveGreen: curveTable(all, green),
    curveBlue: curveTable(all, blue),
  }),
};

/** Darker or lighter towards the corners of the cropped picture, by stops. */
const vignette: Stage = {
  name: 'vignette',
  isIdle: ({ effects }) => effects.vignette.amount === 0,
  formula: (colour) => {
    const away = (at: Scalar, extent: Scalar): Scalar =>
      multiply(multiply(absolute(subtract(at, 0.5)), 2), extent);
    const [dx, dy] = [away(across, uniform('extentX')), away(down, uniform('extentY'))];
    // 1 in the corners.
    const distance = squareRoot(add(multiply(dx, dx), multiply(dy, dy)));
    const edge = smoothstep([uniform('vignetteFrom'), uniform('vignetteTo')], distance);
    return scaled(colour, exp2(multiply(uniform('vignetteStops'), edge)));
  },
  uniforms: ({ effects: { vignette: given } }, { size: { width, height } }) => {
    const diagonal = Math.hypot(width, height);
    const middle = 0.2 + (given.midpoint / 100) * 0.8;
    const half = 0.02 + (given.feather / 100) * 0.5;
    return {
      extentX: width / diagonal,
      extentY: height / diagonal,
      vignetteFrom: middle - half,
      vignetteTo: middle + half,
      vignetteStops: (given.amount / 100) * 2,
    };
  },
};

const stages: readonly Stage[] = [
  gains,
  tone,
  saturation,
  hues,
  curves,
  channelLut,
  cubeLut,
  vignette,
];

/** The formula for a pixel, and what it reads. */
export interface Look {
  /** The same for documents whose formula is the same: a compiled one is kept under it. */
  readonly key: string;
  readonly formula: Colour;
  readonly uniforms: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, Table>>;
  readonly cubes: Readonly<Record<string, Lut>>;
}

/**
 * How a document makes a pixel look: linear sRGB in, linear sRGB out, within 0 to 1. `size`: of the
 * framed picture, in which x and y run from 0 to 1. `lut`: what the document's table of colours
 * holds; without it that one is left out.
 */
export function lookOf(document: EditDocument, size: ImageSize, lut: Lut | null): Look {
  const active = stages.filter((stage) => !stage.isIdle(document, lut));
  const formula = active.reduce<Colour>((colour, stage) => stage.formula(colour), pixel);
  const given = { size, lut };
  return {
    key: active.map(({ name }) => name).join(' '),
    formula: each(formula, (channel) => clamp(channel, constant(0), constant(1))),
    uniforms: Object.assign({}, ...active.map((stage) => stage.uniforms?.(document, given) ?? {})),
    tables: Object.assign({}, ...active.map((stage) => stage.tables?.(document, lut) ?? {})),
    cubes: lut?.dimensions === 3 && active.includes(cubeLut) ? { lut } : {},
  };
}
