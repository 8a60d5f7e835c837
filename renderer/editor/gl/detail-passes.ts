import type { NoiseNumbers, SharpenNumbers } from '../../../electron/contract/editing/detail.ts';
import { type Gpu, type Target, float, floats, int, integers, sampler, vector } from './gpu.ts';
import {
  blurAcrossShader,
  noiseAcrossShader,
  noiseDownShader,
  sharpenDownShader,
} from './shaders.ts';

interface DetailTask {
  readonly noise: NoiseNumbers | null;
  readonly sharpen: SharpenNumbers | null;
  /** The picture's first and last pixel in the texture, across and down. */
  readonly inside: readonly number[];
}

export interface DetailPasses {
  /** Takes a target over and gives back the one with the result. */
  apply(from: Target, task: DetailTask): Target;
}

/** Noise reduction and sharpening; their shaders are compiled when they are first asked for. */
export function createDetailPasses(gpu: Gpu): DetailPasses {
  const programs = new Map<string, WebGLProgram>();

  function programOf(shader: string): WebGLProgram {
    const known = programs.get(shader) ?? gpu.program(shader);
    programs.set(shader, known);
    return known;
  }

  function reduceNoise(from: Target, noise: NoiseNumbers, inside: readonly number[]): Target {
    const numbers = {
      image: sampler(from.texture),
      inside: integers(...inside),
      reach: int(noise.reach),
      falloff: float(noise.falloff),
      lumaRange: float(noise.lumaRange),
      colourRange: float(noise.colourRange),
    };
    const across = gpu.target(from.width, from.height);
    gpu.draw(programOf(noiseAcrossShader), numbers, across);
    const into = gpu.target(from.width, from.height);
    gpu.draw(
      programOf(noiseDownShader),
      {
        ...numbers,
        across: sampler(across.texture),
        strength: vector(noise.luma, noise.colour),
      },
      into,
    );
    gpu.freeTarget(across);
    gpu.freeTarget(from);
    return into;
  }

  function sharpen(from: Target, given: SharpenNumbers, inside: readonly number[]): Target {
    const numbers = {
      image: sampler(from.texture),
      inside: integers(...inside),
      reach: int(given.weights.length - 1),
      'kernel[0]': floats(given.weights),
    };
    const across = gpu.target(from.width, from.height);
    gpu.draw(programOf(blurAcrossShader), numbers, across);
    const into = gpu.target(from.width, from.height);
    gpu.draw(
      programOf(sharpenDownShader),
      { ...numbers, across: sampler(across.texture), strength: float(given.strength) },
      into,
    );
    gpu.freeTarget(across);
    gpu.freeTarget(from);
    return into;
  }

  return {
    apply: (from, { noise, sharpen: sharpening, inside }) => {
      const clean = noise === null ? from : reduceNoise(from, noise, inside);
      return sharpening === null ? clean : sharpen(clean, sharpening, inside);
    },
  };
}
