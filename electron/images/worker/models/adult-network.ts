import { createRequire } from 'node:module';
import path from 'node:path';
import {
  add,
  avgPool,
  fused,
  matMul,
  mul,
  relu,
  reshape,
  rsqrt,
  softmax,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { packageFolder } from './package-folder.ts';
import {
  decodeWeights,
  startTensorRuntime,
  type Weights,
  weightsManifestSchema,
} from './tensor-runtime.ts';

/** RGB in 0…1, [1, 224, 224, 3] → five probabilities: drawing, hentai, neutral, porn, sexy. */
export type AdultNetwork = (pixels: Tensor4D) => Tensor2D;

export const adultNetworkSide = 224;

/** The blocks of MobileNetV2 that halve the image. */
const halvingBlocks: ReadonlySet<number> = new Set([1, 3, 6, 13]);
const lastBlock = 16;
const batchNormEpsilon = 1e-3;

/**
 * NSFWJS's MobileNetV2 (Sandler et al. 2018), written out by hand. Of that package only the model
 * files are read: its own loader takes 21 s, for it first fills every layer with random numbers.
 */
export async function loadAdultNetwork(): Promise<AdultNetwork> {
  await startTensorRuntime();
  const weights = readPackedWeights(path.join(packageFolder('nsfwjs'), 'dist/models/mobilenet_v2'));
  const pointwise = (name: string, norm: string): Convolution =>
    foldNorm(weights, { kernel: `${name}/kernel`, norm, outputAxis: 3 });
  const depthwise = (name: string): Convolution =>
    foldNorm(weights, { kernel: `${name}/depthwise_kernel`, norm: `${name}_BN`, outputAxis: 2 });

  const first = pointwise('Conv1', 'bn_Conv1');
  const firstBlock = {
    depthwise: depthwise('expanded_conv_depthwise'),
    project: pointwise('expanded_conv_project', 'expanded_conv_project_BN'),
  };
  const blocks = Array.from({ length: lastBlock }, (_, index) => index + 1).map((number) => ({
    stride: halvingBlocks.has(number) ? (2 as const) : (1 as const),
    expand: pointwise(`block_${number}_expand`, `block_${number}_expand_BN`),
    depthwise: depthwise(`block_${number}_depthwise`),
    project: pointwise(`block_${number}_project`, `block_${number}_project_BN`),
  }));
  const last = pointwise('Conv_1', 'Conv_1_bn');
  const dense = (x: Tensor, name: string): Tensor =>
    add(matMul(x, weights(`${name}/kernel`)), weights(`${name}/bias`));

  return (pixels) =>
    tidy(() => {
      let x = convolve(pixels, first, { stride: 2, activation: 'relu6' });
      x = convolveChannels(x, firstBlock.depthwise, 1);
      x = convolve(x, firstBlock.project, { stride: 1, activation: 'linear' });
      for (const block of blocks) {
        const expanded = convolve(x, block.expand, { stride: 1, activation: 'relu6' });
        const filtered = convolveChannels(expanded, block.depthwise, block.stride);
        const y = convolve(filtered, block.project, { stride: 1, activation: 'linear' });
        const isResidual = block.stride === 1 && y.shape[3] === x.shape[3];
        x = isResidual ? add(x, y) : y;
      }
      x = convolve(x, last, { stride: 1, activation: 'relu6' });
      const features = reshape(avgPool(x, 7, 7, 'valid'), [1, -1]);
      const hidden = relu(dense(relu(dense(features, 'dense_1')), 'dense_2'));
      return softmax(dense(hidden, 'dense_3')) as Tensor2D;
    });
}

interface Convolution {
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

/** `same` padding with stride 2 on an even side is what the model's own zero padding does. */
function convolve(
  x: Tensor4D,
  convolution: Convolution,
  { stride, activation }: { readonly stride: 1 | 2; readonly activation: 'linear' | 'relu6' },
): Tensor4D {
  return fused.conv2d({ x, ...convolution, strides: stride, pad: 'same', activation });
}

function convolveChannels(x: Tensor4D, convolution: Convolution, stride: 1 | 2): Tensor4D {
  return fused.depthwiseConv2d({
    x,
    ...convolution,
    strides: stride,
    pad: 'same',
    activation: 'relu6',
  });
}

/** Folds a batch normalisation into the convolution before it: one multiplication less a value. */
function foldNorm(
  weights: Weights,
  layer: { readonly kernel: string; readonly norm: string; readonly outputAxis: 2 | 3 },
): Convolution {
  return tidy(() => {
    const variance = add(weights(`${layer.norm}/moving_variance`), batchNormEpsilon);
    const factor = mul(weights(`${layer.norm}/gamma`), rsqrt(variance));
    const perOutput = layer.outputAxis === 2 ? reshape(factor, [-1, 1]) : factor;
    return {
      filter: mul<Tensor4D>(weights(layer.kernel), perOutput),
      bias: sub<Tensor1D>(
        weights(`${layer.norm}/beta`),
        mul(weights(`${layer.norm}/moving_mean`), factor),
      ),
    };
  });
}

/** The package keeps its model.json and its weights (base64) as CommonJS modules. */
function readPackedWeights(folder: string): Weights {
  const load = createRequire(import.meta.url);
  const manifest = weightsManifestSchema.parse(load(path.join(folder, 'model.min.js')));
  const packed = z.string().parse(load(path.join(folder, 'group1-shard1of1.min.js')));
  return decodeWeights(manifest, Buffer.from(packed, 'base64'));
}
