import { fail } from '../../../electron/contract/app-error.ts';
import { tableSize } from '../../../electron/contract/editing/expression.ts';
import { vertexShader } from './shaders.ts';

/** A texture that can be drawn into. */
export interface Target {
  readonly texture: WebGLTexture;
  readonly buffer: WebGLFramebuffer;
  readonly width: number;
  readonly height: number;
}

export type UniformValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'vector'; readonly value: readonly number[] }
  | { readonly kind: 'integers'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'texture'; readonly value: WebGLTexture }
  | { readonly kind: 'cube'; readonly value: WebGLTexture };

export type Uniforms = Readonly<Record<string, UniformValue>>;

export const float = (value: number): UniformValue => ({ kind: 'float', value });
export const int = (value: number): UniformValue => ({ kind: 'int', value });
export const vector = (...value: readonly number[]): UniformValue => ({ kind: 'vector', value });
export const integers = (...value: readonly number[]): UniformValue => ({
  kind: 'integers',
  value,
});
export const floats = (value: readonly number[]): UniformValue => ({ kind: 'floats', value });
export const cubeSampler = (value: WebGLTexture): UniformValue => ({ kind: 'cube', value });
export const sampler = (value: WebGLTexture): UniformValue => ({ kind: 'texture', value });

/** WebGL 2 in a few verbs. Each throws `internal` where the context refuses. */
export interface Gpu {
  readonly gl: WebGL2RenderingContext;
  /** Half floats can be drawn into; otherwise eight bits, and passes that need more are left out. */
  readonly isPrecise: boolean;
  program(fragment: string): WebGLProgram;
  /** Linear light, or signed numbers where `isPrecise`. */
  target(width: number, height: number): Target;
  /** What the screen would get, to be read back. */
  readable(width: number, height: number): Target;
  freeTarget(target: Target | null): void;
  /** Encoded as sRGB or P3, read as linear light, with smaller levels for a distant view. */
  image(source: TexImageSource): WebGLTexture;
  table(values: Float32Array): WebGLTexture;
  /** `size`³ colours, red running fastest. */
  cube(values: Float32Array, size: number): WebGLTexture;
  /** Colours multiplied with their alpha, read as the numbers they are, with smaller levels. */
  overlay(source: TexImageSource): WebGLTexture;
  /** Null draws onto the canvas. */
  draw(program: WebGLProgram, uniforms: Uniforms, into: Target | null): void;
}

export function openGpu(gl: WebGL2RenderingContext): Gpu {
  const isPrecise = gl.getExtension('EXT_color_buffer_float') !== null;
  const locations = new WeakMap<WebGLProgram, Map<string, WebGLUniformLocation | null>>();

  function texture(): WebGLTexture {
    const made = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, made);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return made;
  }

  /** The bound texture with smaller levels, smooth between its pixels. */
  function smooth(): void {
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  }

  function exact(kind: GLenum): void {
    gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(kind, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  function target(format: GLenum, width: number, height: number): Target {
    const made = texture();
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    exact(gl.TEXTURE_2D);
    const buffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, made, 0);
    return { texture: made, buffer, width, height };
  }

  function locationOf(program: WebGLProgram, name: string): WebGLUniformLocation | null {
    const known = locations.get(program) ?? new Map<string, WebGLUniformLocation | null>();
    locations.set(program, known);
    const found = known.get(name);
    if (found !== undefined) return found;
    const location = gl.getUniformLocation(program, name);
    known.set(name, location);
    return location;
  }

  function set(location: WebGLUniformLocation | null, given: UniformValue, unit: number): void {
    switch (given.kind) {
      case 'float':
        gl.uniform1f(location, given.value);
        return;
      case 'int':
        gl.uniform1i(location, given.value);
        return;
      case 'vector':
        if (given.value.length === 2) gl.uniform2fv(location, given.value);
        else if (given.value.length === 3) gl.uniform3fv(location, given.value);
        else gl.uniform4fv(location, given.value);
        return;
      case 'integers':
        gl.uniform4iv(location, given.value);
        return;
      case 'floats':
        gl.uniform1fv(location, given.value);
        return;
      case 'texture':
      case 'cube':
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(given.kind === 'cube' ? gl.TEXTURE_3D : gl.TEXTURE_2D, given.value);
        gl.uniform1i(location, unit);
    }
  }

  return {
    gl,
    isPrecise,
    program: (fragment) => link(gl, fragment),
    target: (width, height) => target(isPrecise ? gl.RGBA16F : gl.SRGB8_ALPHA8, width, height),
    readable: (width, height) => target(gl.RGBA8, width, height),
    freeTarget: (given) => {
      if (given === null) return;
      gl.deleteFramebuffer(given.buffer);
      gl.deleteTexture(given.texture);
    },
    image: (source) => {
      const made = texture();
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, gl.RGBA, gl.UNSIGNED_BYTE, source);
      smooth();
      return made;
    },
    table: (values) => {
      const made = texture();
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, tableSize, 1, 0, gl.RED, gl.FLOAT, values);
      exact(gl.TEXTURE_2D);
      return made;
    },
    cube: (values, size) => {
      const made = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_3D, made);
      gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGB32F, size, size, size, 0, gl.RGB, gl.FLOAT, values);
      exact(gl.TEXTURE_3D);
      return made;
    },
    overlay: (source) => {
      const made = texture();
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, source);
      smooth();
      return made;
    },
    draw: (program, uniforms, into) => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, into?.buffer ?? null);
      gl.viewport(
        0,
        0,
        into?.width ?? gl.drawingBufferWidth,
        into?.height ?? gl.drawingBufferHeight,
      );
      gl.useProgram(program);
      let unit = 0;
      for (const [name, given] of Object.entries(uniforms)) {
        set(locationOf(program, name), given, unit);
        if (given.kind === 'texture' || given.kind === 'cube') unit += 1;
      }
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
  };
}

function link(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    // A lost context gives none: what is drawn then is made again when it returns.
    if (shader === null) return program;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    throw fail('internal', { cause: `a shader does not link: ${gl.getProgramInfoLog(program)}` });
  }
  return program;
}
