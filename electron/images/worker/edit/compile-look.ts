import {
  emit,
  javascript,
  javascriptCubeAt,
  javascriptLookUp,
} from '../../../contract/editing/emit.ts';
import type { ImageSize } from '../../../contract/editing/image-size.ts';
import type { Lut } from '../../../contract/editing/lut.ts';
import type { Look } from '../../../contract/editing/stages.ts';
import { decoded, encoded } from './gamma.ts';
import { lit, shown } from './light.ts';

/** Where a row of pixels lies in the picture: its first pixel, and how many pixels a row has. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly size: ImageSize;
}

/** Linear sRGB, three numbers a pixel, changed in place, row by row from `place` on. */
export type ApplyLook = (pixels: Float32Array, place: Place) => void;

type Compiled = (
  pixels: Float32Array,
  place: Place,
  values: Readonly<Record<string, number | Float32Array | Lut | ((x: number) => number)>>,
) => void;

const compiled = new Map<string, Compiled>();

/**
 * The code that renders a look. It is written out of the app's own formula and holds nothing of a
 * document but numbers handed over beside it.
 */
export function compileLook(look: Look): ApplyLook {
  const known = compiled.get(look.key) ?? compile(look);
  compiled.set(look.key, known);
  const values = { ...look.uniforms, ...look.tables, ...look.cubes, encoded, decoded, shown, lit };
  return (pixels, place) => known(pixels, place, values);
}

function compile({ formula }: Look): Compiled {
  const { statements, results, uniforms, tables, cubes } = emit(formula, javascript);
  const names = ['encoded', 'decoded', 'shown', 'lit', ...uniforms, ...tables, ...cubes];
  const source = `${javascriptLookUp}
${javascriptCubeAt}
const { ${names.join(', ')} } = values;
const { left, top, width, size } = place;
for (let at = 0, index = 0; at < pixels.length; at += 3, index += 1) {
const r = pixels[at], g = pixels[at + 1], b = pixels[at + 2];
const x = (left + (index % width) + 0.5) / size.width;
const y = (top + Math.floor(index / width) + 0.5) / size.height;
${statements}
pixels[at] = ${results[0]};
pixels[at + 1] = ${results[1]};
pixels[at + 2] = ${results[2]};
}`;
  // oxlint-disable-next-line typescript/no-implied-eval -- no text of anybody's is in it
  return new Function('pixels', 'place', 'values', source) as Compiled;
}
