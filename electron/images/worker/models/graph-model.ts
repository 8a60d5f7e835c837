import { readFile } from 'node:fs/promises';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { z } from 'zod';
import {
  readShards,
  startTensorRuntime,
  toArrayBuffer,
  weightsManifestSchema,
  weightSpecs,
} from './tensor-runtime.ts';

const graphSchema = weightsManifestSchema.extend({
  format: z.literal('graph-model'),
  modelTopology: z.record(z.string(), z.unknown()),
  signature: z.record(z.string(), z.unknown()),
});

/** Loads a converted TensorFlow graph (model.json and the weights beside it). */
export async function readGraph(modelFile: string): Promise<GraphModel> {
  await startTensorRuntime();
  const model = graphSchema.parse(JSON.parse(await readFile(modelFile, 'utf8')));
  return loadGraphModel({
    load: async () => ({
      format: model.format,
      modelTopology: model.modelTopology,
      signature: model.signature,
      weightSpecs: weightSpecs(model),
      weightData: toArrayBuffer(await readShards(modelFile, model)),
    }),
  });
}
