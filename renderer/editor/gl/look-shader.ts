import { emit, glsl, glslCubeAt, glslLookUp } from '../../../electron/contract/editing/emit.ts';
import type { Look } from '../../../electron/contract/editing/stages.ts';
import { head } from './shaders.ts';

/** A watermark's colour at a place, multiplied with its alpha, as `placeInMark` finds it. */
const markHead = `
uniform sampler2D mark;
/** Of the mark, in pixels of the picture. */
uniform vec2 drawn;
uniform vec2 corner;
/** From one tile to the next, and how far every other row is moved; 0: there is one only. */
uniform vec3 tiles;
uniform float opacity;
/** The level of the mark's smaller copies that fits the view. */
uniform float level;
vec4 markAt(vec2 place) {
  vec2 at = place - corner;
  if (tiles.x > 0.0) {
    float row = floor(at.y / tiles.y);
    float moved = at.x - mod(abs(row), 2.0) * tiles.z;
    at = vec2(moved - floor(moved / tiles.x) * tiles.x, at.y - row * tiles.y);
  }
  if (any(lessThan(at, vec2(0.0))) || any(greaterThanEqual(at, drawn))) return vec4(0.0);
  return textureLod(mark, at / drawn, level) * opacity;
}`;

/** The look, from light to the numbers of the screen (IEC 61966-2-1), and the mark over them. */
export function lookShader({ formula }: Look, isMarked: boolean): string {
  const { statements, results, uniforms, tables, cubes } = emit(formula, glsl);
  return `${head}
uniform sampler2D image;
uniform vec2 size;
uniform vec3 view;
/** Pixels of the image to each side that are not shown. */
uniform int margin;
/** Height to turn over; 0: the first row stays the top one. */
uniform int turnOver;
${uniforms.map((name) => `uniform float ${name};`).join('\n')}
${tables.map((name) => `uniform sampler2D ${name};`).join('\n')}
${cubes.map((name) => `uniform highp sampler3D ${name};`).join('\n')}
${glslLookUp}
${cubes.length > 0 ? glslCubeAt : ''}
float shown(float light) {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055;
}
float lit(float number) {
  return number <= 0.04045 ? number / 12.92 : pow((number + 0.055) / 1.055, 2.4);
}
${isMarked ? markHead : ''}
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  if (turnOver > 0) here.y = turnOver - 1 - here.y;
  vec4 light = texelFetch(image, here + margin, 0);
  vec2 place = (vec2(here) + 0.5 - view.xy) / view.z / size;
  float r = light.r, g = light.g, b = light.b, x = place.x, y = place.y;
  ${statements}
  result = vec4(shown(${results[0]}), shown(${results[1]}), shown(${results[2]}), light.a);
  ${isMarked ? layMark : ''}
}`;
}

const layMark = `
  if (all(greaterThanEqual(place, vec2(0.0))) && all(lessThan(place, vec2(1.0)))) {
    vec4 over = markAt(place * size);
    float alpha = over.a + result.a * (1.0 - over.a);
    if (alpha > 0.0) {
      result = vec4((over.rgb + result.rgb * result.a * (1.0 - over.a)) / alpha, alpha);
    }
  }`;
