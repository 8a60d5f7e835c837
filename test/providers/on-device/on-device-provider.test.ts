import { describe, expect, it } from 'vitest';
import { fail } from '../../../electron/contract/app-error.ts';
import type { OperationId } from '../../../electron/contract/operations.ts';
import type { ModelJob, ModelResult } from '../../../electron/images/image-service.ts';
import { createOnDeviceProvider } from '../../../electron/providers/on-device/provider.ts';
import { ProviderFailure, type PreparedFile } from '../../../electron/providers/provider.ts';
import { prepareRequest, recordAttempt } from '../attempt.ts';

const image: PreparedFile = {
  path: '/tmp/in.png',
  format: 'png',
  mediaType: 'image/png',
  width: 10,
  height: 10,
  bytes: 100,
};
const text: ModelResult = { kind: 'text', text: 'hello', confidence: 0.9 };

function createProvider(answer: () => Promise<ModelResult>) {
  const jobs: ModelJob[] = [];
  const provider = createOnDeviceProvider({
    runModel: (job, control) => {
      jobs.push(job);
      control?.onProgress?.(0.5);
      return answer();
    },
  });
  return { jobs, provider };
}

const prices = { version: 'test', models: {} };

interface ModelCase {
  readonly operation: OperationId;
  readonly model: string;
  readonly options?: object;
  readonly expected: object;
}

describe('the on-device provider', () => {
  it.each<ModelCase>([
    {
      operation: 'upscale',
      model: 'esrgan-slim-4x',
      options: { factor: 4 },
      expected: { model: 'upscale', factor: 4 },
    },
    { operation: 'ocr', model: 'tesseract-5', expected: { model: 'ocr', language: 'en' } },
    {
      operation: 'remove-background',
      model: 'selfie-segmentation',
      expected: { model: 'cut-out' },
    },
    {
      operation: 'tags',
      model: 'centernet-80',
      options: { count: 5 },
      expected: { model: 'tags', count: 5 },
    },
    { operation: 'content-check', model: 'nsfwjs-mobilenet', expected: { model: 'content-check' } },
  ])('$operation runs its model, free of charge', async (modelCase) => {
    const { operation, model, options = {}, expected } = modelCase;
    const { jobs, provider } = createProvider(() => Promise.resolve(text));
    const request = prepareRequest(provider, { operation, model, options, image });
    const context = await recordAttempt(prices);
    const result = await provider.processImage(request, context);
    expect(jobs).toEqual([expect.objectContaining({ path: image.path, ...expected })]);
    expect(result.cost).toBe(0);
    expect(context.progress).toEqual([0.5]);
    const { call, capability } = request;
    expect(
      provider.getCostEstimate(
        { call, capability, image: null, hasMask: false, reference: null },
        prices,
      ),
    ).toMatchObject({ low: 0, high: 0, exact: true });
  });

  it('says that nobody was found, so that the next provider is asked', async () => {
    const { provider } = createProvider(() => Promise.reject(fail('nothing-found')));
    const request = prepareRequest(provider, {
      operation: 'remove-background',
      model: 'selfie-segmentation',
      image,
    });
    expect(request.capability.caveat).toBe('people-only');
    const failure = await provider
      .processImage(request, await recordAttempt(prices))
      .catch((error: unknown) => error);
    if (!(failure instanceof ProviderFailure)) throw new Error('no provider failure');
    expect(failure.details).toMatchObject({ class: 'fail-over', error: { kind: 'nothing-found' } });
  });

  it('tells a cancelled run from a failed one', async () => {
    const { provider } = createProvider(() => Promise.reject(fail('cancelled')));
    const request = prepareRequest(provider, { operation: 'ocr', model: 'tesseract-5', image });
    const failure = await provider
      .processImage(request, await recordAttempt(prices, AbortSignal.abort()))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ details: { class: 'cancelled' } });
  });
});
