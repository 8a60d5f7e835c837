import { toAppError } from '../../contract/app-error.ts';
import { freeOfCharge } from '../../contract/money.ts';
import type { ImageService, ModelJob, ModelResult } from '../../images/image-service.ts';
import {
  type AiProvider,
  type AttemptContext,
  type PreparedRequest,
  ProviderFailure,
  type ProviderOutput,
} from '../provider.ts';
import { onDeviceCapabilities } from './capabilities.ts';

/** The models that come with the app, run by the image workers: nothing leaves the machine. */
export function createOnDeviceProvider(images: Pick<ImageService, 'runModel'>): AiProvider {
  return {
    id: 'on-device',
    capabilities: onDeviceCapabilities,
    getCostEstimate: () => freeOfCharge,
    getHealth: () => Promise.resolve({ status: 'ok', latencyMs: 0 }),
    processImage: async (request, context) => {
      try {
        const result = await images.runModel(modelJob(request, context), {
          signal: context.signal,
          onProgress: (fraction) => context.onProgress(fraction),
        });
        return { output: toOutput(result), cost: 0 };
      } catch (error) {
        throw new ProviderFailure({
          class: context.signal.aborted ? 'cancelled' : 'fail-over',
          error: toAppError(error),
        });
      }
    },
  };
}

function modelJob({ call, image }: PreparedRequest, { folder }: AttemptContext): ModelJob {
  if (image === null) throw new Error('every on-device model needs an image');
  const { path } = image;
  switch (call.operation) {
    case 'upscale':
      return { model: 'upscale', path, factor: call.options.factor, outFolder: folder };
    case 'remove-background':
      return { model: 'cut-out', path, outFolder: folder };
    case 'ocr':
      return { model: 'ocr', path, language: call.options.language };
    case 'tags':
      return { model: 'tags', path, count: call.options.count };
    case 'content-check':
      return { model: 'content-check', path };
    default:
      throw new Error(`no on-device model for ${call.operation}`);
  }
}

function toOutput(result: ModelResult): ProviderOutput {
  switch (result.kind) {
    case 'image':
      return { kind: 'images', files: [{ path: result.file.path, mediaType: 'image/png' }] };
    case 'text':
      return { kind: 'text', text: result.text };
    case 'tags':
    case 'verdict':
      return result;
  }
}
