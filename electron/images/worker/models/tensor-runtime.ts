import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { io, setBackend, type Tensor, tensor4d, type Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { fail } from '../../../contract/app-error.ts';
import { loadOnce } from './load-once.ts';
import { packageFolder } from './package-folder.ts';

const quantizationSchema = z.object({
  dtype: z.enum(['uint8', 'uint16', 'float16']),
  min: z.number().optional(),
  scale: z.number().optional(),
});

const weightSpecSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: quantizationSchema.optional(),
});

/** The part of a TensorFlow.js model.json that names the weights and the files that hold them. */
export const weightsManifestSchema = z.object({
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) }))
    .length(1),
});
export type WeightsManifest = z.infer<typeof weightsManifestSchema>;

/**
 * Makes the wasm backend the one in use. It runs with SIMD on one thread: the package's threaded
 * build starts its threads from a blob URL, which Node's worker_threads refuse.
 */
export const startTensorRuntime = loadOnce(async () => {
  setWasmPaths(path.join(packageFolder('@tensorflow/tfjs-backend-wasm'), 'dist') + path.sep);
  if (!(await setBackend('wasm'))) throw fail('internal', { cause: 'no wasm tensor backend' });
});

export type Weights = (name: string) => Tensor;

/** Turns the bytes of a weights file into tensors; asking for an unknown name throws. */
export function decodeWeights(manifest: WeightsManifest, bytes: Uint8Array): Weights {
  const tensors = io.decodeWeights(toArrayBuffer(bytes), weightSpecs(manifest));
  return (name) => {
    const tensor = tensors[name];
    if (tensor === undefined) throw fail('internal', { cause: `no weights ${name}` });
    return tensor;
  };
}

/** Reads the weights of a model.json whose weights lie in files beside it. */
export async function readWeights(modelFile: string): Promise<Weights> {
  const manifest = weightsManifestSchema.parse(JSON.parse(await readFile(modelFile, 'utf8')));
  return decodeWeights(manifest, await readShards(modelFile, manifest));
}

/** RGB bytes as a tensor [1, height, width, 3], each value multiplied by `factor`. */
export function toTensor(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  factor: number,
): Tensor4D {
  return tensor4d(
    Float32Array.from(rgb, (value) => value * factor),
    [1, size.height, size.width, 3],
  );
}

export function weightSpecs(manifest: WeightsManifest): io.WeightsManifestEntry[] {
  return manifest.weightsManifest.flatMap((group) => group.weights as io.WeightsManifestEntry[]);
}

export async function readShards(
  modelFile: string,
  manifest: WeightsManifest,
): Promise<Uint8Array> {
  const folder = path.dirname(modelFile);
  const names = manifest.weightsManifest.flatMap((group) => group.paths);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(folder, name)))));
}

export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
