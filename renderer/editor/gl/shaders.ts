import { mostSharpenWeights } from '../../../electron/contract/editing/detail.ts';
import { emit, glsl, glslLookUp } from '../../../electron/contract/editing/emit.ts';
import { gamma } from '../../../electron/contract/editing/expression.ts';
import type { Look } from '../../../electron/contract/editing/stages.ts';

/*
 * The passes of the preview. In all textures the first row is the top one; only the last pass, onto
 * the canvas, turns it over. What they compute stands in contract/editing: the look is emitted from
 * its formula, noise and sharpening follow detail.ts, framing follows geometry.ts.
 */
const head = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
out vec4 result;
const vec3 weights = vec3(0.2126, 0.7152, 0.0722);
vec3 encoded(vec3 light) { return pow(max(light, 0.0), vec3(${1 / gamma})); }
float encoded(float light) { return pow(max(light, 0.0), ${1 / gamma}); }
float decoded(float value) { return pow(max(value, 0.0), ${gamma}); }
`;

/** One triangle that covers everything. */
export const vertexShader = `#version 300 es
void main() {
  vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(at * 2.0 - 1.0, 0.0, 1.0);
}`;

/** From an image, or a part of it, into what the canvas shows: linear light. */
export const frameShader = `${head}
uniform sampler2D image;
/** Of the part, in pixels of the original: left, top, width, height. */
uniform vec4 part;
/** Of the picture, in pixels. */
uniform vec2 size;
/** Where the picture's corner lies in the canvas, and its scale. */
uniform vec3 view;
uniform vec4 turning;
uniform vec2 moving;
uniform bool isCubic;

vec4 weightsAt(float at) {
  float square = at * at;
  float cube = square * at;
  return vec4(-0.5 * cube + square - 0.5 * at, 1.5 * cube - 2.5 * square + 1.0,
    -1.5 * cube + 2.0 * square + 0.5 * at, 0.5 * cube - 0.5 * square);
}

vec4 cubic(vec2 place) {
  ivec2 extent = textureSize(image, 0);
  vec2 at = place * vec2(extent) - 0.5;
  ivec2 corner = ivec2(floor(at));
  vec4 across = weightsAt(at.x - floor(at.x));
  vec4 down = weightsAt(at.y - floor(at.y));
  vec4 sum = vec4(0.0);
  for (int row = 0; row < 4; row += 1) {
    for (int column = 0; column < 4; column += 1) {
      ivec2 from = clamp(corner + ivec2(column - 1, row - 1), ivec2(0), extent - 1);
      sum += down[row] * across[column] * texelFetch(image, from, 0);
    }
  }
  return max(sum, 0.0);
}

