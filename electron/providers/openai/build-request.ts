import type { ImageEditParamsBase, ImageGenerateParamsBase } from 'openai/resources/images';
import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import { fail } from '../../contract/app-error.ts';
import type { OperationCall, OptionsOf } from '../../contract/operations.ts';
import type { TextTask } from '../text-task.ts';
import { composeImagePrompt } from './image-prompt.ts';

/** Tokens that the model may spend on thinking before the answer's own. */
const REASONING_TOKENS = 1_000;

/** Output tokens a text request may use at most: the bound of its cost. */
export function maxOutputTokensOf(task: TextTask): number {
  return task.maxOutputTokens + REASONING_TOKENS;
}

/** `imageUrl` is a data URL. Nothing is stored at the provider's beyond what its law asks. */
export function buildTextRequest(
  task: TextTask,
  { model, imageUrl }: { readonly model: string; readonly imageUrl: string },
): ResponseCreateParamsStreaming {
  return {
    model,
    instructions: task.instructions,
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: task.question },
          { type: 'input_image', detail: 'high', image_url: imageUrl },
        ],
      },
    ],
    max_output_tokens: maxOutputTokensOf(task),
    reasoning: { effort: 'low' },
    store: false,
    stream: true,
    ...(task.format === null
      ? {}
      : {
          text: {
            format: {
              type: 'json_schema',
              name: task.format.name,
              schema: { ...task.format.schema },
              strict: true,
            },
          },
        }),
  };
}

/** What an image costs and how it comes, settled before it is asked for. */
export interface ImagePlan {
  readonly width: number;
  readonly height: number;
  readonly quality: 'low' | 'medium' | 'high';
  readonly count: number;
  /** Previews on the way; each is billed as 100 output tokens. */
  readonly partialImages: number;
  readonly transparent: boolean;
}

const SIZES: Readonly<
  Record<OptionsOf<'generate'>['aspectRatio'], { readonly width: number; readonly height: number }>
> = {
  '1:1': { width: 1024, height: 1024 },
  '3:2': { width: 1536, height: 1024 },
  '2:3': { width: 1024, height: 1536 },
  '4:3': { width: 1344, height: 1008 },
  '3:4': { width: 1008, height: 1344 },
  '16:9': { width: 1536, height: 864 },
  '9:16': { width: 864, height: 1536 },
};

const QUALITIES = {
  draft: { quality: 'low', partialImages: 0 },
  standard: { quality: 'medium', partialImages: 1 },
  high: { quality: 'high', partialImages: 2 },
} as const;

/**
 * Plans the output. `image` is the size that goes in, which an edit keeps; null when generating.
 * Previews come with single images only: several at once arrive together, unstreamed.
 */
export function planImage(
  call: OperationCall,
  image: { readonly width: number; readonly height: number } | null,
): ImagePlan {
  const { options } = call;
  const count = call.operation !== 'tags' && 'count' in options ? options.count : 1;
  const chosen = QUALITIES['quality' in options ? options.quality : 'standard'];
  const size =
    call.operation === 'generate' ? SIZES[call.options.aspectRatio] : (image ?? SIZES['1:1']);
  return {
    width: size.width,
    height: size.height,
    quality: chosen.quality,
    count,
    partialImages: count === 1 ? chosen.partialImages : 0,
    transparent:
      call.operation === 'remove-background' ||
      (call.operation === 'generate' && call.options.transparent),
  };
}

/** Beyond these pixels in one answer PNG would take long to parse, and near the answer's byte limit. */
const MOST_LOSSLESS_PIXELS = 4_800_000;

type ImageParams = Omit<ImageGenerateParamsBase & ImageEditParamsBase, 'image' | 'moderation'>;

/** The options that generating and editing share; an edit adds its image and mask. */
export function buildImageRequest(
  call: OperationCall,
  { model, plan }: { readonly model: string; readonly plan: ImagePlan },
): ImageParams {
  const prompt = composeImagePrompt(call);
  if (prompt === null) {
    throw fail('invalid-request', { params: { operation: call.operation } });
  }
  const pixels = plan.width * plan.height * (plan.count + plan.partialImages);
  return {
    model,
    prompt,
    n: plan.count,
    size: `${plan.width}x${plan.height}`,
    quality: plan.quality,
    background: plan.transparent ? 'transparent' : 'opaque',
    ...(pixels <= MOST_LOSSLESS_PIXELS
      ? { output_format: 'png' as const }
      : { output_format: 'webp' as const, output_compression: 92 }),
    ...(plan.count === 1 ? { stream: true, partial_images: plan.partialImages } : {}),
  };
}
