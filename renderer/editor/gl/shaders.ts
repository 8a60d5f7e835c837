import { mostSharpenWeights } from '../../../electron/contract/editing/detail.ts';
import { gamma } from '../../../electron/contract/editing/expression.ts';

/*
 * The passes of the preview. In all textures the first row is the top one; only the last pass, onto
 * the canvas, turns it over. What they compute stands in contract/editing: the look is emitted from
 * its formula, noise and sharpening follow detail.ts, framing follows geometry.ts.
 */
export const head = `#version 300 es
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
/** What is drawn of it: left, top, right, bottom. */
uniform vec4 drawn;
/** Of the picture, in pixels. */
uniform vec2 size;
/** Where the picture's corner lies in the canvas, and its scale. */
uniform vec3 view;
uniform vec4 turning;
uniform vec2 moving;
/** Pixels of the image that cubic convolution is widened to; 0: the image is read as it is. */
uniform float stretch;

float keys(float away) {
  if (away >= 2.0) return 0.0;
  float square = away * away;
  return away < 1.0 ? 1.5 * square * away - 2.5 * square + 1.0
    : -0.5 * square * away + 2.5 * square - 4.0 * away + 2.0;
}

vec4 cubic(vec2 place) {
  ivec2 extent = textureSize(image, 0);
  vec2 at = place * vec2(extent) - 0.5;
  ivec2 corner = ivec2(floor(at));
  int reach = int(ceil(stretch * 2.0));
  vec4 sum = vec4(0.0);
  float total = 0.0;
  for (int row = 1 - reach; row <= reach; row += 1) {
    float down = keys(abs(float(corner.y + row) - at.y) / stretch);
    for (int column = 1 - reach; column <= reach; column += 1) {
      float share = down * keys(abs(float(corner.x + column) - at.x) / stretch);
      vec4 from = texelFetch(image, clamp(corner + ivec2(column, row), ivec2(0), extent - 1), 0);
      sum += share * vec4(from.rgb * from.a, from.a);
      total += share;
    }
  }
  float alpha = clamp(sum.a / total, 0.0, 1.0);
  return vec4(max(sum.rgb / max(sum.a, 1e-6), 0.0), alpha);
}

void main() {
  vec2 at = (gl_FragCoord.xy - view.xy) / view.z;
  vec2 source = mat2(turning.xy, turning.zw) * at + moving;
  vec2 place = (source - part.xy) / part.zw;
  vec4 plain = texture(image, place);
  if (any(lessThan(at, vec2(0.0))) || any(greaterThan(at, size))) discard;
  if (any(lessThan(source, drawn.xy - 0.05)) || any(greaterThan(source, drawn.zw + 0.05))) discard;
  result = stretch > 0.0 ? cubic(place) : plain;
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