void main() {
  vec2 at = (gl_FragCoord.xy - view.xy) / view.z;
  vec2 source = mat2(turning.xy, turning.zw) * at + moving;
  vec2 place = (source - part.xy) / part.zw;
  vec4 plain = texture(image, place);
  if (any(lessThan(at, vec2(0.0))) || any(greaterThan(at, size))) discard;
  if (any(lessThan(place, vec2(-1e-4))) || any(greaterThan(place, vec2(1.0001)))) discard;
  result = isCubic ? cubic(place) : plain;
}`;

/** `inside`: first and last pixel of the picture in the texture, per axis. */
const detailHead = `${head}
uniform sampler2D image;
uniform ivec4 inside;
ivec2 here() { return ivec2(gl_FragCoord.xy); }
vec4 pixelAt(ivec2 at) { return texelFetch(image, clamp(at, inside.xy, inside.zw), 0); }
`;

const noiseHead = `${detailHead}
uniform int reach;
uniform float falloff;
uniform float lumaRange;
uniform float colourRange;
float biweight(float at) { float left = max(0.0, 1.0 - at * at); return left * left; }
`;

const noiseLoop = `
  vec3 sum = vec3(0.0);
  float lumaWeight = 0.0;
  float colourWeight = 0.0;
  for (int away = -reach; away <= reach; away += 1) {
    NEIGHBOUR
    float near = exp(-float(away * away) * falloff);
    float lumaShare = near * biweight((value.x - own.x) / lumaRange);
    float colourShare = near * biweight((value.x - own.x) / colourRange);
    sum += vec3(lumaShare, colourShare, colourShare) * value;
    lumaWeight += lumaShare;
    colourWeight += colourShare;
  }
  vec3 smoothed = sum / vec3(lumaWeight, colourWeight, colourWeight);`;

/** Luma, red and blue beyond it: their means along the row. */
export const noiseAcrossShader = `${noiseHead}
vec3 planesAt(ivec2 at) {
  vec3 colour = encoded(pixelAt(at).rgb);
  float luma = dot(weights, colour);
  return vec3(luma, colour.r - luma, colour.b - luma);
}
void main() {
  vec3 own = planesAt(here());
  ${noiseLoop.replace(
    'NEIGHBOUR',
    `int x = here().x + away;
    if (x < inside.x || x > inside.z) continue;
    vec3 value = planesAt(ivec2(x, here().y));`,
  )}
  result = vec4(smoothed, 1.0);
}`;

/** Then along the column, and back to light. */
export const noiseDownShader = `${noiseHead}
uniform sampler2D across;
uniform vec2 strength;
vec3 planesAt(ivec2 at) { return texelFetch(across, clamp(at, inside.xy, inside.zw), 0).xyz; }
void main() {
  vec4 original = pixelAt(here());
  vec3 colour = encoded(original.rgb);
  float luma = dot(weights, colour);
  vec3 before = vec3(luma, colour.r - luma, colour.b - luma);
  vec3 own = planesAt(here());
  ${noiseLoop.replace('NEIGHBOUR', 'vec3 value = planesAt(here() + ivec2(0, away));')}
  vec3 planes = mix(before, smoothed, strength.xyy);
  float green = -(weights.r * planes.y + weights.b * planes.z) / weights.g;
  vec3 clean = planes.x + vec3(planes.y, green, planes.z);
  result = vec4(decoded(clean.r), decoded(clean.g), decoded(clean.b), original.a);
}`;

const sharpenHead = `${detailHead}
uniform float kernel[${mostSharpenWeights}];
uniform int reach;
`;

export const blurAcrossShader = `${sharpenHead}
float lumaAt(ivec2 at) { return encoded(dot(weights, pixelAt(at).rgb)); }
void main() {
  float sum = kernel[0] * lumaAt(here());
  for (int away = 1; away <= reach; away += 1) {
    sum += kernel[away] *
      (lumaAt(here() - ivec2(away, 0)) + lumaAt(here() + ivec2(away, 0)));
  }
  result = vec4(sum, 0.0, 0.0, 1.0);
}`;

export const sharpenDownShader = `${sharpenHead}
uniform sampler2D across;
uniform float strength;
float blurredAt(ivec2 at) { return texelFetch(across, clamp(at, inside.xy, inside.zw), 0).r; }
void main() {
  vec4 colour = pixelAt(here());
  float blurred = kernel[0] * blurredAt(here());
  for (int away = 1; away <= reach; away += 1) {
    blurred += kernel[away] *
      (blurredAt(here() - ivec2(0, away)) + blurredAt(here() + ivec2(0, away)));
  }
  float own = encoded(dot(weights, colour.rgb));
  float target = max(0.0, own + strength * (own - blurred));
  float gain = min(decoded(target) / max(decoded(own), 1e-5), 4.0);
  result = vec4(colour.rgb * gain, colour.a);
}`;

/** The look, from light to the numbers of the screen (IEC 61966-2-1). */
export function lookShader({ formula }: Look): string {
  const { statements, results, uniforms, tables } = emit(formula, glsl);
  return `${head}
uniform sampler2D image;
uniform vec2 size;
uniform vec3 view;
/** Height to turn over; 0: the first row stays the top one. */
uniform int turnOver;
${uniforms.map((name) => `uniform float ${name};`).join('\n')}
${tables.map((name) => `uniform sampler2D ${name};`).join('\n')}
${glslLookUp}
float shown(float light) {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055;
}
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  if (turnOver > 0) here.y = turnOver - 1 - here.y;
  vec4 light = texelFetch(image, here, 0);
  vec2 place = (vec2(here) + 0.5 - view.xy) / view.z / size;
  float r = light.r, g = light.g, b = light.b, x = place.x, y = place.y;
  ${statements}
  result = vec4(shown(${results[0]}), shown(${results[1]}), shown(${results[2]}), light.a);
}`;
}
