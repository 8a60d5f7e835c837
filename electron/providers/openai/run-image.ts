import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toFile } from 'openai';
import type OpenAI from 'openai';
import { appError, fail } from '../../contract/app-error.ts';
import type { MicroUsd } from '../../contract/money.ts';
import { readRate } from '../classify-dialect-error.ts';
import {
  ProviderFailure,
  type AttemptContext,
  type OutputFile,
  type PreparedFile,
  type PreparedRequest,
  type ProcessingResult,
} from '../provider.ts';
import { readInput } from '../read-input.ts';
import { imageEventSchema, imagesAnswerSchema, type ImageUsage } from './answer-schemas.ts';
import { buildImageRequest, planImage } from './build-request.ts';
import { failedWhileAnswering } from './classify-error.ts';
import { costOfImages } from './cost.ts';

/**
 * Generates, or edits where an image goes in; writes the results into the attempt's folder.
 * Throws what the SDK or the file system throws, or a ProviderFailure.
 */
export async function runImage(
  client: OpenAI,
  request: PreparedRequest,
  context: AttemptContext,
): Promise<ProcessingResult> {
  const { data, response } = await send(client, request, context);
  const { files, usage } =
    Symbol.asyncIterator in data ? await readEvents(data, context) : await readWhole(data, context);
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const rate = readRate(response.headers);
  const cost = costOfImages(usage, { prices: context.prices, model: request.capability.model });
  if (files.length === 0 || files.some((file) => file === null)) {
    throw badOutput({ requestId, cost });
  }
  context.onProgress(1);
  return {
    output: { kind: 'images', files: files.filter((file) => file !== null) },
    cost,
    ...(requestId === undefined ? {} : { requestId }),
    ...(rate === undefined ? {} : { rate }),
  };
}

async function send(client: OpenAI, request: PreparedRequest, { signal }: AttemptContext) {
  const { call, capability, image, mask, reference } = request;
  // An edit without its image, mask or reference would be another picture, paid for: never send it.
  if (
    (image === null) !== (capability.image === null) ||
    (mask === null) !== (capability.mask === null) ||
    (reference === null) !== (capability.reference === undefined)
  ) {
    throw fail('invalid-request', { params: { operation: call.operation } });
  }
  const plan = planImage(call, image);
  const body = buildImageRequest(call, { model: capability.model, plan });
  if (image === null) {
    return client.images.generate(body, { signal }).withResponse();
  }
  const files = {
    image:
      reference === null ? await upload(image) : [await upload(image), await upload(reference)],
    ...(mask === null ? {} : { mask: await upload(mask) }),
  };
  return client.images.edit({ ...body, ...files }, { signal }).withResponse();
}

async function upload(file: PreparedFile): Promise<File> {
  return toFile(await readInput(file), `image.${file.format}`, { type: file.mediaType });
}

interface Received {
  /** Null stands for bytes that are no image. */
  readonly files: readonly (OutputFile | null)[];
  readonly usage: ImageUsage | undefined;
}

async function readEvents(
  events: AsyncIterable<unknown>,
  context: AttemptContext,
): Promise<Received> {
  for await (const event of events) {
    const parsed = imageEventSchema.parse(event);
    switch (parsed.type) {
      case 'image_generation.partial_image':
      case 'image_edit.partial_image': {
        const index = parsed.partial_image_index;
        const file = await save(parsed.b64_json, join(context.folder, `partial-${index}`));
        if (file !== null) {
          context.onPartialImage({ index, path: file.path });
        }
        break;
      }
      case 'image_generation.completed':
      case 'image_edit.completed':
        return {
          files: [await save(parsed.b64_json, join(context.folder, 'output-0'))],
          usage: parsed.usage,
        };
      case 'other':
        break;
    }
  }
  // The stream ended without its last event, which the SDK lets pass on an abort too.
  context.signal.throwIfAborted();
  throw failedWhileAnswering(null, undefined);
}

async function readWhole(answer: unknown, context: AttemptContext): Promise<Received> {
  const { data, usage } = imagesAnswerSchema.parse(answer);
  const files: (OutputFile | null)[] = [];
  for (const [index, { b64_json: encoded }] of data.entries()) {
    files.push(await save(encoded, join(context.folder, `output-${index}`)));
  }
  return { files, usage };
}

/** The format is told by the bytes, not by what was asked for. */
async function save(encoded: string, pathWithoutExtension: string): Promise<OutputFile | null> {
  const bytes = Buffer.from(encoded, 'base64');
  const format = sniffFormat(bytes);
  if (format === null) {
    return null;
  }
  const path = `${pathWithoutExtension}.${format}`;
  await writeFile(path, bytes);
  return { path, mediaType: `image/${format}` };
}

function sniffFormat(bytes: Buffer): 'png' | 'jpeg' | 'webp' | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG')) {
    return 'png';
  }
  if (start.startsWith('\xff\xd8\xff')) {
    return 'jpeg';
  }
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? 'webp' : null;
}

function badOutput(told: {
  readonly requestId: string | undefined;
  readonly cost: MicroUsd | null;
}): ProviderFailure {
  return new ProviderFailure({
    class: 'bad-output',
    error: appError('provider-bad-output', { params: { provider: 'openai' } }),
    ...(told.requestId === undefined ? {} : { requestId: told.requestId }),
    ...(told.cost === null ? {} : { cost: told.cost }),
  });
}
