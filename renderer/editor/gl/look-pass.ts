import type { EditDocument } from '../../../electron/contract/editing/document.ts';
import type { ImageSize } from '../../../electron/contract/editing/image-size.ts';
import type { Lut } from '../../../electron/contract/editing/lut.ts';
import { lookOf } from '../../../electron/contract/editing/stages.ts';
import { type Watermark, markLayout } from '../../../electron/contract/editing/watermark.ts';
import {
  type Gpu,
  type Target,
  type Uniforms,
  cubeSampler,
  float,
  int,
  sampler,
  vector,
} from './gpu.ts';
import { lookShader } from './look-shader.ts';

/** A watermark as a worker drew it, its colours multiplied with their alpha. */
export interface MarkImage {
  readonly image: TexImageSource;
  /** Its pixels. */
  readonly width: number;
  readonly height: number;
  /** Those per pixel of the picture. */
  readonly scale: number;
}

/** What a document names beside its image; null: nothing, or it is not there yet. */
export interface Named {
  readonly lut: Lut | null;
  readonly mark: MarkImage | null;
}

/** Light that is to be given its look. */
export interface Layer {
  readonly target: Target;
  /** Pixels that it has beyond what is shown, to each side. */
  readonly margin: number;
}

interface LookTask extends Named {
  readonly document: EditDocument;
  /** Of the framed picture. */
  readonly size: ImageSize;
  readonly placed: { readonly left: number; readonly top: number; readonly scale: number };
}

export interface LookPass {
  /** Null draws onto the canvas. */
  draw(from: Layer, task: LookTask, into: Target | null): void;
  dispose(): void;
}

/** The last pass: colours, and the mark over them. */
export function createLookPass(gpu: Gpu): LookPass {
  const { gl } = gpu;
  const programs = new Map<string, WebGLProgram>();
  const tables = new Map<string, { values: Float32Array; texture: WebGLTexture }>();
  let cube: { readonly lut: Lut; readonly texture: WebGLTexture } | null = null;
  let overlay: { readonly image: TexImageSource; readonly texture: WebGLTexture } | null = null;

  function tableOf(name: string, values: Float32Array): WebGLTexture {
    const known = tables.get(name);
    if (known?.values.every((value, index) => value === values[index]) === true) {
      return known.texture;
    }
    if (known !== undefined) gl.deleteTexture(known.texture);
    const texture = gpu.table(values);
    tables.set(name, { values, texture });
    return texture;
  }

  function cubeOf(lut: Lut): WebGLTexture {
    if (cube?.lut === lut) return cube.texture;
    if (cube !== null) gl.deleteTexture(cube.texture);
    cube = { lut, texture: gpu.cube(lut.values, lut.size) };
    return cube.texture;
  }

  function overlayOf(image: TexImageSource): WebGLTexture {
    if (overlay?.image === image) return overlay.texture;
    if (overlay !== null) gl.deleteTexture(overlay.texture);
    overlay = { image, texture: gpu.overlay(image) };
    return overlay.texture;
  }

  function markUniforms(
    mark: MarkImage,
    settings: Watermark,
    { size, placed }: LookTask,
  ): Uniforms {
    const drawn = { width: mark.width / mark.scale, height: mark.height / mark.scale };
    const { left, top, tiles } = markLayout(settings, size, drawn);
    return {
      mark: sampler(overlayOf(mark.image)),
      drawn: vector(drawn.width, drawn.height),
      corner: vector(left, top),
      tiles: tiles === null ? vector(0, 0, 0) : vector(tiles.width, tiles.height, tiles.shift),
      opacity: float(settings.opacity / 100),
      level: float(Math.max(0, Math.log2(mark.scale / placed.scale))),
    };
  }

  return {
    draw: ({ target: from, margin }, task, into) => {
      const { document, size, placed, lut, mark } = task;
      const look = lookOf(document, size, lut);
      const key = `${look.key}${mark === null ? '' : ' marked'}`;
      const program = programs.get(key) ?? gpu.program(lookShader(look, mark !== null));
      programs.set(key, program);
      const numbers = Object.entries(look.uniforms).map(([name, value]) => [name, float(value)]);
      const curves = Object.entries(look.tables).map(([name, values]) => [
        name,
        sampler(tableOf(name, values)),
      ]);
      const cubes = Object.entries(look.cubes).map(([name, found]) => [
        name,
        cubeSampler(cubeOf(found)),
      ]);
      gpu.draw(
        program,
        {
          image: sampler(from.texture),
          size: vector(size.width, size.height),
          view: vector(placed.left, placed.top, placed.scale),
          margin: int(margin),
          turnOver: int(into === null ? from.height - 2 * margin : 0),
          ...Object.fromEntries([...numbers, ...curves, ...cubes]),
          ...(mark === null ? {} : markUniforms(mark, document.watermark, task)),
        },
        into,
      );
    },
    dispose: () => {
      for (const { texture } of tables.values()) gl.deleteTexture(texture);
      gl.deleteTexture(cube?.texture ?? null);
      gl.deleteTexture(overlay?.texture ?? null);
    },
  };
}
