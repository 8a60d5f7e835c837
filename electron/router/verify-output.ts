import { fail, toAppError } from '../contract/app-error.ts';
import { operations } from '../contract/operations.ts';
import type { Capability } from '../contract/providers.ts';
import type { ImageService, WrittenImage } from '../images/image-service.ts';
import type { ProviderOutput } from '../providers/provider.ts';
import { keptOf } from './kept.ts';
import { promisesAlpha, promisesSize } from './losses.ts';
import type { RunOutput, RunRequest } from './route-request.ts';

interface Verification {
  readonly images: Pick<ImageService, 'verify'>;
  readonly request: RunRequest;
  readonly capability: Capability;
  readonly output: ProviderOutput;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Checks that an answer is what was asked for; images are decoded, brought to their promised size,
 * and given back what they keep of the original. Rejects with `provider-bad-output`, or with
 * what befell the worker.
 */
export async function verifyOutput(verification: Verification): Promise<RunOutput> {
  const { output, request } = verification;
  if (output.kind !== expectedKind(request)) {
    throw fail('provider-bad-output', {
      cause: `expected ${expectedKind(request)}, got ${output.kind}`,
    });
  }
  if (output.kind !== 'images') {
    if (isEmptyText(output, request)) throw fail('provider-bad-output', { cause: 'empty text' });
    return output;
  }
  if (output.files.length === 0) throw fail('provider-bad-output', { cause: 'no image' });
  const images: WrittenImage[] = [];
  for (const file of output.files)
    images.push(await twice(() => verifyImage(file.path, verification)));
  return { kind: 'images', images };
}

function verifyImage(
  path: string,
  { images, request, capability, folder, signal }: Verification,
): Promise<WrittenImage> {
  const { source } = request;
  const keep = keptOf(request);
  return images.verify(
    {
      path,
      outFolder: folder,
      expect: { ...expectedSize(request, capability), alpha: promisesAlpha(request.call) },
      original: source === null || keep === null ? null : { path: source.path, keep },
    },
    { signal },
  );
}

/** A crash of the worker says nothing about an answer that has been paid for: it is read again. */
async function twice<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    if (toAppError(thrown).kind !== 'worker-crashed') throw thrown;
    return work();
  }
}

function expectedKind({ call }: RunRequest): ProviderOutput['kind'] {
  const { output } = operations[call.operation];
  return output === 'image' ? 'images' : output;
}

/** A photo without words is no fault of whoever read it; any other text must say something. */
function isEmptyText(output: RunOutput, { call }: RunRequest): boolean {
  return output.kind === 'text' && call.operation !== 'ocr' && output.text.trim() === '';
}

interface ExpectedSize {
  readonly width: number | null;
  readonly height: number | null;
}

const anySize: ExpectedSize = { width: null, height: null };

/** The exact size that the result must have in pixels, or null where any will do. */
function expectedSize({ call, image }: RunRequest, capability: Capability): ExpectedSize {
  if (image === null) return anySize;
  if (promisesSize(call.operation)) {
    return capability.keepsSize ? { width: image.width, height: image.height } : anySize;
  }
  if (call.operation === 'upscale' && honoursFactor(capability)) {
    const { factor } = call.options;
    return { width: image.width * factor, height: image.height * factor };
  }
  if (call.operation === 'outpaint') {
    const { left, right, up, down } = call.options;
    return { width: image.width + left + right, height: image.height + up + down };
  }
  return anySize;
}

function honoursFactor(capability: Capability): boolean {
  return capability.honours.includes('factor') || capability.when?.['factor'] !== undefined;
}
