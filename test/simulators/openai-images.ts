import type { z } from 'zod';
import type { ContentFault } from './faults.ts';
import { openAiHeaders } from './openai-errors.ts';
import { imageInputTokens, imageOutputTokens, parseSize, textTokens } from './openai-models.ts';
import type { EditOrder, generationSchema } from './openai-contract.ts';
import { jsonReply, type Reply, type ServerEvent } from './send-reply.ts';
import { drawSimulatedImage, measureImage, notAnImage } from './simulated-image.ts';
import type { SimulatedRequest } from './simulated-request.ts';

type ImageOptions = z.output<typeof generationSchema> | EditOrder['options'];

interface Drawing {
  readonly kind: 'image_generation' | 'image_edit';
  readonly options: ImageOptions;
  readonly source?: Buffer | undefined;
  readonly mask?: Buffer | undefined;
  readonly inputImageTokens: number;
  readonly fault: ContentFault | undefined;
}

export function answerGeneration(
  request: SimulatedRequest,
  options: z.output<typeof generationSchema>,
  fault: ContentFault | undefined,
): Promise<Reply> {
  return answer(request, { kind: 'image_generation', options, inputImageTokens: 0, fault });
}

export async function answerEdit(
  request: SimulatedRequest,
  { options, images, mask }: EditOrder,
  fault: ContentFault | undefined,
): Promise<Reply> {
  const sizes = await Promise.all(images.map(({ bytes }) => measureImage(bytes)));
  const inputImageTokens = sizes.reduce(
    (sum, size) => sum + imageInputTokens(size?.width ?? 0, size?.height ?? 0, 'high'),
    0,
  );
  const [first] = sizes;
  const size =
    options.size === 'auto' && first !== undefined
      ? nearestFixedSize(first.width / first.height)
      : options.size;
  return answer(request, {
    kind: 'image_edit',
    options: { ...options, size },
    source: images[0]?.bytes,
    mask: mask?.bytes,
    inputImageTokens,
    fault,
  });
}

function nearestFixedSize(ratio: number): string {
  return ratio > 1.2 ? '1536x1024' : ratio < 1 / 1.2 ? '1024x1536' : '1024x1024';
}

async function answer(request: SimulatedRequest, drawing: Drawing): Promise<Reply> {
  const { options, fault } = drawing;
  const count = fault === 'empty-answer' || fault === 'filtered-but-200' ? 0 : options.n;
  const reply = {
    headers: openAiHeaders(request),
    billedImages: count,
  };
  if (options.stream) {
    return {
      ...reply,
      status: 200,
      body: { kind: 'events', events: await streamImages(drawing, count) },
    };
  }
  const data = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      b64_json: (await draw(drawing, index, 1)).toString('base64'),
    })),
  );
  return {
    ...jsonReply(
      200,
      { created: 1_700_000_000, data, ...look(drawing), usage: countUsage(drawing, count) },
      reply.headers,
    ),
    billedImages: count,
  };
}

async function streamImages(drawing: Drawing, count: number): Promise<readonly ServerEvent[]> {
  const { kind, options, fault } = drawing;
  const events: ServerEvent[] = [];
  for (let image = 0; image < count; image += 1) {
    for (let partial = 0; partial < options.partial_images; partial += 1) {
      const sharpness = (partial + 1) / (options.partial_images + 1);
      events.push(
        event(`${kind}.partial_image`, {
          b64_json: (await draw(drawing, image, sharpness)).toString('base64'),
          created_at: 1_700_000_000,
          partial_image_index: partial,
          ...look(drawing),
        }),
      );
    }
    if (fault === 'error-in-stream') {
      events.push(event('error', { error: { type: 'server_error', code: null, message: '' } }));
    } else if (fault !== 'stops-early') {
      events.push(
        event(`${kind}.completed`, {
          b64_json: (await draw(drawing, image, 1)).toString('base64'),
          created_at: 1_700_000_000,
          ...look(drawing),
          usage: countUsage(drawing, 1),
        }),
      );
    }
  }
  return events;
}

function event(type: string, data: Readonly<Record<string, unknown>>): ServerEvent {
  return { event: type, data: { type, ...data } };
}

async function draw(drawing: Drawing, index: number, sharpness: number): Promise<Buffer> {
  const { options, fault, source, mask } = drawing;
  if (fault === 'not-an-image') {
    return notAnImage();
  }
  const { width, height } = parseSize(options.size);
  const shrink = fault === 'wrong-dimensions' ? 2 : 1;
  return drawSimulatedImage({
    source,
    mask,
    prompt: `${options.prompt} ${index}`,
    width: width / shrink,
    height: height / shrink,
    format: options.output_format,
    transparent: options.background === 'transparent',
    sharpness,
  });
}

function look({ options }: Drawing): Readonly<Record<string, string>> {
  const { width, height } = parseSize(options.size);
  return {
    background: options.background === 'transparent' ? 'transparent' : 'opaque',
    output_format: options.output_format,
    quality: options.quality === 'auto' ? 'medium' : options.quality,
    size: `${width}x${height}`,
  };
}

function countUsage({ options, inputImageTokens }: Drawing, count: number): unknown {
  const text = textTokens(options.prompt);
  const output =
    count *
    imageOutputTokens({
      ...parseSize(options.size),
      quality: options.quality,
      partialImages: options.partial_images,
    });
  return {
    input_tokens: text + inputImageTokens,
    input_tokens_details: { text_tokens: text, image_tokens: inputImageTokens },
    output_tokens: output,
    total_tokens: text + inputImageTokens + output,
  };
}
