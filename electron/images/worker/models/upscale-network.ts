import {
  add,
  concat,
  depthToSpace,
  fused,
  tidy,
  type Tensor1D,
  type Tensor4D,
  tensor4d,
  tile,
} from '@tensorflow/tfjs-core';
import path from 'node:path';
import { packageFolder } from './package-folder.ts';
import { readWeights, startTensorRuntime, type Weights } from './tensor-runtime.ts';

export type UpscaleFactor = 2 | 4;

/**
 * How far, in input pixels, a result pixel looks around itself: one for each 3×3 convolution in a
 * row and two for the 5×5 one. A tile cut out with this margin gives exactly the whole image's
 * pixels, so no blending is needed.
 */
export const receptiveMargin = 10;

/** Enlarges RGB in 0…1, [1, height, width, 3] → [1, height × factor, width × factor, 3]. */
export type UpscaleNetwork = (pixels: Tensor4D) => Tensor4D;

/**
 * ESRGAN-slim, a residual dense network of two blocks (Zhang et al. 2018, "Residual Dense Network
 * for Image Super-Resolution"), written out by hand: the packages' generic interpreter needs
 * 30 MB more, and runs the last convolution on the enlarged image.
 */
export async function loadUpscaleNetwork(factor: UpscaleFactor): Promise<UpscaleNetwork> {
  await startTensorRuntime();
  const folder = path.join(packageFolder('@upscalerjs/esrgan-slim'), 'models', `x${factor}`);
  const weights = await readWeights(path.join(folder, 'model.json'));
  const convolve = convolutionOf(weights);
  const last = {
    filter: foldUpsampling(weights('SR/kernel') as Tensor4D, factor),
    bias: tile(weights('SR/bias') as Tensor1D, [factor * factor]),
  };

  const denseBlock = (input: Tensor4D, index: 1 | 2): Tensor4D =>
    tidy(() => {
      const grown = concat([input, convolve(input, `F_${index}_1`, 'relu')], 3);
      return add(convolve(grown, `LFF_${index}`), input);
    });
  const residual = (shallow: Tensor4D): Tensor4D =>
    tidy(() => {
      const first = denseBlock(convolve(shallow, 'F_0'), 1);
      const both = concat([first, denseBlock(first, 2)], 3);
      return add(convolve(convolve(both, 'GFF_1'), 'GFF_2'), shallow);
    });
  const phases = (features: Tensor4D): Tensor4D =>
    fused.conv2d({ x: features, strides: 1, pad: 'same', ...last });

  // Each tidy frees what its step alone needed: together they halve the memory.
  return (pixels) =>
    tidy(() => {
      const deep = tidy(() => residual(convolve(pixels, 'F_m1')));
      const wide = tidy(() => convolve(convolve(deep, 'UPN1', 'relu'), 'UPN2', 'relu'));
      return depthToSpace(phases(convolve(wide, 'UPN3')), factor, 'NHWC');
    });
}

function convolutionOf(weights: Weights) {
  return (x: Tensor4D, name: string, activation: 'linear' | 'relu' = 'linear'): Tensor4D =>
    fused.conv2d({
      x,
      filter: weights(`${name}/kernel`) as Tensor4D,
      bias: weights(`${name}/bias`),
      strides: 1,
      pad: 'same',
      activation,
    });
}

/**
 * Along each axis, what the enlarged image is smoothed with. The ×4 network repeats every pixel
 * four times and looks only one pixel around, so it leaves a grid of its 4 × 4 blocks on smooth
 * areas; this takes it away and, measured on photos, raises the PSNR by a hair.
 */
const smoothing = { 2: [1], 4: [0.25, 0.5, 0.25] } as const;

/**
 * The network repeats each pixel `factor` times and then convolves 3×3 at full size. Over repeated
 * pixels that equals a 3×3 convolution before the enlargement with one filter for each sub-pixel
 * phase, shuffled into place afterwards (depthToSpace): the same sums, a sixteenth of the memory.
 * Smoothing the enlarged image is a further convolution, and goes into the same filters.
 *
 * @param kernel [3, 3, channels, 3]
 * @returns [3, 3, channels, factor² × 3], the phase (row, column) outermost in the last axis
 */
function foldUpsampling(kernel: Tensor4D, factor: UpscaleFactor): Tensor4D {
  const [, , channels, colours] = kernel.shape;
  const source = kernel.dataSync();
  const outputs = factor * factor * colours;
  const folded = new Float32Array(9 * channels * outputs);
  for (const { tap, phase, row, column, weight } of subPixelTaps(factor)) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let colour = 0; colour < colours; colour += 1) {
        const to = ((row * 3 + column) * channels + channel) * outputs + phase * colours + colour;
        const from = (tap * channels + channel) * colours + colour;
        folded[to] = (folded[to] ?? 0) + weight * (source[from] ?? 0);
      }
    }
  }
  return tensor4d(folded, [3, 3, channels, outputs]);
}

interface SubPixelTap {
  /** Which of the nine weights of the full-size kernel, and how much of it. */
  readonly tap: number;
  readonly weight: number;
  /** Which sub-pixel of the enlarged pixel is computed. */
  readonly phase: number;
  /** Which of the 3 × 3 pixels before the enlargement that tap falls on. */
  readonly row: number;
  readonly column: number;
}

function* subPixelTaps(factor: UpscaleFactor): Generator<SubPixelTap> {
  const rows = [...axisTaps(factor)];
  for (const y of rows) {
    for (const x of rows) {
      yield {
        tap: y.tap * 3 + x.tap,
        weight: y.weight * x.weight,
        phase: y.phase * factor + x.phase,
        row: y.place,
        column: x.place,
      };
    }
  }
}

/** The same along one axis. */
function* axisTaps(factor: UpscaleFactor) {
  const taps = smoothing[factor];
  for (let phase = 0; phase < factor; phase += 1) {
    for (const tap of [0, 1, 2]) {
      for (const [index, weight] of taps.entries()) {
        const offset = tap - 1 + index - (taps.length - 1) / 2;
        yield { phase, tap, weight, place: 1 + Math.floor((phase + offset) / factor) };
      }
    }
  }
}
